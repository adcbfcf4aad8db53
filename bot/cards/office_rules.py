"""Who has to agree to an action by an office file, in words, for the author of the file."""

from collections.abc import Iterator, Sequence

from bot.kit import values
from core import actions, money
from core.approvals import quorum
from core.approvals.quorum import Missing
from core.errors import Invalid, Unknown
from core.money import Direction, Money
from core.office import Office, Quorum, Tier

BEYOND = "more"


def explain(office: Office, action: str, words: Sequence[str]) -> Iterator[str]:
    """Say what an office file demands: of any amount or reason, or of the one in words.

    Raises :class:`~core.errors.Unknown` for what is no action or no reason, ``Invalid`` for what is no amount.
    """
    rules = office.rules
    match action:
        case "adjust_balance":
            yield from _adjusting(office, words)
        case "reverse_adjustment":
            yield from _tiers(office, rules.reverse_adjustment.tiers, _amount(words), "Reversing")
            yield "At least one of them had no part in the original."
        case "unblock_player":
            yield from _unblocking(office, words)
        case "block_player":
            at_once = rules.block_player.first == "act"
            when = "In force at once; to confirm" if at_once else "Before it is in force"
            yield f"{when}: {_who(office, rules.block_player.confirm)}."
            yield f"One person puts at most {rules.block_player.per_person_per_hour} in force within an hour."
        case "grant_role" | "hire":
            yield f"{_who(office, rules.grant_role).capitalize()}."
        case _:
            names = [one.name for one in actions.ALL]
            if action not in names:
                raise Unknown(f"“{action}” is no action. There are {', '.join(names)}.")
            yield f"No rule of the office file decides about {action}: the roles' permissions do."


def _adjusting(office: Office, words: Sequence[str]) -> Iterator[str]:
    named = [each for each in Direction if each.value in words]
    rest = [word for word in words if word not in set(Direction)]
    for direction in named or Direction:
        rule = office.rules.adjust_balance
        tiers = rule.give if direction is Direction.GIVE else rule.take
        yield from _tiers(office, tiers, _amount(rest), direction.value.capitalize())


def _unblocking(office: Office, words: Sequence[str]) -> Iterator[str]:
    if unknown := [word for word in words if word not in office.reasons]:
        raise Unknown(f"“{unknown[0]}” is no reason of the office file. There are {', '.join(office.reasons)}.")
    for reason in words or office.reasons:
        yield f"{office.reasons[reason].title} ({reason}): {_who(office, office.unblock_quorum(reason))}."


def _tiers(office: Office, tiers: Sequence[Tier], amount: Money | None, doing: str) -> Iterator[str]:
    if amount is not None:
        total = office.in_base(amount)
        tier = next((each for each in tiers if total and (each.up_to is None or total <= each.up_to)), tiers[-1])
        said = "" if total else f" {amount.currency} has no rate, so the strictest tier holds."
        yield f"{doing} {values.money(amount)}, with what the day's totals add: {_tier(office, tier)}.{said}"
        return
    for tier in tiers:
        yield f"{doing}, {_tier(office, tier)}."


def _tier(office: Office, tier: Tier) -> str:
    limit = f"up to {values.money(tier.up_to)}" if tier.up_to else BEYOND
    return f"tier {tier.name} ({limit}): {_who(office, tier)}"


def _who(office: Office, wanted: Quorum) -> str:
    lacking = Missing(slots=wanted.slots, more_people=wanted.people - len(wanted.slots), uninvolved=False)
    return f"{quorum.missing_words(lacking, office)}, within {values.span(wanted.within)}"


def _amount(words: Sequence[str]) -> Money | None:
    try:
        return money.parse(" ".join(words)) if words else None
    except Invalid as wrong:
        raise Invalid(
            f"{wrong.message} Write for example: pitboss office explain adjust_balance give 600 EUR"
        ) from None
