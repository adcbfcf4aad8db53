"""``make chaos``: many rounds, each company from a seed that is told, so that what went wrong can be tried again."""

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

from tests.support import postgres

LONG, SHORT = 200, 10
"""Rounds in all."""
EACH = 20
"""Rounds that one company lives through."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--short", action="store_true", help=f"{SHORT} rounds instead of {LONG}")
    parser.add_argument("--rounds", type=int, help="so many rounds")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000), help="what is done in which order")
    given = parser.parse_args()
    rounds: int = given.rounds or (SHORT if given.short else LONG)
    wrong = 0
    with postgres.running() as cluster:
        for first in range(0, rounds, EACH):
            wrong += _company(cluster, rounds=min(EACH, rounds - first), seed=given.seed + first)
    return 1 if wrong else 0


def _company(cluster: postgres.Cluster, *, rounds: int, seed: int) -> int:
    """Let one company live through some rounds; print what came of it, and give how much is wrong."""
    from core.database.upgrade import migrate
    from tests.chaos.run import survived

    with cluster.fresh() as url, tempfile.TemporaryDirectory() as logs:
        postgres.complete(lambda: migrate(url))
        outcome = asyncio.run(survived(url, Path(logs), rounds=rounds, seed=seed))
    done = f"{outcome.requests} requests, {outcome.votes} votes, {outcome.deposits} deposits"
    lines = [f"seed {seed}, {rounds} rounds: {done}, {len(outcome.wrong)} wrong", *outcome.wrong]
    sys.stdout.write("\n  ".join(lines) + "\n")
    sys.stdout.flush()
    return len(outcome.wrong)


if __name__ == "__main__":
    sys.exit(main())
