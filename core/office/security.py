"""Security rules: the thresholds, severity and visibility of each, and the deadlines of alerts."""

from enum import StrEnum

from pydantic import Field

from core.office.field_types import Duration, OfficePart, Span
from core.people import Visibility


class Severity(StrEnum):
    """The severity of an alert, which decides its deadline."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class RuleSettings(OfficePart):
    """Settings that every security rule has."""

    severity: Severity = Severity.HIGH
    visibility: Visibility = Visibility.SECURITY


class FailedLogins(RuleSettings):
    """Many failed logins of one player, or from one address, within a period."""

    severity: Severity = Severity.MEDIUM
    tries: int = Field(default=20, ge=2, le=500)
    within: Span = Field(default="60m", validate_default=True)


class ImpossibleTravel(RuleSettings):
    """Two logins too far apart for the time between them."""

    over_kmh: int = Field(default=900, ge=100, le=100_000)
    """Speeds above this are impossible; it is about the speed of an airliner."""
    near_km: int = Field(default=50, ge=0, le=1_000)
    """A smaller distance within ``soon`` is ignored as inaccurate geolocation."""
    soon: Duration = Field(default="10m", validate_default=True)


class NewPlaceWithdrawal(RuleSettings):
    """A login from a device or country that is new for the player, then a withdrawal."""

    within: Span = Field(default="24h", validate_default=True)
    """How long after that login a withdrawal counts."""
    looks_back: Span = Field(default="90d", validate_default=True)
    """A device or country seen within this period is not new."""
    known_logins: int = Field(default=3, ge=1, le=100)
    """Earlier logins needed before anything counts as new."""


class ChangedThenWithdrawal(RuleSettings):
    """A change of password, e-mail address, phone number or payment instrument, then a withdrawal."""

    within: Span = Field(default="24h", validate_default=True)


class LinkedAccounts(RuleSettings):
    """Several new accounts on one device, linked accounts with a bonus each, or one linked to a blocked account."""

    severity: Severity = Severity.MEDIUM
    accounts: int = Field(default=3, ge=2, le=100)
    """Accounts on one device or payment instrument that were opened within ``within``."""
    within: Span = Field(default="7d", validate_default=True)
    bonuses: int = Field(default=3, ge=2, le=100)
    """Linked accounts that were granted a bonus within ``bonus_within``."""
    bonus_within: Span = Field(default="30d", validate_default=True)
    new_for: Span = Field(default="30d", validate_default=True)
    """How long an account counts as new."""


class LinkedExcluded(RuleSettings):
    """An account that shares something with that of an excluded player."""

    visibility: Visibility = Visibility.COMPLIANCE


class UnderAge(RuleSettings):
    """A player who is too young to play."""

    age: int = Field(default=18, ge=16, le=30)
    """Years at which somebody may play."""


class SecurityRules(OfficePart):
    """The security rules, by name."""

    failed_logins: FailedLogins = FailedLogins()
    impossible_travel: ImpossibleTravel = ImpossibleTravel()
    new_place_withdrawal: NewPlaceWithdrawal = NewPlaceWithdrawal()
    changed_then_withdrawal: ChangedThenWithdrawal = ChangedThenWithdrawal()
    done_elsewhere: RuleSettings = RuleSettings()
    contradiction: RuleSettings = RuleSettings()
    partial_payment: RuleSettings = RuleSettings(severity=Severity.LOW)
    shared_reference: RuleSettings = RuleSettings(severity=Severity.MEDIUM)
    under_age: UnderAge = UnderAge()
    birth_date_changed: RuleSettings = RuleSettings(severity=Severity.MEDIUM)
    excluded_person: RuleSettings = RuleSettings(visibility=Visibility.COMPLIANCE)
    """About another account of somebody who is excluded."""
    shared_identity: RuleSettings = RuleSettings(severity=Severity.MEDIUM)
    caller_locked: RuleSettings = RuleSettings(severity=Severity.MEDIUM)
    caller_misses: RuleSettings = RuleSettings(severity=Severity.MEDIUM)
    """About a colleague: told in private to the roles of ``watch``, and never to the colleague."""
    linked_accounts: LinkedAccounts = LinkedAccounts()
    linked_excluded: LinkedExcluded = LinkedExcluded()
    rule_failed: RuleSettings = RuleSettings()
    """The alert about a rule that failed to run."""


class AlertDeadlines(OfficePart):
    """Deadlines for closing an alert, by severity; an overdue alert is announced once in the security channel."""

    high: Span = Field(default="1h", validate_default=True)
    medium: Span = Field(default="8h", validate_default=True)
    low: Span = Field(default="3d", validate_default=True)


class Security(OfficePart):
    """Security rules and the handling of their alerts."""

    rules: SecurityRules = SecurityRules()
    due: AlertDeadlines = AlertDeadlines()
    news_for: Span = Field(default="7d", validate_default=True)
    """An event that is older than this when it arrives raises no alert; rules still take it into account."""
    snooze_most: Span = Field(default="30d", validate_default=True)
    """The longest snooze of a rule for one subject."""
