"""The guides say what is so: commands, settings, keys, buttons, rights, numbers and links in them exist as written."""

import dataclasses
import json
import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from bot import kit
from bot.__main__ import app
from bot.api.http_server import BODY_MOST
from bot.importing.load import MOST_BROKEN
from bot.importing.mapping import Mapping, ValueRule
from bot.process.configuration import READERS
from bot.process.services import DRAIN_SECONDS
from bot.reference import PAGES, records
from core import activity, office, retention
from core.activity import catalogue
from core.activity.events import Event
from core.approvals.kill_switch import freezable_actions
from core.approvals.policy import REMEMBERED
from core.database.tables.players import LEVELS, LIFECYCLES, VERIFICATION_STATUSES
from core.people import Permission
from core.platform.orders import LATE
from core.player_blocks.exclusions import RETURN_DELAY
from core.players.fields import EARLIEST_BIRTH, LONGEST_USERNAME
from core.players.registration import NewPlayer
from core.tickets import exposures
from tests.support.shared import ROOT

DOCS = ROOT / "docs"
PAGES_WRITTEN = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.glob("*.md"), *(DOCS / "guide").glob("*.md"))
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in sorted(PAGES_WRITTEN)}
OFFICE = office.default()
COMMAND_LINE = typer.main.get_command(app)
TO_BE_WRITTEN = {"watch_player.py", "test_watch_player.py", "night_play.py", "logins.py"}
"""Files that a page tells to write."""
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TITLED = re.compile(r"\*{1,2}([A-Z][^*`]{2,40}…)\*{1,2}")


def span(length: timedelta) -> str:
    return kit.counted(length.days, "day") if length.days else kit.counted(length.seconds // 3600, "hour")


def saying(page: str) -> str:
    """A page in one line, as it reads."""
    return " ".join(TEXTS[page].split())


def every(pattern: str) -> list[tuple[str, str]]:
    """What the pages have of a pattern, with the page."""
    return [(page, found) for page, text in TEXTS.items() for found in re.findall(pattern, text, re.MULTILINE)]


def test_every_link_and_heading_that_a_page_leads_to_is_there() -> None:
    led = every(r"\]\((?!https?:)([^)]+)\)")
    missing = []
    for page, link in led:
        path, _, heading = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        if not target.exists() or (heading and heading not in headings(target)):
            missing.append((page, link))

    assert len(led) > 50
    assert missing == []


@cache
def headings(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_command_line_that_a_page_shows_is_one() -> None:
    shown = [(page, line) for page, line in every(r"(?:^|`|' )pitboss ([a-z][^`\n#|)]*)")]
    wrong = [(page, line) for page, line in shown if not understood(line.split())]

    assert len(shown) > 20
    assert wrong == []


def understood(words: list[str]) -> bool:
    command: Any = COMMAND_LINE
    while words and (verbs := getattr(command, "commands", None)):
        if words[0] not in verbs:
            return False
        command, words = verbs[words[0]], words[1:]
    options = {name for parameter in command.params for name in parameter.opts}
    return {word.strip("[]") for word in words if word.strip("[").startswith("--")} <= options


def test_every_target_of_make_and_every_file_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    made = every(r"(?:^ {4}|`)make ([a-z]+)")
    files = every(r"`((?:bot|core|sandbox|tests|bench|docs)/[\w./-]*)(?:::\w+)?`")
    known = [(page, name) for page, name in files if Path(name).name not in TO_BE_WRITTEN]
    gone = [(page, name) for page, name in known if not any((each / name).exists() for each in (ROOT, ROOT / "tests"))]

    assert {target for _, target in made} <= targets
    assert len(files) > 30
    assert gone == []


def test_every_setting_that_a_page_names_exists() -> None:
    tests_own = {
        "PITBOSS_EXAMPLES",
        "PITBOSS_REQUIRE",
        "PITBOSS_REWRITE",
        "PITBOSS_STEPS",
        "PITBOSS_TEST_CITUS",
        "PITBOSS_TEST_DATABASE_URL",
    }

    assert {name for _, name in every(r"PITBOSS_[A-Z_]+")} - tests_own <= set(READERS)


def test_every_key_of_the_office_file_that_a_page_names_exists() -> None:
    keys = OFFICE.model_dump()
    others = {*Permission, *records.recorded()}
    named = {(page, key) for page, key in every(rf"`((?:{'|'.join(keys)})(?:\.\w+)+)`") if key not in others}

    assert named
    assert [(page, key) for page, key in named if not leads_somewhere(keys, key.split("."))] == []


def leads_somewhere(keys: object, path: list[str]) -> bool:
    return not path or (isinstance(keys, dict) and path[0] in keys and leads_somewhere(keys[path[0]], path[1:]))


def test_every_metric_and_endpoint_that_a_page_names_exists() -> None:
    names = {name for _, name in every(r"`(pitboss_[a-z_]+)`")} - {"pitboss_owner", "pitboss_bot", "pitboss_desk"}
    endpoints = {path for _, path in every(r"`(?:GET|POST) (/[\w/{}]+)")} - {
        *("/orders", "/orders/{id}", "/orders/{id}/rest", "/replies")
    }

    assert {name for name in names if f"`{name}`" not in PAGES["metrics.md"]()} == set()
    assert {each for each in endpoints if each.replace("{id}", "{player}") not in PAGES["http.md"]()} == set()


def test_every_button_that_opens_a_form_is_called_what_the_guides_call_it() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for room in ("bot", "core") for path in (ROOT / room).rglob("*.py")
    )
    named = {(page, title) for page, text in TEXTS.items() for title in TITLED.findall(text) if "/guide/" in page}

    assert len(named) > 10
    assert [(page, title) for page, title in sorted(named) if title not in code] == []


def test_every_event_that_a_page_shows_is_one() -> None:
    shown = [
        event
        for text in (TEXTS["docs/import.md"], TEXTS["docs/operating.md"])
        for block in re.findall(r"```json\n(\{\"(?:events|source)\".*?)```", text, re.DOTALL)
        for event in json.loads(block).get("events", [json.loads(block)])
    ]

    assert len(shown) == 2
    assert all(catalogue.read(one.type, one.version, one.body) for one in map(Event.model_validate, shown))


def test_the_guide_to_importing_names_every_key_of_a_mapping_and_every_word_of_a_player() -> None:
    text = TEXTS["docs/import.md"]
    keys = set(re.findall(r"`(\w+)", " ".join(re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)))) - {"true", "template"}
    of_rule = {field.alias or name for name, field in ValueRule.model_fields.items()} - {"template"}
    needed = [one.name for one in dataclasses.fields(NewPlayer) if one.default is one.default_factory]
    words = [*LIFECYCLES, *VERIFICATION_STATUSES, *needed]

    assert keys == of_rule | set(Mapping.model_fields)
    assert [word for word in words if f"`{word}`" not in text] == []
    assert f"at most {LONGEST_USERNAME} characters" in text
    assert "`verification_level`: {} to {}.".format(*LEVELS) in text
    assert f"from {EARLIEST_BIRTH.year} to the registration" in text


