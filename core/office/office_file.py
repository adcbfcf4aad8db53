"""The office file as a value, with the lookups that core needs."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from core import canonical_json, money
from core.errors import NotAllowed
from core.moment import zone_names
from core.money import Direction, Money
from core.office.caller_check import CallerCheck
from core.office.channels import Channel
from core.office.digests import Schedules
from core.office.exclusions import ExclusionRules
from core.office.field_types import (
    SOME,
    Currency,
    Duration,
    Named,
    OfficePart,
    Quorum,
    Span,
    TableOf,
    Title,
    Unsound,
    matching,
)
from core.office.reasons import AdjustmentReason, Reason, covered
from core.office.roles import Role, clash, granting
from core.office.rules import ApprovalRules, Tier
from core.office.security import Security
from core.office.staff_monitoring import DeskWatch
from core.office.tickets import Tickets
from core.people import Actor, Permission, Visibility


class Limits(OfficePart):
    """Limits that are not part of an action's rule."""

    typeahead_per_minute: int = Field(ge=1, le=10_000)
    """Typeahead searches per person and minute."""
    typeahead_per_hour: int = Field(default=200, ge=1, le=100_000)
    """Likewise within an hour; the first one more raises an alarm."""
    typeahead_per_day: int = Field(default=1_000, ge=1, le=1_000_000, validate_default=True)
    """Likewise within a day; the first one more raises an alarm."""
    searches_per_hour: int = Field(ge=1, le=100_000)
    """Player searches per person and hour."""
    approver_cooling_off: Duration
    """How long after a grant a new approver's votes do not count; 0m while a desk is being set up."""
    newcomer_apart: Duration = Field(default="30d", validate_default=True)
    """How long somebody shares no request with those who asked for their hire or agreed to it; 0d for not at all."""
    purpose: Literal["off", "ask", "require"]
    """Whether a player lookup asks for its purpose."""
    purpose_lasts: Span
    """How long a stated purpose is valid for the same person and player."""
    statement_exports_per_day: int = Field(default=20, ge=1, le=10_000)
    """Statements of account that one person takes away as a file within a day."""
    adjustment_repeat: Span
    """Within this period, adjusting the same player by the same amount again needs a confirmation."""
    caller_misses: int = Field(default=3, ge=1, le=20)
    """Wrong answers about one player, to all colleagues together, that lock the caller check of that player."""
    caller_locked_for: Span = Field(default="1d", validate_default=True)
    """How long it is then locked; wrong answers within the same time count together."""
    caller_check_lasts: Span = Field(default="30m", validate_default=True)
    """How long a caller who answered right counts as checked."""
    caller_misses_per_person: int = Field(default=5, ge=2, le=1_000)
    """Wrong answers that one colleague typed in within a day, about any players, that raise an alert."""
    link_hub: int = Field(default=20, ge=2, le=1_000)
    """Accounts that one device, address or number links at most; shared by more, it links nobody, as an airport's."""
    contact_hold: Span = Field(default="24h", validate_default=True)
    """How long withdrawals are held after the desk changed an e-mail address or a phone number."""
    link_decision_lasts: Span = Field(default="365d", validate_default=True)
    """How long a confirmed household, or that two accounts are not linked, stands before the link is shown again."""
    interaction_due: Span = Field(default="14d", validate_default=True)
    """When the outcome of a safer-gambling interaction is looked at, unless another day is chosen."""

    @field_validator("typeahead_per_day")
    @classmethod
    def _an_hour_fits(cls, most: int, info: ValidationInfo) -> int:
        hour = info.data.get("typeahead_per_hour")
        if hour is not None and most < hour:
            raise ValueError(f"{most} a day is less than the {hour} of typeahead_per_hour; write {hour} or more")
        return most


class OfficeFile(OfficePart):
    """How a change of this file itself comes into use."""

    adoption: Literal["at_once", "second_person"] = "at_once"
    """Whether a change of roles, rules or limits waits until somebody with 'office.confirm' has confirmed it."""


class Keep(OfficePart):
    """Retention of data that is not part of the audit log, where the company can choose."""

    machine_reads: Span = Field(default="400d", validate_default=True)
    """Counts of player status reads by machines, per client and minute."""
    private_digests: Span = Field(default="90d", validate_default=True)
    """Digests requested by one person; digests posted in a channel are kept."""


def _foreign(rates: Mapping[str, Decimal], info: ValidationInfo) -> Mapping[str, Decimal]:
    base = info.data.get("base_currency")
    if base is not None and base in rates:
        raise Unsound(((base,), "is the base currency, which always has rate 1; remove it"))
    return rates


