"""Dario's passport ran out, and the copy that Tarik sent does not hold."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.demo.stories.past import Past, player
from bot.demo.stories.story import Story, StoryPart
from core.people import Visibility


def _parts(now: datetime) -> Iterator[StoryPart]:
    dario = player(
        "dario61", now, "Dario", "Conti", born_on=date(1961, 4, 17), city="Sliema", verification_status="expired"
    )
    seen = "Sent his new passport and a bill of this month by the upload page. Both were looked at and are good."
    yield StoryPart(
        dario, Past("dario61", now).earning(deposits=5, minor=8_000).told(), ((seen, "normal", Visibility.STAFF),)
    )
    tarik = player("tarik92", now, "Tarik", "Aydin", born_on=date(1992, 10, 3), city="Paola", verification_level=3)
    forged = "The issuer of his bank statement answered today that it is forged."
    yield StoryPart(
        tarik, Past("tarik92", now).earning(deposits=3, minor=9_000).told(), ((forged, "high", Visibility.STAFF),)
    )


STORY = Story(
    title="One verification up, one down",
    happened="Dario's passport ran out, and he sent a new one. On the same day a bank answers that the statement by "
    "which Tarik reached level 3 is forged.",
    looks="Support for Dario, fraud for Tarik",
    begin=("alice", "/player dario61 verify verified because the new passport and a bill of this month were seen"),
    answer="Tick what was seen and ask: compliance or fraud agrees before Dario is verified again. Tarik's is lowered "
    "at once, with /player tarik92 unverify 1 rejected because the statement is forged, and confirmed afterwards.",
    parts=_parts,
)
