"""What happened, counted one by one from every event there is: what rollups have to come to."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from core import activity
from core.activity import player_summary
from core.office import Office
from tests.support.gaming import DESK, Platform

MOVES = {"deposit", "deposit_failed", "withdrawal_requested", "withdrawal_paid", "bet", "win", "bonus_granted"}
Key = tuple[str, str, str]
"""Day, kind, currency."""


class Count:
    """Events of one player, or of several, counted by hand."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.often: Counter[Key] = Counter()
        self.minor: Counter[Key] = Counter()
        self.players: defaultdict[Key, set[str | None]] = defaultdict(set)
        self.origins: Counter[tuple[str, str]] = Counter()

    def add(self, events: Iterable[activity.Event]) -> None:
        for one in events:
            day, kind, money = self._office.day(one.at).isoformat(), one.type, one.body.get("amount")
            if kind == "login" and not one.body["success"]:
                kind = "login:failed"
            if kind in {"login", "bet"}:
                self._count((day, "active", ""), one)
            self._count((day, kind, money["currency"] if money and kind in MOVES else ""), one)
            if one.type == "login":
                self.origins.update((name, one.body[name]) for name in ("device", "country"))

    def _count(self, key: Key, one: activity.Event) -> None:
        moved = one.body.get("amount", {}).get("amount_minor", 0) if key[2] else 0
        self.often[key] += 1
        self.minor[key] += moved
        self.players[key].add(one.player)


async def folded(platform: Platform) -> None:
    """Fold until nothing waits."""
    more = True
    while more:
        async with platform.work() as work:
            more = await activity.fold(work)


async def summed(platform: Platform, player_id: int, period: activity.Period) -> activity.Summary:
    """Summarise by the office's own zone."""
    async with platform.database.read() as db:
        return await player_summary.summary(db, player_id=player_id, period=period, office=DESK.office)
