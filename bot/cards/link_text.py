"""Linked accounts in words: what two accounts share, since when, and what was decided about them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from bot import kit
from core.links import Evidence, Hub, Likeness, Link, Strength, Verdict
from core.players.profile_sections import LinkedAccount

HUBS: Mapping[Evidence, str] = {
    Evidence.DEVICE: "A device of a shop or a library",
    Evidence.IP: "An IP address, as of an airport, a café or a mobile network",
}
STRENGTHS = {Strength.HARD: "Hard evidence", Strength.SOFT: "Soft evidence"}
VERDICTS = {Verdict.HOUSEHOLD: "Confirmed as a household", Verdict.NOT_LINKED: "Decided that they are not linked"}
NO_VERDICT = "Evidence, not a verdict: a household shares a device, an address and a card as well."


def summary(linked: Iterable[LinkedAccount], in_all: int) -> str:
    """Say in one line who is linked: ``2 linked accounts: p17 (same device), p44 (same address, household?)``."""
    named = [f"p{each.player_id} ({_reasons(each)})" for each in linked]
    more = f" and {in_all - len(named)} more" if in_all > len(named) else ""
    return f"{kit.counted(in_all, 'linked account')}: {', '.join(named)}{more}"


def lines(link: Link) -> Iterator[str]:
    """Say what links an account, and what was decided."""
    for strength, title in STRENGTHS.items():
        if shared := [_shared(kind, since) for kind, since in link.evidence.items() if kind.strength is strength]:
            yield f"{title}: {', '.join(shared)}"
    if link.match.likeness is not Likeness.NO:
        yield f"By their particulars: {_likeness(link)}"
    if link.decision:
        yield from _decided(link)


def hub(one: Hub, most: int) -> str:
    """Say what is shared by too many to link anybody."""
    what = HUBS.get(one.kind) or one.kind.words.removeprefix("same ").capitalize()
    return f"{what}: shared by more than {most} accounts, so it links nobody"


def _reasons(one: LinkedAccount) -> str:
    words = [Evidence(kind).words for kind in one.evidence]
    return ", ".join([*words, *(["household?"] if one.household else []), *(["new evidence"] if one.reopened else [])])


def _shared(kind: Evidence, since: datetime | None) -> str:
    return f"{kind.words} since {kit.moment(since)}" if since else kind.words


def _likeness(link: Link) -> str:
    agreed = [field.value for field, agreement in link.match.fields.items() if agreement == "same"]
    close = [f"nearly the same {field.value}" for field, agreement in link.match.fields.items() if agreement == "close"]
    differing = [field.value for field, agreement in link.match.fields.items() if agreement == "different"]
    same = [f"same {kit.listed(agreed)}"] if agreed else []
    other = [f"another {kit.listed(differing)}"] if differing else []
    words = {Likeness.HOUSEHOLD: "household?"}.get(link.match.likeness, link.match.likeness.value)
    return f"{words}: {', '.join([*same, *close, *other])}"


def _decided(link: Link) -> Iterator[str]:
    decision = link.decision
    if decision is None:
        return
    when = f"by {kit.typed(decision.decided_by)}, {kit.moment(decision.decided_at)}"
    yield f"{VERDICTS[decision.verdict]} {when}, until {kit.moment(decision.expires_at)}: {kit.typed(decision.why)}"
    if link.news:
        new = kit.listed([kind.words for kind in link.evidence if kind in link.news])
        yield f"Open again: since then the {new.removeprefix('same ')} is shared as well"
