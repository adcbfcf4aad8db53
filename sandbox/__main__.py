"""`python -m sandbox WORKSPACE.yml --manifest manifest.yml`: a Slack to try an app in."""

import argparse
import asyncio
import contextlib
import signal
from pathlib import Path

from sandbox.server import Slack


def main() -> None:
    """Read the command line and run until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A small, strict Slack on this machine.")
    parser.add_argument("workspace", type=Path, help="people and channels, as YAML")
    parser.add_argument("--manifest", type=Path, required=True, help="the app's manifest")
    parser.add_argument("--port", type=int, default=8070, help="0 takes a free one (default: 8070)")
    parser.add_argument("--record", type=Path, help="write everything the app sends to this file, as JSON lines")
    parser.add_argument("--deliver", metavar="URL", help="deliver by signed HTTP to this URL (default: Socket Mode)")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args()))


async def _run(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    settings = {"manifest": options.manifest, "record": options.record, "port": options.port}
    async with Slack.running(options.workspace, **settings) as slack:
        slack.deliver_to(options.deliver)
        print(f"Sandbox: {slack.url}", flush=True)  # noqa: T201 - what a person starts it for
        await stop.wait()


if __name__ == "__main__":
    main()
