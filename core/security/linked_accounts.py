"""The rules about linked accounts: several new ones on one device, bonuses of one person, and excluded players."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from core.links import Evidence
from core.links.hard_pairs import HardPair
from core.office.security import LinkedAccounts, LinkedExcluded, SecurityRules, Severity
from core.players import restrictions
from core.players.restrictions import Block
from core.security.new_alerts import NewAlert
from core.security.verdicts import long

LINKED, EXCLUDED = "linked_accounts", "linked_excluded"
PLAYERS_MOST = 20
"""Other players whom an alert names in its evidence."""
WORDS = {Evidence.DEVICE: "a device", Evidence.INSTRUMENT: "a payment instrument"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPlayer:
    """As much of a player as the rules look at."""

    id: int
    brand: str
    registered_at: datetime
    lifecycle: str
    honey: bool
    blocks: tuple[Block, ...] = ()

    def excluded(self, now: datetime) -> bool:
        """Tell whether an exclusion stands."""
        return restrictions.excluded(self.blocks, now) is not None

    def stopped(self, now: datetime) -> bool:
        """Tell whether the company stopped the player; the alert says so whatever the reason, as the card does."""
        return self.lifecycle == "closed" or any(not each.excludes and each.stands(now) for each in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the rules judge: pairs, who they are, and whose bonuses count."""

    pairs: Sequence[HardPair]
    persons: Sequence[tuple[int, int]]
    """New accounts, each with another one that is likely of the same person."""
    known: Mapping[int, LinkedPlayer]
    bonus_takers: frozenset[int]
    """Players who were granted a bonus lately, as far as they are linked."""
    now: datetime


def words(rule: str, office: SecurityRules) -> str:
    """Say the thresholds as people do."""
    if rule == EXCLUDED:
        return "an account that shares a device, an instrument or its particulars with an excluded player"
    limits = office.linked_accounts
    return (
        f"{limits.accounts} accounts opened within {long(limits.within)} on one device or instrument, "
        f"{limits.bonuses} linked accounts with a bonus within {long(limits.bonus_within)}, "
        f"an account opened within {long(limits.new_for)} that is linked to a blocked or closed one"
    )


def judge(found: Found, office: SecurityRules) -> list[NewAlert]:
    """Judge what was found."""
    return [
        *_excluded(found, office.linked_excluded),
        *_stopped(found, office.linked_accounts),
        *_several(found, office.linked_accounts),
        *_bonuses(found, office.linked_accounts),
    ]


def _excluded(found: Found, limits: LinkedExcluded) -> Iterator[NewAlert]:
    hard = [(each.player_id, each.other_id, WORDS[each.kind]) for each in found.pairs]
    soft = [(player_id, other_id, "name, birth date or address") for player_id, other_id in found.persons]
    for place, (player_id, other_id, shared) in enumerate((*hard, *soft)):
        one, other = found.known[player_id], found.known[other_id]
        if other.excluded(found.now) and not one.excluded(found.now):
            yield NewAlert(
                rule=EXCLUDED,
                window=f"{other_id}:{shared}",
                severity=limits.severity if place < len(hard) else Severity.MEDIUM,
                sentence=f"This account shares {shared} with that of an excluded player.",
                visibility=limits.visibility,
                **_about(found, player_id, [other_id]),
            )


def _stopped(found: Found, limits: LinkedAccounts) -> Iterator[NewAlert]:
    for each in found.pairs:
        one, other = found.known[each.player_id], found.known[each.other_id]
        new = one.registered_at >= found.now - limits.new_for and one.registered_at > other.registered_at
        if not new or not other.stopped(found.now) or each.compliance_only:
            continue
        yield NewAlert(
            rule=LINKED,
            window=f"stopped:{each.other_id}:{each.kind}",
            severity=limits.severity,
            sentence=f"This new account shares {WORDS[each.kind]} with one that the company has blocked or closed.",
            visibility=limits.visibility,
            **_about(found, each.player_id, [each.other_id]),
        )


def _several(found: Found, limits: LinkedAccounts) -> Iterator[NewAlert]:
    """Judge each device and instrument by the accounts that were opened within the span."""
    for kind, term, together in _together(found):
        opened = sorted((found.known[each].registered_at, each) for each in together)
        newest = opened[-1][0]
        within = [player_id for at, player_id in opened if newest - at <= limits.within]
        if len(within) >= limits.accounts and newest >= found.now - limits.new_for:
            yield NewAlert(
                rule=LINKED,
                window=f"several:{kind}:{term}",
                severity=limits.severity,
                sentence=f"{len(within)} accounts that share {WORDS[kind]} were opened within {long(limits.within)}.",
                visibility=limits.visibility,
                **_about(found, within[0], within[1:]),
            )


def _bonuses(found: Found, limits: LinkedAccounts) -> Iterator[NewAlert]:
    span = long(limits.bonus_within)
    for kind, term, together in _together(found):
        takers = sorted(together & found.bonus_takers)
        if len(takers) >= limits.bonuses:
            yield NewAlert(
                rule=LINKED,
                window=f"bonus:{kind}:{term}:{found.now.year}-{found.now.month}",
                severity=limits.severity,
                sentence=f"{len(takers)} accounts that share {WORDS[kind]} were granted a bonus within {span}.",
                visibility=limits.visibility,
                **_about(found, takers[0], takers[1:]),
            )


def _together(found: Found) -> Iterator[tuple[Evidence, str, set[int]]]:
    """Give the accounts on each device and instrument, with what stands for it in a key; then those of each brand.

    Those who work for one brand learn of its accounts alone, and of all of them where they are the ones.
    """
    for (kind, term), together in _by_term(found.pairs).items():
        yield kind, _digest(term), together
        brands = sorted({found.known[each].brand for each in together})
        for brand in brands if len(brands) > 1 else ():
            yield kind, f"{_digest(term)}:{brand}", {each for each in together if found.known[each].brand == brand}


def _by_term(pairs: Iterable[HardPair]) -> dict[tuple[Evidence, str], set[int]]:
    together = defaultdict[tuple[Evidence, str], set[int]](set)
    for each in pairs:
        if not each.compliance_only:
            together[each.kind, each.term] |= {each.player_id, each.other_id}
    return dict(together)


def _about(found: Found, player_id: int, others: Collection[int]) -> dict[str, Any]:
    evidence = {"players": sorted(others)[:PLAYERS_MOST]}
    several = len({found.known[each].brand for each in (player_id, *others)}) > 1
    return {
        "subject": f"player:{player_id}",
        "player_id": player_id,
        "evidence": evidence,
        "several_brands": several,
    }


def _digest(term: str) -> str:
    return sha256(term.encode()).hexdigest()[:16]
