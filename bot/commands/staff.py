"""`pitboss staff`: the first people of a desk, added by the operator."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The first staff of a desk, and who works there.")


@app.command("add")
def add(  # noqa: PLR0913, PLR0917 - each is a word of the command line
    user: Annotated[str, typer.Argument(metavar="USER", help="Slack user id, like U0123ABCD.")],
    team: Annotated[str, typer.Argument(metavar="TEAM", help="Slack workspace id, like T0123ABCD.")],
    person: Annotated[str, typer.Option(help="The human, the same key for all their accounts.")],
    role: Annotated[str, typer.Option(help="A role of the office file.")],
    name: Annotated[str, typer.Option(help="Their name in the record; the person key if left out.")] = "",
    brand: Annotated[str | None, typer.Option(help="The only brand whose players they may see.")] = None,
) -> None:
    """Add the first administrator, and the first manager to agree with; after that, two people hire in Slack.

    Each use is recorded and raises an alarm. It is refused while two people here can hire, and works again once no
    administrator, or nobody to agree, is left.
    """
    from bot.commands import console

    console.finished(_added(user, team, (person, name or person), (role, brand)))


@app.command("list")
def listed() -> None:
    """List everybody who has a staff record."""
    from bot.commands import console

    console.finished(_listed())


@app.command("freeze")
def freeze(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="A user id, a person key, an action's name, or: desk.")],
    because: Annotated[str, typer.Option(help="The reason; stored encrypted in the record.")],
) -> None:
    """Freeze a colleague, an action or the whole desk, at once; two people thaw it in Slack."""
    from bot.commands import console

    console.finished(_frozen(what, because))


@app.command("leave")
def leave(
    who: Annotated[str, typer.Argument(metavar="WHO", help="A user id or a person key.")],
    because: Annotated[str, typer.Option(help="The reason; stored encrypted in the record.")],
) -> None:
    """End all of somebody's rights and hand on their work, at once."""
    from bot.commands import console

    console.finished(_left(who, because))


async def _frozen(what: str, why: str) -> None:
    import os

    from bot.process import offline, terminal, transactions
    from core import approvals
    from core.approvals import kill_switch

    actor = offline.operator()
    async with offline.opened(os.environ) as here:
        if what == "desk":
            await transactions.do(here, actor, kill_switch.freeze_desk, None, why=why)
        elif what in {action.name for action in approvals.freezable_actions()}:
            await transactions.do(here, actor, kill_switch.freeze_action, None, name=what, why=why)
        else:
            await transactions.do(here, actor, kill_switch.freeze_colleague, None, staff_id=what, why=why)
    terminal.out.print(f"{what} is frozen. It is recorded, and security is notified. Thawing takes two people.")


async def _left(who: str, why: str) -> None:
    import os

    from bot.cards import leaver_text
    from bot.commands import console
    from bot.process import offline, terminal, transactions
    from core import leavers

    async with offline.opened(os.environ) as here:
        left = await transactions.do(here, offline.operator(), leavers.leave, None, staff_id=who, why=why)
    terminal.out.print(
        f"{console.typed(left.name)} has left: every role is revoked. Left behind: {leaver_text.left_behind(left)}. "
        "Remove them from the channels of the desk in Slack: until then no card there shows player data."
    )


async def _added(user: str, team: str, human: tuple[str, str], place: tuple[str, str | None]) -> None:
    import os
    import re

    from bot.commands import console
    from bot.process import offline, terminal, transactions
    from core import staff
    from core.errors import Invalid

    if not re.fullmatch("[UW][A-Z0-9]{2,20}", user) or not re.fullmatch("[TE][A-Z0-9]{2,20}", team):
        raise Invalid("A user id looks like U0123ABCD and a workspace id like T0123ABCD; Slack shows them in profiles.")
    (person, name), (role, brand) = human, place
    account = staff.ChatAccount(user_id=user, team_id=team, name=name)
    member = staff.NewMember(account=account, person=person, role=role, brand=brand)
    async with offline.opened(os.environ) as here:
        async with here.database.read() as db:
            administered = await staff.administered(db, office=here.desk.office)
        try:
            await transactions.do(here, offline.operator(), staff.add_by_operator, None, member=member)
        except staff.HiredInChat as refusal:
            raise staff.HiredInChat(f"{refusal.message} In Slack: /pitboss hire.") from refusal
        title, kept = here.desk.office.roles[role].title, f", for the brand {brand} alone" if brand else ""
    terminal.out.print(
        f"{console.typed(name)} works here as {title}{kept}. It is recorded, and the security channel is notified."
    )
    if administered:
        terminal.out.print(
            "The command line is for the first people of a desk. This one has an administrator: type /pitboss hire in "
            "Slack, and a second person agrees."
        )


async def _listed() -> None:
    import os

    from rich.table import Table

    from bot.commands import console
    from bot.process import offline, terminal, transactions
    from core import staff

    async with offline.opened(os.environ, writes=False) as here:
        members = await transactions.see(here, offline.operator(), staff.colleagues)
    table = Table("Person", "Name", "Account", "Roles", "Brand", "State", box=None, pad_edge=False)
    for one in members:
        state = "barred" if one.barred else one.state
        table.add_row(
            one.actor.person,
            console.typed(one.actor.name),
            f"{one.user_id} {one.team_id}",
            ", ".join(sorted(one.held)),
            console.typed(one.brand or "all"),
            state,
        )
    terminal.out.print(
        table if members else "Nobody works here yet: pitboss staff add USER TEAM --person KEY --role ROLE"
    )
