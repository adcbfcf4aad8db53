"""Anna's account was taken over, and EUR 900 are on their way out."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.demo.stories.past import Past, eur, player
from bot.demo.stories.story import Story, StoryPart
from core.activity import Type
from core.people import Visibility

STRANGE: dict[str, Any] = {
    "ip": "185.220.101.44",
    "country": "RO",
    "latitude": 44.4,
    "longitude": 26.1,
    "device": "laptop-e0d1c2b3",
}
MALTA: dict[str, Any] = {"latitude": 35.9, "longitude": 14.5}
NOTE = "Wrote from her old address: she did not change her e-mail and is not abroad. Call back on the known number."


def _parts(now: datetime) -> Iterator[StoryPart]:
    past = Past("anna42", now).earning(deposits=6, minor=20_000, **MALTA)
    past.then(214, Type.LOGIN, success=True, **past.home, **MALTA)
    past.then(160, Type.LOGIN, success=False, **STRANGE).then(159, Type.LOGIN, success=False, **STRANGE)
    past.then(158, Type.LOGIN, success=True, session="strange", **STRANGE)
    past.then(151, Type.EMAIL_CHANGED, ip=STRANGE["ip"], device=STRANGE["device"])
    for number, minor in enumerate((1_500, 1_000, 2_000), start=1):
        past.then(40 - number, Type.BET, bet=f"open-{number}", amount=eur(minor), game="football")
    past.then(12, Type.WITHDRAWAL_REQUESTED, withdrawal="away", amount=eur(90_000))
    anna = player("anna42", now, "Anna", "Micallef", born_on=date(1984, 3, 17), phone="+35699554417", city="Sliema")
    yield StoryPart(anna, past.told(), notes=((NOTE, "high", Visibility.STAFF),))


STORY = Story(
    title="A stolen account",
    happened="An hour after Anna had looked in from Malta, her account was entered from Romania, on a device never"
    " seen before. Seven minutes later its e-mail was changed; EUR 900 have been asked for. Anna wrote in"
    " from her old address.",
    looks="Security, and support when she calls",
    begin=("sam", "/player anna42"),
    answer="Block her as taken over: that holds the withdrawal and ends the session. A second person confirms. "
    "Require a new password too, from Actions on her card. Close the alerts as confirmed.",
    parts=_parts,
)
