"""As much of the process as the two roads into core need: a database, a desk and a clock, without Slack."""

from core.database.connections import Connection, Database
from core.work import Work
from tests.support.office import World


class Edge:
    """Stands where the process's services stand, over the world of a test."""

    def __init__(self, office: World) -> None:
        self.office = office

    @property
    def database(self) -> Database:
        return self.office.db

    def work(self, db: Connection) -> Work:
        return Work(db=db, desk=self.office.desk, at=self.office.at)

    def wake_outbox(self) -> None:
        """Nobody waits for the outbox here."""
