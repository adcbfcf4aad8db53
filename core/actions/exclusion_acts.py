"""What a cool-off and a self-exclusion have in common: set on the player's word, at once, as far as they reach."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from core import activity, platform, player_blocks, security
from core.action import Choice, Fact, Kind, OnlyConfirmed, PlayerAction, Receipt, Run
from core.actions import block_facts, player_facts
from core.errors import Conflict, Invalid
from core.fact_values import Value
from core.office import ExclusionTerms, Office, Reach
from core.people import Actor, Permission
from core.phrases import Phrase
from core.player_blocks import Excluded, Exclusion
from core.players import PlayerId, Situation
from core.work import Work

ASKED_AGAIN = timedelta(minutes=15)
"""How much later a term may end and still be the one that stands: sent twice, or asked for by two colleagues."""
ONLY_CONFIRMED = (
    "The player asked for it, so it can only be confirmed. If it was set for the wrong player, ask to correct the "
    "exclusion; two people agree to that, one of them compliance."
)


class AlreadyExcluded(Conflict):
    """An exclusion that stands is as strict, as long and as wide."""

    code: ClassVar[str] = "already_excluded"


class ReachChoice(StrEnum):
    """For which accounts it holds."""

    AS_LICENCE = "as_the_licence_says"
    ACCOUNT = "this_account_only"
    BRAND = "every_account_of_the_brand"
    LICENCE = "every_account_under_the_licence"


REACHES = {
    ReachChoice.ACCOUNT: Reach.ACCOUNT,
    ReachChoice.BRAND: Reach.BRAND,
    ReachChoice.LICENCE: Reach.LICENCE,
}
REACH_WORDS = {
    Reach.ACCOUNT: "this account",
    Reach.BRAND: "every account of the player under the brand",
    Reach.LICENCE: "every account of the player under the licence",
}


class ExclusionAct(PlayerAction):
    """A break that the player asked for; a subclass names its kind and its terms."""

    kind: ClassVar[Kind] = Kind.PROTECTIVE
    module: ClassVar[str] = "player_blocks"
    recorded_as: ClassVar[str] = "player.excluded"
    ask: ClassVar[Permission] = Permission.ACCOUNT_PROTECT
    on_platform: ClassVar[bool] = True
    orders: ClassVar[tuple[platform.OrderKind, ...]] = (platform.OrderKind.EXCLUDE,)
    changes_blocks: ClassVar[bool] = True
    replaces: ClassVar[tuple[str, ...]] = ("reopen_account",)
    not_yet: ClassVar[str] = "Not sent."
    acts_first: ClassVar[str] = "In force as soon as you send it. A second person then confirms it."
    not_in: ClassVar[frozenset[str]] = frozenset()
    excludes: ClassVar[str]
    """The kind of the row: a self-exclusion or a cool-off."""

    term: StrEnum
    reach: ReachChoice
    note: str

    def until(self, work: Work) -> datetime | None:
        """Give its end, counted from now; None for good."""
        raise NotImplementedError

    def refuse_term(self, work: Work, terms: ExclusionTerms) -> None:
        """Refuse a term that the licence of the account does not allow.

        Raises :class:`~core.errors.Invalid`.
        """
        raise NotImplementedError

    def only_confirmed(self, office: Office) -> str:
        """Say that the player asked for it."""
        del office
        return ONLY_CONFIRMED

    @classmethod
    async def offered(cls, *, work: Work, actor: Actor, player_id: PlayerId) -> Mapping[str, Sequence[Choice]]:
        """Offer no reach that is narrower than the licence of the account demands."""
        del actor
        least = (await player_blocks.terms(work, player_id)).reach
        wide = [each for each in ReachChoice if REACHES.get(each, least).covers(least)]
        return {"reach": [Choice(each.value, "") for each in wide]}

    async def touches(self, *, work: Work) -> Collection[PlayerId]:
        """Give the other accounts that it reaches."""
        terms = await player_blocks.terms(work, self.player_id)
        return await player_blocks.accounts_within(work, self.player_id, self._reach(terms))

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what it stops and until when, the accounts it reaches, and what becomes of what is in flight."""
        self._refuse_narrower(await player_blocks.terms(work, self.player_id))
        wanted = await self._wanted(work)
        player = await player_facts.about(work, self.player_id)
        self._refuse_covered(player, wanted, work)
        stopped = dict.fromkeys(player_blocks.EXCLUDED_FROM, wanted.until)
        return [
            Fact(key="stops", label="Stops", value=block_facts.words(stopped), material=True, private=False),
            Fact(key="until", label="Until", value=wanted.until or "for good", private=False),
            *await self._reached(work, wanted.reach),
            *player_facts.of_player(player),
            *await player_facts.of_alerts(work, self.player_id),
            Fact(key="in_flight", label="In flight", value=player_facts.in_flight(player.in_flight)),
            *_becomes(player),
            Fact(key="note", label="What the player said", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Set it on every account it reaches, end the sessions there, and tell compliance of weaker links."""
        work, wanted = run.work, await self._wanted(run.work, run)
        self._refuse_covered(await player_facts.about(work, self.player_id), wanted, work)
        done = await player_blocks.exclude_person(work, wanted)
        several = [self.player_id, *(row.player_id for row in done.reached)]
        ended = 0
        same = await player_blocks.of_same_brand(work.db, self.player_id, several)
        for player_id in several:
            here = await player_blocks.end_sessions(work, player_id=player_id, request_id=run.request_id)
            ended += here if player_id in same else 0  # of other brands not everybody may know
        await self._report_weaker(work, done)
        rows = await player_blocks.open_rows(work.db, self.player_id, now=work.now)
        lines = [
            block_facts.now(rows, work),
            *([Fact(key="sessions", label="Sessions ended", value=ended)] if ended else []),
            *block_facts.elsewhere([row.player_id for row in done.reached], label="Holds also for"),
        ]
        return Receipt(lines=tuple(lines), ids={"block": str(done.block.id), "player": str(self.player_id)})

    async def end(self, *, run: Run) -> Receipt:
        """Refuse it: what a player asked for is not ended by a colleague."""
        del run
        raise OnlyConfirmed(ONLY_CONFIRMED)

    async def order(self, *, run: Run, step: platform.Step) -> platform.Wish:
        """Order the platform to exclude the player from every account it reaches, and to stop marketing."""
        del step
        terms = await player_blocks.terms(run.work, self.player_id)
        return await platform.exclusion_wish(run.work, self.player_id, run.request_id, reach=self._reach(terms))

    def _reach(self, terms: ExclusionTerms) -> Reach:
        """Give how far it reaches: never less far than the licence says by now."""
        chosen = REACHES.get(self.reach, terms.reach)
        return chosen if chosen.covers(terms.reach) else terms.reach

    def _refuse_narrower(self, terms: ExclusionTerms) -> None:
        if not REACHES.get(self.reach, terms.reach).covers(terms.reach):
            words = "Under this licence it holds at least for {reach}. Choose “As the licence says” or a wider one."
            raise Invalid(Phrase(words, reach=REACH_WORDS[terms.reach]), field="reach")

    async def _wanted(self, work: Work, run: Run | None = None) -> Exclusion:
        terms = await player_blocks.terms(work, self.player_id)
        self.refuse_term(work, terms)
        return Exclusion(
            player_id=self.player_id,
            kind=self.excludes,
            until=self.until(work),
            placed_by=run.requester.name if run else "",
            reach=self._reach(terms),
            request_id=run.request_id if run else None,
            note=self.note,
            ticket=getattr(self, "ticket", None),
        )

    def _refuse_covered(self, player: Situation, wanted: Exclusion, work: Work) -> None:
        asked = replace(wanted, until=wanted.until and wanted.until - ASKED_AGAIN)
        if row := player_blocks.covering(player.blocks, asked, work.now):
            words = (
                "The player is excluded already, since {since} until {until}: as strict, as long and as wide. "
                "Nothing was changed."
            )
            raise AlreadyExcluded(Phrase(words, since=row.from_at, until=row.until_at or "they ask to come back"))

    async def _report_weaker(self, work: Work, done: Excluded) -> None:
        """Have compliance look at accounts that may be the player's and that it does not reach."""
        linked = await player_blocks.weaker_links(work, self.player_id, done.block.reach)
        if linked:
            window = str(done.block.id)
            await security.report(work, [activity.weaker_links(self.player_id, linked, window=window, at=work.now)])

    async def _reached(self, work: Work, reach: Reach) -> list[Fact]:
        linked = await player_blocks.accounts_within(work, self.player_id, reach)
        words = {Reach.ACCOUNT: "this account only", Reach.BRAND: "the brand", Reach.LICENCE: "the licence"}[reach]
        same = await player_blocks.of_same_brand(work.db, self.player_id, linked)
        others = "{reach}: {number} other account" if len(same) == 1 else "{reach}: {number} other accounts"
        named = Phrase(others, reach=words, number=len(same)) if same else words
        return [
            Fact(key="reach", label="Reaches", value=named, private=False),
            *block_facts.elsewhere(linked, label="Holds also for"),
        ]


def _becomes(player: Situation) -> Iterator[Fact]:
    parts: list[Value] = ["the player can withdraw what is theirs", "marketing stops"]
    if player.in_flight.open_bets:
        parts.append("bets settle as they would")
    if player.in_flight.sessions:
        parts.append("sessions end")
    yield Fact(key="becomes", label="What becomes of it", value=tuple(parts))