def _confirmable(file: OfficeFile, info: ValidationInfo) -> OfficeFile:
    roles: Mapping[str, Role] = (info.data or {}).get("roles") or {}
    held = any(Permission.OFFICE_CONFIRM in role.permissions for role in roles.values())
    if file.adoption == "second_person" and roles and not held:
        raise Unsound((("adoption",), "no role has 'office.confirm', so no change would ever be used; add it to one"))
    return file


def _zone(name: str) -> str:
    if name not in zone_names():
        raise ValueError(f"unknown time zone {name!r}; use an IANA name such as Europe/Malta")
    return name


TeamId = Annotated[str, matching("[TE][A-Z0-9]{2,20}", "workspace id; use e.g. T0123ABCD")]
ChannelId = Annotated[str, matching("[CG][A-Z0-9]{2,20}", "channel id; use e.g. C0123ABCD")]
Rate = Annotated[Decimal, Field(gt=0, lt=10**9)]


class Office(OfficePart):
    """Everything a company decides about its desk."""

    name: Title
    zone: Annotated[str, AfterValidator(_zone)]
    authority: Literal["here", "platform"] = "here"
    """Who owns balances and enforces blocks. The platform gets orders by signed webhook and confirms them by events."""
    base_currency: Currency
    rates: Annotated[TableOf[Currency, Rate], AfterValidator(_foreign)] = Field(
        default_factory=dict, validate_default=True
    )
    """The value of one unit of each other currency in the base currency."""
    teams: tuple[TeamId, ...] = ()
    """The workspaces staff may come from; empty means the one Pitboss is installed in."""
    channels: TableOf[Channel, ChannelId] = Field(default_factory=dict, validate_default=True)
    roles: Annotated[Named[Role], AfterValidator(granting)]
    office: Annotated[OfficeFile, AfterValidator(_confirmable)] = Field(default_factory=OfficeFile)
    reasons: Annotated[Named[Reason], SOME, AfterValidator(covered)]
    adjustment_reasons: Annotated[Named[AdjustmentReason], SOME]
    rules: ApprovalRules
    limits: Limits
    digests: Schedules = ()
    """Which digest is posted where, and when."""
    tickets: Tickets = Field(default_factory=Tickets)
    caller_check: CallerCheck = Field(default_factory=CallerCheck)
    """What callers are asked before anything about a player is said or done on their word."""
    exclusions: ExclusionRules = Field(default_factory=ExclusionRules)
    """How long players may exclude themselves, and for which of their accounts it holds."""
    security: Security = Field(default_factory=Security)
    watch: DeskWatch = Field(default_factory=DeskWatch)
    """Monitoring of the staff's own lookups."""
    keep: Keep = Field(default_factory=Keep)

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the file's canonical JSON (RFC 8785), in hex."""
        return sha256(canonical_json.dumps(self.model_dump(mode="json"))).hexdigest()

    # permissions
    def permissions(self, roles: Iterable[str]) -> frozenset[Permission]:
        """Give the permissions of these roles together; a role missing from the file grants nothing."""
        return frozenset().union(*(role.permissions for role in self._known(roles)))

    def sees(self, roles: Iterable[str]) -> frozenset[Visibility]:
        """Give the visibilities of these roles together."""
        return frozenset().union(*(role.sees for role in self._known(roles)))

    def reveal_per_day(self, roles: Iterable[str]) -> int:
        """Give the daily reveal quota of these roles: the highest of them."""
        return max((role.reveal_per_day for role in self._known(roles)), default=0)

    @cached_property
    def held_by_nobody(self) -> tuple[Permission, ...]:
        """The permissions that no role has, so that nobody may do what each permits."""
        held = frozenset().union(*(role.permissions for role in self.roles.values()))
        return tuple(permission for permission in Permission if permission not in held)

    def clash(self, roles: Iterable[str]) -> str | None:
        """Say why one person must not hold these roles together; None where they may."""
        held = sorted(set(roles))
        if danger := clash(self.permissions(held)):
            titles = " and ".join(self.roles[role].title for role in held if role in self.roles)
            return f"One person with {titles} {danger}."
        return None

    def who_may(self, permission: Permission, *, seeing: Visibility | None = None) -> tuple[str, ...]:
        """Give the titles of the roles with this permission and, if given, this visibility, in the file's order."""
        holding = (role for role in self.roles.values() if permission in role.permissions)
        return tuple(role.title for role in holding if seeing is None or seeing in role.sees)

    def demand(self, actor: Actor, permission: Permission, doing: str) -> None:
        """Refuse an actor without the permission; ``doing`` completes "You may not …".

        Raises :class:`~core.errors.NotAllowed`, naming the roles that have it.
        """
        if not actor.may(permission):
            who = ", ".join(self.who_may(permission)) or "nobody yet"
            raise NotAllowed(f"You may not {doing}. Who may: {who}. An administrator can grant you a role.")

    def kept_for(self, reason: str) -> Visibility:
        """Give who may read about a block for this reason.

        That is somebody who may see every reason that is drawn as it: else what they read would tell the reasons apart.
        """
        here = (each.visibility for key, each in self.reasons.items() if reason in {key, each.drawn_as})
        return max(here, key=list(Visibility).index, default=Visibility.STAFF)

    @cached_property
    def cover(self) -> str | None:
        """The visible reason that those read who may not see a hidden one; None in a file without hidden reasons."""
        return next((reason.drawn_as for reason in self.reasons.values() if reason.drawn_as), None)

    def told(self, reason: str) -> str:
        """Give the reason that may be told to anybody: itself, or the one it is drawn as."""
        known = self.reasons.get(reason)
        return (known.drawn_as if known else None) or reason

    # approval
    def in_base(self, amount: Money) -> Money | None:
        """Convert an amount to the base currency, rounded up; None where the rate is unknown."""
        rates = {**self.rates, self.base_currency: Decimal(1)}
        return money.convert(amount, to=self.base_currency, rates=rates)

    def by_weight(self, moved: Mapping[str, int]) -> tuple[str, ...]:
        """Order currencies by what the minor units of each come to in the base currency, the most first.

        Those without a rate come last, as nobody can say how much it is.
        """
        return tuple(sorted(filter(None, moved), key=lambda each: (-self.weight(Money(moved[each], each)), each)))

    def weight(self, amount: Money) -> int:
        """Give what an amount comes to in the base currency, whichever way; less than any other without a rate."""
        converted = self.in_base(abs(amount))
        return converted.amount_minor if converted else -1

    def adjustment_tier(self, direction: Direction, total: Money | None) -> Tier:
        """Find the tier for an absolute total in the base currency; None gives the strictest tier."""
        rule = self.rules.adjust_balance
        return _tier(rule.give if direction is Direction.GIVE else rule.take, total)

    def reversal_tier(self, total: Money | None) -> Tier:
        """Find the tier for reversing an absolute total in the base currency; None gives the strictest tier."""
        return _tier(self.rules.reverse_adjustment.tiers, total)

    def unblock_quorum(self, reason: str) -> Quorum:
        """Give the quorum to lift a block: the reason's owner, or every owner if the file no longer has the reason."""
        known = self.reasons.get(reason)
        owners = {known.owner} if known else {each.owner for each in self.reasons.values()}
        slots = tuple(frozenset({owner}) for owner in sorted(owners))
        return Quorum(slots=slots, people=len(slots), within=self.rules.unblock_player.within)

    def act_quorum(self, action: str, permission: Permission, *, people: int, within: timedelta) -> Quorum:
        """Give who decides about an act on an account: its rule, else so many people with the permission."""
        if rule := getattr(self.rules.acts, action, None):
            return Quorum.model_validate(rule)
        able = frozenset(name for name, role in self.roles.items() if permission in role.permissions)
        return Quorum(slots=(able or frozenset(self.roles),), people=people, within=within)

    # calendar
    def day(self, at: datetime) -> date:
        """Give the calendar day of an instant in the office's time zone."""
        return at.astimezone(ZoneInfo(self.zone)).date()

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """Give the start of a calendar day and of the next one, in UTC."""
        zone = ZoneInfo(self.zone)
        begin, end = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
        return begin.astimezone(UTC), end.astimezone(UTC)

    def with_channels(self, channels: Mapping[str, str]) -> "Office":
        """Give a copy with other channels."""
        return Office.model_validate({**self.model_dump(mode="json"), "channels": channels})

    def _known(self, roles: Iterable[str]) -> list[Role]:
        return [self.roles[role] for role in roles if role in self.roles]


def _tier(tiers: tuple[Tier, ...], total: Money | None) -> Tier:
    if total is None:
        return tiers[-1]
    return next(tier for tier in tiers if tier.up_to is None or abs(total) <= tier.up_to)
