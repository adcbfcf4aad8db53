"""Changes of the office file that no second person has confirmed yet."""

from sqlalchemy import func, select

from core.database.tables import office_files
from core.digests.digest import DigestFinding, Figure, Section
from core.digests.query import Look
from core.phrases import Phrase

WORDS = {
    "adopted": "The office file changed {at}, and nobody has confirmed it: {differences}.",
    "waiting": "A change of the office file waits since {at}: {differences}.",
}
SHOWN_MOST = 3


async def unconfirmed(look: Look) -> tuple[Section, list[DigestFinding]]:
    """List them, oldest first; they stand in every digest until somebody confirms them."""
    open_ones = office_files.c.confirmed_at.is_(None) & office_files.c.state.in_(list(WORDS))
    total = await look.db.scalar(select(func.count()).select_from(office_files).where(open_ones))
    rows = await look.db.execute(select(office_files).where(open_ones).order_by(office_files.c.at).limit(look.most))
    lines = (Figure(label="Changes of the office file to confirm", now=total or 0),)
    findings = [
        DigestFinding(
            key=f"office:{row.id}",
            sentence=Phrase(WORDS[row.state], at=row.at, differences=_first(row.differences or [])),
        )
        for row in rows
    ]
    return Section(title="Office file", lines=lines), findings


def _first(differences: list[str]) -> str:
    more = len(differences) - SHOWN_MOST
    return "; ".join(differences[:SHOWN_MOST]) + (f" and {more} more" if more > 0 else "")
