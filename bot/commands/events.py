"""`pitboss events quarantine`: events that could not be understood are listed, replayed and discarded."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from bot.process.offline import Offline
    from core.activity.quarantine_filter import QuarantineFilter
    from core.quarantined_events import Replayed

app = typer.Typer(no_args_is_help=True, help="Events of the gaming platform.")
quarantine = typer.Typer(no_args_is_help=True, help="Events that could not be understood; none of them is lost.")
app.add_typer(quarantine, name="quarantine")

Kind = Annotated[
    str | None,
    typer.Option(
        help="malformed, future, currency, conflict, failed, type, version, or player (it is not known here)."
    ),
]
Source = Annotated[str | None, typer.Option(help="The source that the events name.")]
Since = Annotated[
    str | None, typer.Option(metavar="TIME", help="Received at this time or later, such as 2026-05-03T14:00.")
]
Until = Annotated[str | None, typer.Option(metavar="TIME", help="Received before this time.")]
One = Annotated[str | None, typer.Argument(metavar="ID", help="One event, by the id that the list shows.")]


@app.callback()
def events() -> None:
    """Look after the events that come in."""


@quarantine.command("list")
def listed(
    kind: Kind = None,
    source: Source = None,
    since: Since = None,
    until: Until = None,
    older: Annotated[str, typer.Option(metavar="PLACE", help="Older than the page that printed this position.")] = "",
) -> None:
    """Count what waits, and list it with why, the newest first."""
    from bot.commands import console

    console.finished(_listed((kind, source, since, until), older))


@quarantine.command("show")
def show(event: Annotated[str, typer.Argument(metavar="ID", help="The id, as the list shows it.")]) -> None:
    """Show one event as it was told; it may hold personal data, and the look is recorded."""
    from bot.commands import console

    console.finished(_shown(event))


@quarantine.command("replay")
def replay(
    event: One = None, kind: Kind = None, source: Source = None, since: Since = None, until: Until = None
) -> None:
    """Take events in as if they came now; what still fails stays, and is named. Exits with 1 if something does.

    Stopped half way, the same command goes on with what is left. Each event is taken in once.
    """
    from bot.commands import console

    if console.finished(_replayed((kind, source, since, until), event)):
        raise typer.Exit(1)


@quarantine.command("discard")
def discard(  # noqa: PLR0913, PLR0917 - each is a word of the command line
    because: Annotated[str, typer.Option(help="The reason; stored encrypted in the record.")],
    event: One = None,
    kind: Kind = None,
    source: Source = None,
    since: Since = None,
    until: Until = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All that waits.")] = False,
) -> None:
    """Discard events for good. Those of unknown types, versions and players stay stored, and only wait no more."""
    from bot.commands import console

    told = (kind, source, since, until)
    if everything == any(one is not None for one in (*told, event)):
        console.refuse("Say which events: an id, --kind, --source, --since or --until; or --all.")
    console.finished(_discarded(told, event, because))


Told = tuple[str | None, str | None, str | None, str | None]


def _filter(told: Told) -> "QuarantineFilter":
    """Read the options.

    Raises :class:`~core.errors.Invalid`.
    """
    from core.activity.misunderstood import QuarantineKind
    from core.activity.quarantine_filter import QuarantineFilter
    from core.errors import Invalid

    kind, source, since, until = told
    known = [each.value for each in QuarantineKind]
    if kind is not None and kind not in known:
        raise Invalid(f"{kind} is not a kind; write one of {', '.join(known)}.")
    return QuarantineFilter(
        kind=QuarantineKind(kind) if kind else None, source=source, since=_time(since), until=_time(until)
    )


def _time(text: str | None) -> "datetime | None":
    from datetime import UTC, datetime

    from core.errors import Invalid

    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text} is not a time; write it like 2026-05-03 or 2026-05-03T14:00 (UTC).") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


async def _listed(told: Told, older: str) -> None:
    import os
    from uuid import UUID

    from bot.commands import console, quarantine_tables
    from bot.process import offline, terminal, transactions
    from core import quarantined_events
    from core.errors import Invalid

    try:
        before = UUID(older) if older else None
    except ValueError:
        raise Invalid(f"{console.typed(older)} is not a place of this list.") from None
    async with offline.opened(os.environ, writes=False) as here:
        found = await transactions.see(
            here, offline.operator(), quarantined_events.listed, chosen=_filter(told), before=before
        )
    if not found.counts:
        terminal.out.print("No event waits in quarantine.")
        return
    terminal.out.print(quarantine_tables.sums(found.counts))
    if found.page.items:
        terminal.out.print(quarantine_tables.events(found.page))
    if found.page.next:
        terminal.err.print(f"There are older ones: add --older {found.page.next}", soft_wrap=True)


async def _shown(event: str) -> None:
    import json
    import os

    from bot.process import offline, transactions
    from core import quarantined_events

    async with offline.opened(os.environ, writes=False) as here:
        found = await transactions.see(here, offline.operator(), quarantined_events.opened, typed=event)
    one, told = found.one, found.told
    said = {
        "id": str(one.id),
        "kind": one.kind.value,
        "because": one.because,
        "sent_by": one.origin or None,
        "times": one.times,
        "received_at": one.received_at.isoformat(),
        "tried_at": one.tried_at.isoformat() if one.tried_at else None,
        "told": told.decode(errors="backslashreplace") if isinstance(told, bytes) else told,
    }
    typer.echo(json.dumps(said, indent=2, ensure_ascii=False, default=str).encode(errors="backslashreplace").decode())


async def _replayed(told: Told, event: str | None) -> int:
    """Replay round by round; give how many of those that were asked for still fail."""
    import os

    from bot.commands import console
    from bot.process import offline, terminal
    from core import short_ids

    async with offline.opened(os.environ, writes=False) as here:
        chosen = await _chosen(here, told, event)
        came = await _rounds(here, chosen)
        joined, waiting = await _joined(here, chosen)
    terminal.out.print(f"{came.taken:,} taken in, {came.again:,} known already, {came.failing:,} still fail.")
    if joined or waiting:
        terminal.out.print(f"{joined:,} joined their players; {waiting:,} wait for players who are not known here.")
    for row_id, why in came.reasons:
        terminal.out.print(f"{short_ids.of(row_id)}  {console.typed(why)}", soft_wrap=True)
    return came.failing + (waiting if chosen.kind == "player" else 0)


async def _rounds(here: "Offline", chosen: "QuarantineFilter") -> "Replayed":
    from bot.process import offline, transactions
    from core import quarantined_events
    from core.database import partitions
    from core.moment import Moment
    from core.quarantined_events import Replayed

    actor, sums, after, maker = offline.operator(), Replayed(), None, partitions.PartitionMaker("events")
    while True:
        days = await transactions.see(here, actor, quarantined_events.days, chosen=chosen, after=after)
        await maker.make(here.database, days, now=Moment.real().now)
        came = await transactions.do(here, actor, quarantined_events.replay, None, chosen=chosen, after=after)
        sums.add(came)
        if (after := came.last) is None:
            return sums


async def _joined(here: "Offline", chosen: "QuarantineFilter") -> tuple[int, int]:
    """Let events join players who are known by now; give how many did, and how many still wait."""
    from bot.process import offline, transactions
    from core import event_intake, quarantined_events

    actor = offline.operator()
    before = await transactions.see(here, actor, quarantined_events.orphans, chosen=chosen)
    if before:
        while await transactions.do(here, actor, event_intake.join_orphans, None):
            pass
    after = await transactions.see(here, actor, quarantined_events.orphans, chosen=chosen)
    return before - after, after


async def _chosen(here: "Offline", told: Told, event: str | None) -> "QuarantineFilter":
    """Read what was chosen: one event by its id, or those of the options."""
    from dataclasses import replace

    from bot.process import offline, transactions
    from core import quarantined_events

    if event is None:
        return _filter(told)
    found = await transactions.see(here, offline.operator(), quarantined_events.opened, typed=event)
    return replace(_filter(told), row_id=found.one.id)


async def _discarded(told: Told, event: str | None, why: str) -> None:
    import os

    from bot.process import offline, terminal, transactions
    from core import quarantined_events

    number = 0
    async with offline.opened(os.environ, writes=False) as here:
        chosen = await _chosen(here, told, event)
        while gone := await transactions.do(
            here, offline.operator(), quarantined_events.discard, None, chosen=chosen, why=why
        ):
            number += gone
    terminal.out.print(f"{number:,} discarded. It is recorded.")
