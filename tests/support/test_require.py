from pathlib import Path

import pytest

from tests.support.require import FINDERS, demanded, require


def test_what_is_absent_is_skipped_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FINDERS, "chromium", lambda: None)
    monkeypatch.delenv("PITBOSS_REQUIRE", raising=False)

    with pytest.raises(pytest.skip.Exception, match="chromium is not installed"):
        require("chromium")


def test_what_is_absent_but_demanded_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FINDERS, "chromium", lambda: None)
    monkeypatch.setenv("PITBOSS_REQUIRE", "postgres, chromium")

    with pytest.raises(pytest.fail.Exception, match="PITBOSS_REQUIRE demands it"):
        require("chromium")


def test_what_is_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(FINDERS, "chromium", lambda: tmp_path)

    assert require("chromium") == tmp_path


def test_an_unknown_demand_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PITBOSS_REQUIRE", "postgres,chromum")

    with pytest.raises(pytest.UsageError, match="chromum"):
        demanded()