DUE = OFFICE.security.due
SAID = {
    "docs/guide/security.md": [
        f"{span(DUE.high)} where the severity is high",
        f"{span(DUE.medium)} where it is medium, {span(DUE.low)} where it is low",
    ],
    "docs/guide/compliance.md": [f"you can approve it {int(RETURN_DELAY / timedelta(hours=1))} hours later"],
    "docs/guide/finance.md": ["requested again within a day, it needs a different approver"],
    "docs/guide/support.md": [
        "A solved ticket can be reopened for a week",
        "You are reminded after 15 minutes, and again until the message is gone; when it has stood for an hour",
    ],
    "docs/operating.md": [
        f"at most {activity.BATCH:,} events and {BODY_MOST // 2**20} MiB",
        f"in batches of {retention.BATCH:,} rows",
        f"finishes what is running, within {NUMBERS[int(DRAIN_SECONDS)]} seconds",
        f"unknown for {int(LATE / timedelta(minutes=1))} minutes, raises an alarm",
    ],
    "docs/import.md": ["after twenty of these the import stops"],
}
"""Sentences with numbers that are set elsewhere."""


@pytest.mark.parametrize(("page", "sentence"), [(page, one) for page, several in SAID.items() for one in several])
def test_numbers_are_those_of_the_code_and_of_the_office_file(page: str, sentence: str) -> None:
    assert sentence in saying(page)


def test_numbers_that_are_written_as_words_are_those_of_the_code_and_of_the_office_file() -> None:
    minutes = [int(each / timedelta(minutes=1)) for each in (exposures.FIRST_REMINDER, exposures.ALARM_AFTER)]

    assert minutes == [15, 60]
    assert [REMEMBERED.days, OFFICE.tickets.closes_after.days, MOST_BROKEN] == [1, 7, 20]


def may(role: str) -> set[Permission]:
    return set(OFFICE.roles[role].permissions)


def test_roles_may_what_the_guides_say_of_them() -> None:
    approving = {Permission.ADJUSTMENT_APPROVE, Permission.BLOCK_CONFIRM, Permission.UNBLOCK_APPROVE}
    checking = [name for name in OFFICE.roles if Permission.ALERT_VIEW in may(name)]
    freezing = [name for name in OFFICE.roles if Permission.STAFF_FREEZE in may(name)]

    assert (may("vip_manager"), may("support") & approving) == (may("support"), set())
    assert may("support_lead") - may("support") == {
        Permission.ADJUSTMENT_APPROVE,
        Permission.DIGEST_READ,
        Permission.STAFF_FREEZE,
    }
    assert checking == ["security", "fraud", "compliance", "manager", "auditor"], "Using Pitboss says who checks"
    assert "fraud" not in freezing
    assert {"security", "compliance", "manager"} <= set(freezing), "security.md says whom fraud asks"
    assert OFFICE.watch.roles == {"compliance", "manager"}, "compliance.md says who is told of a curious colleague"


def test_what_the_guides_say_of_reasons_and_freezes_is_so() -> None:
    assert "withdraw" not in OFFICE.reasons["harm"].scopes, "the player's own money stays theirs"
    assert OFFICE.reasons["chargeback"].owner == "finance"
    assert set(OFFICE.reasons["chargeback"].scopes) == {"deposit", "withdraw"}
    assert OFFICE.reasons["money_laundering"].drawn_as == "review"
    assert {one.name for one in freezable_actions()} >= {"adjust_balance", "unblock_player", "grant_role"}
    assert "block_player" not in {one.name for one in freezable_actions()}
    assert ("security", "security") in {(one.digest, one.channel) for one in OFFICE.digests}
