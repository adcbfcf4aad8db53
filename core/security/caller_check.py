"""Check caller: what somebody who calls says is compared with what is on file, and nothing of it is shown."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, insert, select

from core import audit, operations, outbox, players, tickets
from core.database import connections
from core.database.connections import Connection
from core.database.tables import caller_checks, player_instruments
from core.database.tables import players as player_rows
from core.errors import Invalid, NotAllowed, Refused, Unknown
from core.office.caller_check import CallerField, CallerQuestions
from core.operations import Seen
from core.people import Actor, Permission, Visibility
from core.phrases import Phrase
from core.players import (
    CallerAnswer,
    CallerResult,
    CheckedCaller,
    Introduction,
    OnFile,
    caller_answers,
    checked_callers,
    honey,
)
from core.security.new_alerts import NewAlert, raise_alert
from core.security.staff_monitoring import COLLEAGUE_WATCHED, WatchBody
from core.tickets import store
from core.work import Work

CHECKED = "caller.checked"
CHECKING = "check who is calling"
LOCKED_RULE, MISSES_RULE = "caller_locked", "caller_misses"


class CallerLocked(Refused):
    """Too many wrong answers were given about this player; nothing is compared for a while."""

    code: ClassVar[str] = "caller_locked"


@dataclass(frozen=True, slots=True)
class CallerAnswers:
    """What a caller said about one player, and the ticket it is about."""

    player_id: int
    answers: tuple[CallerAnswer, ...]
    ticket: str | None = None

    @property
    def asked(self) -> list[str]:
        """The names of the fields that were answered."""
        return [one.field.value for one in self.answers if one.said.strip()]


@dataclass(frozen=True, slots=True)
class CallerForm:
    """What the form asks, for whom, and what stands already."""

    player: Introduction
    questions: CallerQuestions
    locked_until_at: datetime | None
    checked: CheckedCaller | None
    """Whom this person checked last about the player."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAnswers:
    """What came of it."""

    result: CallerResult
    checked: CheckedCaller | None = None
    wrong: tuple[CallerField, ...] = ()
    """Empty unless the licence lets agents know which answers were wrong."""
    left: int = 0
    """How many more wrong answers are allowed before it is locked."""
    locked_until_at: datetime | None = None
    """Set where this miss was one too many."""


@operations.query(
    "caller.considered", module="security", needs=Permission.CALLER_CHECK, doing=CHECKING, looks_at_player=True
)
async def consider(work: Work, actor: Actor, player_id: int) -> Seen[CallerForm]:
    """Read what a caller about a player is asked.

    Raises :class:`~core.errors.Unknown` when there is no such player, or none that this person may know of.
    """
    player = await players.introduction(work.db, player_id, actor=actor, now=work.now)
    form = CallerForm(
        player,
        work.office.caller_check.questions(player.account.licence),
        await checked_callers.locked_until(work.db, player_id, now=work.now),
        await checked_callers.by_person(work.db, player_id, actor.person),
    )
    return Seen(form, looked_at=player)


@operations.operation(
    CHECKED,
    module="security",
    needs=Permission.CALLER_CHECK,
    doing=CHECKING,
    facts=lambda arguments: {"asked": arguments["caller"].asked},
)
async def check(work: Work, actor: Actor, caller: CallerAnswers) -> CheckedAnswers:
    """Compare a caller's answers with what is on file, with the player held so that no miss escapes the count.

    Raises :class:`CallerLocked` after too many misses, :class:`~core.errors.Invalid` for an answer that cannot be
    read or too few of them, :class:`~core.errors.Unknown` for a player or ticket that this person may not know of.
    """
    if actor.staff_id is None:
        raise NotAllowed("Callers are checked by people with a staff record only.")
    await players.hold(work.db, [caller.player_id])
    player = await _player(work.db, actor, caller.player_id)
    await honey.refuse_touching(work.db, caller.player_id)
    ticket = await _ticket(work, actor, caller)
    questions = work.office.caller_check.questions(player.licence)
    said = _readable(caller, questions, country=player.country, today=work.now.date())
    if until := await checked_callers.locked_until(work.db, caller.player_id, now=work.now):
        raise _locked(caller.player_id, until)
    result, wrong = caller_answers.compare(said, await _on_file(work.db, player), questions)
    asked = tuple(field for field in questions.fields if field in said)
    outcome = CheckedAnswers(result=result, wrong=wrong if questions.tells_which else ())
    row = _row(work, actor, replace(caller, ticket=ticket), asked=asked, needed=questions.match)
    if result is CallerResult.MATCHED:
        until = work.now + work.office.limits.caller_check_lasts
        row["until_at"] = until
        outcome = replace(outcome, checked=_checked(row, asked))
    elif result is CallerResult.NOT_MATCHED:
        outcome = await _missed(work, actor, caller.player_id, outcome)
        row["locked_until_at"] = outcome.locked_until_at
    await work.db.execute(insert(caller_checks).values(**row, result=result.value))
    await _record(work, actor, replace(caller, ticket=ticket), outcome, asked)
    if outcome.checked and ticket and tickets.number(ticket) is not None:
        await store.show(work, await tickets.get(work.db, ticket, actor=actor))
    if result is CallerResult.NOT_MATCHED:
        await _warn(work, actor, caller.player_id, outcome, row["id"])
    return outcome


async def _player(db: Connection, actor: Actor, player_id: int) -> Row[Any]:
    row = (await db.execute(select(player_rows).where(player_rows.c.id == player_id))).one_or_none()
    if row is None or not actor.knows(row.brand):
        raise Unknown(f"There is no player {player_id}.")
    return row


