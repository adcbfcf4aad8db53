"""Alert rules and board ask for metrics that exist, and every gauge is there before anything has happened."""

import json
import re
from pathlib import Path

import aiohttp
import pytest
import yaml

from bot.reference import PAGES
from tests.support.desk import Desk

FOLDER = Path(__file__).parents[2] / "docs/monitoring"
METRIC = re.compile(r"pitboss_[a-z_]+")
PARTS = re.compile(r"_(bucket|sum|count)$")


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def rules() -> list[dict]:
    return [rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]]


def board() -> list[str]:
    panels = json.loads((FOLDER / "board.json").read_text())["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


def test_every_metric_that_is_asked_for_exists() -> None:
    asked = {
        PARTS.sub("", name) for text in (*board(), *(rule["expr"] for rule in rules())) for name in METRIC.findall(text)
    }
    known = set(re.findall(r"`(pitboss_[a-z_]+)`", PAGES["metrics.md"]()))

    assert asked - known == set()
    assert known - asked == set(), "shown nowhere"


def test_every_alert_says_what_to_do() -> None:
    assert all(rule["annotations"]["summary"] and rule["annotations"]["description"] for rule in rules())
    assert len({rule["alert"] for rule in rules()}) == len(rules())


async def test_every_gauge_is_there_from_the_start(desk: Desk) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{desk.bot.health_url}/metrics") as answer:
        told = await answer.text()

    gauges = re.findall(r"^# TYPE (\S+) gauge$", told, re.MULTILINE)
    sampled = {PARTS.sub("", name) for name in re.findall(r"^(\w+)[ {]", told, re.MULTILINE)}
    assert set(gauges) - sampled == set()
    assert 'pitboss_alerts_open{severity="high"} 0.0' in told
    assert 'pitboss_platform_orders{state="unknown"} 0.0' in told
    assert 'pitboss_sweep_lag{sweep="security"} 0.0' in told
    assert re.search(r'pitboss_build_info\{python="3\.\d+\.\d+",revision="\d{4}",version="[\d.]+', told)
