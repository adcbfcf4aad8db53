"""The `pitboss` command. Each verb imports what it needs when it runs, so that help is quick."""

from typing import Annotated

import typer

from bot.commands import packages

packages.demand_own()

from bot.commands import (  # noqa: E402
    audit,
    backup,
    books,
    demo,
    digest,
    doctor,
    events,
    honey,
    import_,
    keys,
    manifest,
    migrate,
    office,
    platform,
    reference,
    run,
    simulate,
    staff,
)

app = typer.Typer(name="pitboss", no_args_is_help=True, rich_markup_mode=None)
app.command("backup")(backup.backup)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("migrate")(migrate.migrate)
app.command("restore")(backup.restore)
app.command("run")(run.run)
app.add_typer(import_.app, name="import")
app.command("simulate")(simulate.simulate)
app.add_typer(events.app, name="events")
app.add_typer(books.ledger, name="ledger")
app.add_typer(books.rollups, name="rollups")
app.add_typer(staff.app, name="staff")
app.add_typer(platform.app, name="platform")
app.add_typer(keys.app, name="keys")
app.add_typer(honey.app, name="honey")
app.add_typer(office.app, name="office")
app.add_typer(audit.app, name="audit")
app.command("digest")(digest.digest)
app.command("manifest")(manifest.manifest)
app.command("reference")(reference.reference)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - what Typer hands to an option's callback
    if asked:
        typer.echo(f"pitboss {packages.version()}")
        raise typer.Exit


@app.callback()
def pitboss(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version, and end.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """The player desk of an online gaming company, in Slack."""  # noqa: D401 - people read it as the help text
    del version


def main() -> None:
    """Run the verb that was typed."""
    app()


if __name__ == "__main__":
    main()
