"""What the company watches for: the thresholds of each security rule, how grave it is, who may know, and by when."""

from enum import StrEnum

from pydantic import Field

from core.office.field_types import Duration, OfficePart, Span
from core.people import Visibility


class Severity(StrEnum):
    """How grave an alert is; it decides by when somebody has to have looked."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Watch(OfficePart):
    """What every rule says of the alerts it raises."""

    severity: Severity = Severity.HIGH
    visibility: Visibility = Visibility.SECURITY


class FailedLogins(Watch):
    """So many failed logins of one player, or from one address, within a while."""

    severity: Severity = Severity.MEDIUM
    tries: int = Field(default=20, ge=2, le=500)
    within: Span = Field(default="60m", validate_default=True)


class ImpossibleTravel(Watch):
    """Two logins further apart than anybody travels in the time between them."""

    over_kmh: int = Field(default=900, ge=100, le=100_000)
    """A speed is impossible above this; an airliner reaches it just so."""
    near_km: int = Field(default=50, ge=0, le=1_000)
    """Nearer than this and sooner than ``soon`` is an error of geography: addresses are placed by guess."""
    soon: Duration = Field(default="10m", validate_default=True)


class NewPlaceWithdrawal(Watch):
    """A login from a device or country never seen of this player, then a withdrawal."""

    within: Span = Field(default="24h", validate_default=True)
    """How long after that login a withdrawal counts."""
    looks_back: Span = Field(default="90d", validate_default=True)
    """What was seen within this time is not new."""
    known_logins: int = Field(default=3, ge=1, le=100)
    """Logins there must have been before it can be told what is new."""


class ChangedThenWithdrawal(Watch):
    """A password, e-mail address, phone number or payment instrument changed, then a withdrawal."""

    within: Span = Field(default="24h", validate_default=True)


class SecurityRules(OfficePart):
    """Each rule by its name."""

    failed_logins: FailedLogins = FailedLogins()
    impossible_travel: ImpossibleTravel = ImpossibleTravel()
    new_place_withdrawal: NewPlaceWithdrawal = NewPlaceWithdrawal()
    changed_then_withdrawal: ChangedThenWithdrawal = ChangedThenWithdrawal()
    done_elsewhere: Watch = Watch()
    rule_failed: Watch = Watch()
    """A rule that could not do its work is an alert itself."""


class AlertDeadlines(OfficePart):
    """How soon an alert is to be closed, by severity; past that it is said once in the security channel."""

    high: Span = Field(default="1h", validate_default=True)
    medium: Span = Field(default="8h", validate_default=True)
    low: Span = Field(default="3d", validate_default=True)


class Security(OfficePart):
    """What the desk watches for."""

    rules: SecurityRules = SecurityRules()
    due: AlertDeadlines = AlertDeadlines()
    news_for: Span = Field(default="7d", validate_default=True)
    """An event older than this when it arrives is history: rules look back on it, and it alerts nobody."""
    snooze_most: Span = Field(default="30d", validate_default=True)
    """The longest that a rule may be kept quiet about one subject."""
