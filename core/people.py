"""Actors and their permissions."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Permission(StrEnum):
    """All permissions; a role is a set of these, and what is not granted is denied."""

    PLAYER_VIEW = "player.view"
    """Look up a player and see the card, with personal data masked."""
    PLAYER_REVEAL = "player.reveal"
    """See one masked field in full, with a reason, within a quota."""
    PLAYER_SEARCH_WIDE = "player.search_wide"
    """Search by IP address, device or payment instrument, and by fragments alone."""
    CALLER_CHECK = "caller.check"
    """Compare what a caller says with what is on file, without seeing it."""
    LINK_DECIDE = "link.decide"
    """Confirm that linked accounts are a household, or that they are not linked."""
    NOTE_WRITE = "note.write"
    INTERACTION_WRITE = "interaction.write"
    """Record and evaluate safer-gambling interactions."""
    BLOCK_ASK = "block.ask"
    BLOCK_CONFIRM = "block.confirm"
    UNBLOCK_ASK = "unblock.ask"
    UNBLOCK_APPROVE = "unblock.approve"
    ACCOUNT_PROTECT = "account.protect"
    """Ask for what protects a player's account at once: a new password, ended sessions, a lower limit."""
    ACCOUNT_CONFIRM = "account.confirm"
    """Confirm or end what protects an account."""
    ACCOUNT_CHANGE = "account.change"
    """Ask for any other change of an account: counters, verification, contact data."""
    ACCOUNT_APPROVE = "account.approve"
    """Agree to a change of an account."""
    ADJUSTMENT_ASK = "adjustment.ask"
    ADJUSTMENT_APPROVE = "adjustment.approve"
    STATEMENT_EXPORT = "statement.export"
    """Take a player's statement of account away as a file."""
    TICKET_VIEW = "ticket.view"
    TICKET_WORK = "ticket.work"
    """Open tickets, take them, answer and solve them."""
    ALERT_VIEW = "alert.view"
    """See alerts, and run the security check on a player."""
    ALERT_WORK = "alert.work"
    """Take alerts and close them."""
    DIGEST_READ = "digest.read"
    DIGEST_SCHEDULE = "digest.schedule"
    """Decide which channel gets which digest."""
    STAFF_FREEZE = "staff.freeze"
    """Freeze a colleague, an action or the desk at once; thawing takes a second person."""
    STAFF_GRANT = "staff.grant"
    """Ask for a role for somebody, and revoke one."""
    STAFF_APPROVE = "staff.approve"
    """Approve role grants."""
    AUDIT_READ = "audit.read"
    OFFICE_CHANGE = "office.change"
    """Change the office file; never held together with approving money."""
    OFFICE_CONFIRM = "office.confirm"
    """Confirm a change of the office file as the second person; never held together with changing it."""
    DESK_STATUS = "desk.status"
    """See how Pitboss itself is doing."""

    @property
    def words(self) -> str:
        """Say what it permits, completing "may"."""
        return PERMISSION_WORDS[self]


PERMISSION_WORDS = {
    Permission.PLAYER_VIEW: "look players up",
    Permission.PLAYER_REVEAL: "see masked fields in full",
    Permission.PLAYER_SEARCH_WIDE: "search by IP address, device, card and fragments",
    Permission.CALLER_CHECK: "check who is calling",
    Permission.LINK_DECIDE: "decide about linked accounts",
    Permission.NOTE_WRITE: "write notes and tags",
    Permission.INTERACTION_WRITE: "record safer-gambling interactions",
    Permission.BLOCK_ASK: "block a player",
    Permission.BLOCK_CONFIRM: "confirm or end a block",
    Permission.UNBLOCK_ASK: "request to lift a block",
    Permission.UNBLOCK_APPROVE: "approve lifting a block",
    Permission.ACCOUNT_PROTECT: "protect a player's account",
    Permission.ACCOUNT_CONFIRM: "confirm or end what protects an account",
    Permission.ACCOUNT_CHANGE: "request a change of a player's account",
    Permission.ACCOUNT_APPROVE: "approve a change of an account",
    Permission.ADJUSTMENT_ASK: "request a balance adjustment",
    Permission.ADJUSTMENT_APPROVE: "approve a balance adjustment",
    Permission.STATEMENT_EXPORT: "export statements of account",
    Permission.TICKET_VIEW: "read tickets",
    Permission.TICKET_WORK: "work on tickets",
    Permission.ALERT_VIEW: "see alerts and check a player",
    Permission.ALERT_WORK: "take alerts and close them",
    Permission.DIGEST_READ: "read digests",
    Permission.DIGEST_SCHEDULE: "decide where and when digests are posted",
    Permission.STAFF_FREEZE: "freeze a colleague, an action or the desk, and request a thaw",
    Permission.STAFF_GRANT: "request roles, and revoke them",
    Permission.STAFF_APPROVE: "approve a role",
    Permission.AUDIT_READ: "read the record",
    Permission.OFFICE_CHANGE: "change the office file",
    Permission.OFFICE_CONFIRM: "confirm a change of the office file",
    Permission.DESK_STATUS: "see whether Pitboss works",
}
"""Every permission, completing "You may"."""


class SystemRight(StrEnum):
    """Rights that no person holds: those of Pitboss itself, its operator and connected machines."""

    RUN = "system.run"
    """Pitboss itself: timers and workers."""
    OPERATE = "system.operate"
    """The operator, through the command line and the environment of the process."""
    CONNECT = "system.connect"
    """The gaming platform, over its signed HTTP routes."""


class Visibility(StrEnum):
    """Who may see a note, a tag, a reason, an alert or a ticket."""

    STAFF = "staff"
    SECURITY = "security"
    """Security and fraud."""
    COMPLIANCE = "compliance"
    """Compliance only; others see no trace of it, because a hint would be tipping off."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an act came from."""

    surface: str
    """``slash_command``, ``form``, ``button``, ``home``, ``command_line``, ``timer`` …"""
    workspace: str | None = None
    channel: str | None = None
    correlation: str | None = None
    """Links the record to the log: the key of the event that caused it."""
    address: str = "not available"
    """The actor's IP address, or why there is none (PCI DSS 10.2.2 asks for the origin)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts, with the roles and permissions held right now."""

    staff_id: UUID | None
    """None for Pitboss itself and for the command line."""
    person: str
    """The person key: the same for all accounts of one human."""
    name: str
    roles: frozenset[str] = frozenset()
    permissions: frozenset[Permission] = frozenset()
    sees: frozenset[Visibility] = frozenset()
    zone: str = "UTC"
    brand: str | None = None
    """The only brand this person works for; None for all brands."""
    origin: Origin = field(default_factory=lambda: Origin(surface="timer"))
    works: bool = True
    """Whether the staff record is active: not frozen, has not left, and not a guest account."""
    system: frozenset[SystemRight] = frozenset()
    """Rights of Pitboss and its operator; a person holds none."""

    def may(self, permission: Permission) -> bool:
        """Tell whether the permission is held."""
        return permission in self.permissions

    def knows(self, brand: str | None) -> bool:
        """Tell whether this person may know of what is about a player of the brand; None is about no player."""
        return self.brand is None or brand in {None, self.brand}


def outsider(account: str) -> str:
    """Name somebody of whom the desk knows the account alone."""
    return f"an account that is not on the desk ({account})" if account else "an account that is not on the desk"


PITBOSS = Actor(staff_id=None, person="pitboss", name="Pitboss", system=frozenset({SystemRight.RUN}))
"""The actor of timers and workers."""
