"""The `pitboss` command. Each verb imports what it needs when it runs, so that help is quick."""

import typer

from bot.commands import run

app = typer.Typer(name="pitboss", no_args_is_help=True, add_completion=False, rich_markup_mode=None)
app.command("run")(run.run)


def main() -> None:
    """Run the verb that was typed."""
    app()


if __name__ == "__main__":
    main()