async def _ticket(work: Work, actor: Actor, caller: CallerAnswers) -> str | None:
    """Give the ticket's code in its one form."""
    if not (named := (caller.ticket or "").strip()):
        return None
    if not audit.TICKET.fullmatch(named):
        raise Invalid("A ticket is given by its number or link, without spaces and @.", field="ticket")
    called = tickets.called(named)
    if tickets.number(called) is None:
        return called
    ticket = await tickets.get(work.db, called, actor=actor)
    if ticket.player_id != caller.player_id:
        about = f"player {ticket.player_id}" if ticket.player_id else "no player"
        raise Invalid(f"{ticket.code} is about {about}, not about player {caller.player_id}.", field="ticket")
    return ticket.code


def _readable(
    caller: CallerAnswers, questions: CallerQuestions, *, country: str | None, today: date
) -> dict[CallerField, str]:
    said = caller_answers.read(caller.answers, country=country, today=today)
    if strange := next((each for each in said if each not in questions.fields), None):
        title = caller_answers.FIELD_TITLES[strange]
        raise Invalid(f"Callers about players of this licence are not asked for the {title}.", field=strange.value)
    if len(said) < questions.match:
        field = next((each for each in questions.fields if each not in said), questions.fields[0])
        sentence = Phrase("Ask for more: at least {match} answers are needed.", match=questions.match)
        raise Invalid(sentence, field=field.value)
    return said


async def _on_file(db: Connection, player: Row[Any]) -> OnFile:
    ends = select(player_instruments.c.last_four).where(
        player_instruments.c.player_id == player.id, player_instruments.c.last_four.isnot(None)
    )
    return OnFile(
        born_on=player.born_on,
        post_code=player.post_code,
        city=player.city,
        phone=player.phone,
        email=player.email,
        country=player.country,
        card_ends=frozenset(await db.scalars(ends)),
    )


def _row(
    work: Work, actor: Actor, caller: CallerAnswers, *, asked: Collection[CallerField], needed: int
) -> dict[str, Any]:
    return {
        "player_id": caller.player_id,
        "id": work.at.ids(),
        "at": work.now,
        "person": actor.person,
        "by_name": actor.name,
        "ticket": caller.ticket,
        "asked": [each.value for each in asked],
        "needed": needed,
        "until_at": None,
        "locked_until_at": None,
    }


def _checked(row: dict[str, Any], asked: tuple[CallerField, ...]) -> CheckedCaller:
    return CheckedCaller(
        at=row["at"],
        until_at=row["until_at"],
        person=row["person"],
        by=row["by_name"],
        ticket=row["ticket"],
        asked=asked,
        needed=row["needed"],
    )


async def _missed(work: Work, actor: Actor, player_id: int, outcome: CheckedAnswers) -> CheckedAnswers:
    """Count this miss with the earlier ones about the player, of all colleagues; the player is held."""
    await connections.lock(work.db, f"caller misses of {actor.person}")
    limits = work.office.limits
    since = work.now - limits.caller_locked_for
    misses = 1 + await _misses(work.db, caller_checks.c.player_id == player_id, since=since)
    if misses < limits.caller_misses:
        return replace(outcome, left=limits.caller_misses - misses)
    return replace(outcome, locked_until_at=work.now + limits.caller_locked_for)


async def _misses(db: Connection, whose: ColumnElement[bool], *, since: datetime) -> int:
    missed = caller_checks.c.result == CallerResult.NOT_MATCHED.value
    query = select(func.count()).where(whose, missed, caller_checks.c.at > since)
    return int(await db.scalar(query) or 0)


async def _record(
    work: Work, actor: Actor, caller: CallerAnswers, outcome: CheckedAnswers, asked: Collection[CallerField]
) -> None:
    facts = {"asked": [each.value for each in asked], "result": outcome.result.value}
    entry = audit.Entry(
        actor=actor,
        action=CHECKED,
        module="security",
        subject=audit.Subject("player", str(caller.player_id)),
        player_id=caller.player_id,
        ticket=caller.ticket,
        facts=facts | ({"locked": True} if outcome.locked_until_at else {}),
    )
    await audit.record(work, entry)


async def _warn(work: Work, actor: Actor, player_id: int, outcome: CheckedAnswers, miss: UUID) -> None:
    """Warn security of a player who is locked, and of a colleague who typed in many wrong answers."""
    limits, rules = work.office.limits, work.office.security.rules
    if outcome.locked_until_at:
        locked = NewAlert(
            rule=LOCKED_RULE,
            subject=f"player:{player_id}",
            window=str(miss),
            player_id=player_id,
            severity=rules.caller_locked.severity,
            visibility=rules.caller_locked.visibility,
            sentence="Callers gave wrong answers about this player too often; the caller check is locked.",
            evidence={"misses": limits.caller_misses},
        )
        await raise_alert(work, locked)
    day = await _misses(work.db, caller_checks.c.person == actor.person, since=work.now - timedelta(days=1))
    if day < limits.caller_misses_per_person or actor.staff_id is None:
        return
    many = NewAlert(
        rule=MISSES_RULE,
        subject=f"staff:{actor.person}",
        window=work.office.day(work.now).isoformat(),
        severity=rules.caller_misses.severity,
        visibility=Visibility.SECURITY,
        sentence=f"A colleague typed in {day} wrong answers of callers within a day.",
        evidence={"misses": day},
    )
    if raised := await raise_alert(work, many):
        await outbox.send(work, COLLEAGUE_WATCHED, WatchBody(alert_id=raised, staff_id=actor.staff_id))


def _locked(player_id: int, until: datetime) -> CallerLocked:
    return CallerLocked(
        Phrase(
            "Callers about player {player_id} cannot be checked until {until}: wrong answers were given too often. "
            "Nothing was compared. Call the player back on the number on file.",
            player_id=player_id,
            until=until,
        )
    )
