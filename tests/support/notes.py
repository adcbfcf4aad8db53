"""Messages of the outbox that are about nothing in particular."""

from core import outbox
from core.outbox import Body, Topic, TopicRegistry
from core.work import Work


class NoteBody(Body):
    about: str


NOTE = Topic("note", NoteBody, subject="{about}", registry=TopicRegistry())


async def send(work: Work, *subjects: str) -> None:
    for subject in subjects:
        await outbox.send(work, NOTE, NoteBody(about=subject))
