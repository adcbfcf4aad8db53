"""The `pitboss` command. Each verb imports what it needs when it runs, so that help is quick."""

import typer

from bot.commands import audit, demo, digest, doctor, import_, manifest, migrate, reference, run, simulate, staff

app = typer.Typer(name="pitboss", no_args_is_help=True, add_completion=False, rich_markup_mode=None)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("migrate")(migrate.migrate)
app.command("run")(run.run)
app.add_typer(import_.app, name="import")
app.command("simulate")(simulate.simulate)
app.add_typer(staff.app, name="staff")
app.add_typer(audit.app, name="audit")
app.command("digest")(digest.digest)
app.command("manifest")(manifest.manifest)
app.command("reference")(reference.reference)


def main() -> None:
    """Run the verb that was typed."""
    app()


if __name__ == "__main__":
    main()
