"""Facts about player blocks, each visible to those who may know the reason."""

from collections.abc import Iterable, Iterator, Sequence

from core import player_blocks
from core.action import Fact, Receipt
from core.office import Office, Scope
from core.people import Visibility
from core.phrases import Phrase, PlayerRef
from core.player_blocks import SCOPE_WORDS, Block, Ended, Withdrawal, placement
from core.work import Work

ONLY_HOLDS = "only holds withdrawals"
"""What a block does that stops nothing."""


def words(scopes: Iterable[Scope]) -> str:
    """Name scopes in words, separated by commas; a block without any only holds withdrawals."""
    blocked = frozenset(scopes)
    return ", ".join(text for scope, text in SCOPE_WORDS.items() if scope in blocked) or ONLY_HOLDS


def described(row: Block, work: Work) -> Phrase:
    """Describe a block: reason, scopes, since when, until when, by whom."""
    return Phrase(
        "{reason} ({stops}), since {since} until {until}, by {by}"
        if row.until_at
        else "{reason} ({stops}), since {since}, by {by}",
        reason=player_blocks.reason_title(work.office, row),
        stops=words(row.scopes),
        since=row.from_at,
        until=row.until_at or "",
        by=row.placed_by,
    )


def most_hidden(rows: Iterable[Block]) -> Visibility:
    """Give the most restricted visibility of these blocks."""
    return max((row.visibility for row in rows), key=list(Visibility).index)


def line(row: Block, work: Work, *, label: str, material: bool = False) -> Fact:
    """Make a fact about a block; who may not know its reason reads the one it is drawn as."""
    [told] = player_blocks.as_seen([row], frozenset({Visibility.STAFF}))
    return Fact(
        key=f"block {row.id}",
        label=label,
        value=described(row, work),
        material=material,
        private=told != row,
        visibility=row.visibility,
        instead=None if told == row else described(told, work),
    )


def now(rows: Iterable[Block], work: Work) -> Fact:
    """Say what the player can and cannot do."""
    return Fact(key="standing", label="Now", value=player_blocks.standing(rows, work.now), private=False)


def money(rows: Iterable[Withdrawal], *, key: str, label: str) -> Iterator[Fact]:
    """List withdrawals, if there are any."""
    if amounts := tuple(row.amount for row in rows):
        yield Fact(key=key, label=label, value=amounts)


def reason(office: Office, key: str) -> Fact:
    """Say why something is stopped, to those who may read it; others read the reason it is drawn as."""
    kept_for, told = office.kept_for(key), office.told(key)
    return Fact(
        key="reason",
        label="Reason",
        value=placement.reason_of(office, key).title,
        material=True,
        private=kept_for is not Visibility.STAFF,
        visibility=kept_for,
        instead=None if kept_for is Visibility.STAFF else office.reasons[told].title,
    )


def elsewhere(player_ids: Sequence[int], *, label: str) -> Iterator[Fact]:
    """Name other accounts of the person, to those who look into links."""
    if player_ids:
        named = tuple(PlayerRef(each) for each in player_ids)
        yield Fact(key="elsewhere", label=label, value=named, visibility=Visibility.SECURITY)


def lifted(ended: Ended, work: Work) -> Receipt:
    """List the ended blocks, those still in force, and the released withdrawals."""
    lines = [
        now(ended.left, work),
        *(line(row, work, label="Ended") for row in ended.ended),
        *(line(row, work, label="Still in force") for row in ended.left),
        *elsewhere([row.player_id for row in ended.elsewhere], label="Ended also for"),
        *money(ended.released, key="released", label="Withdrawals released"),
    ]
    return Receipt(lines=tuple(lines), ids={"player": str(ended.player_id)})
