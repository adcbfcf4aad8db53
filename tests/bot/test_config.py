"""Settings: what is wrong is told all at once, in sentences, and no secret is printed."""

from pathlib import Path

import pytest

from bot.process.configuration import Settings, SettingsRefused

GOOD = {
    "PITBOSS_SLACK_BOT_TOKEN": "xoxb-1-secret",
    "PITBOSS_SLACK_APP_TOKEN": "xapp-1-secret",
}


def problems(**environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsRefused) as refused:
        Settings.read({f"PITBOSS_{name}": value for name, value in environ.items()})
    return refused.value.problems


def test_little_is_enough_and_the_rest_has_defaults() -> None:
    settings = Settings.read({**GOOD, "PATH": "/bin", "PITBOSS_OFFICE": ""})

    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url == "sqlite+aiosqlite:///pitboss.sqlite3"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.master_key is None


def test_no_secret_is_printed() -> None:
    settings = Settings.read({**GOOD, "PITBOSS_SLACK_SIGNING_SECRET": "hush-hush"})

    assert "1-secret" not in repr(settings)
    assert "hush" not in str(settings)


def test_every_problem_is_told_at_once_in_a_sentence() -> None:
    told = problems(
        SLACK_BOT_TOKEN="xoxp-user",
        SLACK_API_URL="http://elsewhere.example/api/",
        DATABASE_URL="mysql://x",
        OFFICE="/nowhere/office.yml",
        ADMINISTRATORS="ada",
        MASTER_KEY="c2hvcnQ=",
        HOST="0.0.0.0 ; rm",
        PORT="70000",
        SLAK_BOT_TOKEN="x",
        COLOUR="red",
    )

    assert len(told) == 10
    assert all(each.endswith((".", "?")) and each[0].isupper() for each in told)
    assert "PITBOSS_SLAK_BOT_TOKEN is not a setting; did you mean PITBOSS_SLACK_BOT_TOKEN?" in told
    assert not any("COLOUR" in each for each in told)
    assert any("Slack cannot reach the bot" in each for each in told)


def test_nothing_at_all_tells_what_is_needed() -> None:
    assert [each.split()[0] for each in problems()] == ["PITBOSS_SLACK_BOT_TOKEN", "Slack"]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite+aiosqlite://"])
def test_database_in_memory_is_refused(url: str) -> None:
    assert any("must name a file" in each for each in problems(DATABASE_URL=url))


def test_postgresql_demands_a_master_key_of_its_own() -> None:
    told = problems(SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", DATABASE_URL="postgresql://u:p@host/db")

    assert len(told) == 1
    assert told[0].startswith("PITBOSS_MASTER_KEY is missing")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("postgres://u:p%40@h/db", "postgresql+asyncpg://u:p%40@h/db"),
        ("postgresql://h/db", "postgresql+asyncpg://h/db"),
        ("sqlite:///desk.sqlite3", "sqlite+aiosqlite:///desk.sqlite3"),
    ],
)
def test_database_is_named_as_people_do(written: str, meant: str) -> None:
    key = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="

    settings = Settings.read({**GOOD, "PITBOSS_DATABASE_URL": written, "PITBOSS_MASTER_KEY": key})

    assert settings.database_url == meant


def test_plain_http_is_only_for_this_machine() -> None:
    settings = Settings.read({**GOOD, "PITBOSS_SLACK_API_URL": "http://127.0.0.1:8070/api"})

    assert settings.slack_api_url == "http://127.0.0.1:8070/api/"


def test_administrators_are_listed_with_commas_or_spaces() -> None:
    settings = Settings.read({**GOOD, "PITBOSS_ADMINISTRATORS": "U0ADA, W0MAYA  U0OLGA"})

    assert settings.administrators == ("U0ADA", "W0MAYA", "U0OLGA")


def test_office_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "office.yml"
    path.write_text("name: x")

    assert Settings.read({**GOOD, "PITBOSS_OFFICE": str(path)}).office == path


def test_webhook_secrets_keys_and_the_platform_are_read() -> None:
    secret = "whsec_" + "A" * 43 + "="
    settings = Settings.read(
        {
            **GOOD,
            "PITBOSS_EVENTS_SECRET": f"{secret} {secret}",
            "PITBOSS_PLATFORM_URL": "https://platform.example/pitboss/",
            "PITBOSS_PLATFORM_SECRET": secret,
            "PITBOSS_API_KEYS": f"wallet:{'k' * 32} games:{'g' * 32}",
        }
    )

    assert len(settings.events_secret) == 2
    assert settings.platform_url == "https://platform.example/pitboss"
    assert settings.api_keys["games"].get_secret_value() == "g" * 32
    assert "kkkk" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("EVENTS_SECRET", "sesame", "is not a webhook secret"),
        ("EVENTS_SECRET", "whsec_AAAA", "is not a webhook secret"),
        ("PLATFORM_SECRET", "whsec_é", "is not a webhook secret"),
        ("PLATFORM_URL", "ftp://platform.example", "is not a web address"),
        ("PLATFORM_URL", "https://user:pw@platform.example", "is not a web address"),
        ("PLATFORM_URL", "http://platform.example", "must begin with https://"),
        ("API_KEYS", "wallet:short", "has no valid key for 1 of 1"),
        ("API_KEYS", "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk", "has no valid key"),
    ],
)
def test_what_machines_are_let_in_by_is_checked(name: str, value: str, told: str) -> None:
    assert any(told in each for each in problems(**{name: value}))


def test_a_platform_is_never_told_anything_unsigned() -> None:
    assert any("PITBOSS_PLATFORM_SECRET is missing" in each for each in problems(PLATFORM_URL="https://p.example"))
