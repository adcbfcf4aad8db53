"""The card alone: drawn from a profile, without a database."""

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import pytest

from bot import features, kit
from bot.cards import action_fields, player_card
from bot.cards.drawing import Reader
from bot.slack.incoming import IncomingKind
from bot.slack.responses import PLAIN
from bot.slack.routes import Routes
from core import actions, office, players
from core.action import Command
from core.actions.block_player import BlockPlayer
from core.money import Money, Wallet
from core.office import Scope
from core.people import Actor, Permission, Visibility
from core.players import profile_sections
from core.players import restrictions as standings
from tests.support import golden, mrkdwn

GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 5, 3, 12, 3, 22, tzinfo=UTC)
ID = UUID("019f0000-0000-7000-8000-000000000000")
OFFICE = office.default()


def reader(role: str) -> Reader:
    permissions, sees = OFFICE.permissions([role]), OFFICE.sees([role])
    return Reader(Actor(ID, role, role, frozenset({role}), permissions, sees, "Europe/Malta"), OFFICE)


def block(reason: str | None, *scopes: Scope, until: datetime | None = None) -> players.Block:
    return players.Block(
        id=ID,
        player_id=42,
        kind="block",
        scopes=frozenset(scopes),
        reason=reason,
        visibility=Visibility.STAFF,
        asked_by="operator",
        from_at=NOW - timedelta(days=1),
        until_at=until,
        placed_by="sam",
        ticket="T-17" if reason else None,
    )


def profile(text: str = "", *blocks: players.Block) -> players.Profile:
    """A profile with something in every part; ``text`` stands wherever somebody typed something."""
    account = players.Account(
        brand="royal",
        licence="MGA",
        external_id=text or "x-42",
        username=text or "anna42",
        first_name=text or "Anna",
        last_name=text or "Mueller",
        email="a•••@e•••.com",
        phone="••• 71",
        age_band="35–44",  # noqa: RUF001 - as the mask writes it
        address="•••",
        gender="f",
        country="MT",
        currency="EUR",
        language="en",
        lifecycle="active",
        vip=True,
        watched=False,
        staff_owned=True,
    )
    at, euros = NOW - timedelta(hours=3), Money(2_000, "EUR")
    waiting = players.Withdrawal(ID, Money(90_000, "EUR"), NOW - timedelta(minutes=12), "waiting")
    return players.Profile(
        player_id=42,
        as_of=NOW,
        account=account,
        registration=players.Registration(NOW - timedelta(days=400), text or "web"),
        verification=players.Verification(2, "verified", date(2027, 5, 3)),
        standing=standings.standing(blocks, NOW),
        blocks=blocks,
        in_flight=players.InFlight((waiting,), 3, (Money(4_500, "EUR"),), 1),
        balances=tuple(players.WalletBalance(wallet, euros) for wallet in Wallet),
        logins=(players.Login(at, success=False, country="MT", device=text or "Firefox", ip="81.2.•••"),) * 5,
        movements=(players.Movement(ID, at, "adjustment", text or "goodwill", Wallet.CASH, euros, euros),) * 5,
        notes=tuple(
            players.Note(ID, at, text or "Cora Collins", priority, Visibility.STAFF, text or "Speak slowly.")
            for priority in ("high", "high", "high", "normal", "normal")
        ),
        tags=(text or "newsletter",) * 12,
        security=profile_sections.SecurityStatus(
            changes={"password_changed": at, "email_changed": NOW - timedelta(days=40)},
            failed_logins=100,
            alerts=(profile_sections.OpenAlert(ID, "failed_logins", "high", at),) * 3,
            open_alerts=5,
        ),
        around=profile_sections.Surroundings(
            tickets=(profile_sections.OpenTicket(ID, 1042, "payment", "high", "in_progress"),) * 3,
            open_tickets=4,
            limits=(profile_sections.Limit(text[:200] or "deposit", "day", euros),) * 10,
            orders=(profile_sections.OrderProgress("block", "done", "in_force", at),) * 3,
        ),
        ask_security=True,
    )


def offered(drawn: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What can be pressed, and what it does: buttons, then what the menu behind them holds."""
    elements = [one for block in drawn if block["type"] == "actions" for one in block["elements"]]
    buttons = [(one["text"]["text"], one["action_id"]) for one in elements if one["type"] == "button"]
    menus = [one for one in elements if one["type"] == "overflow"]
    assert len(menus) <= 1
    return buttons + [
        (one["text"]["text"], one["value"].partition(" ")[0]) for menu in menus for one in menu["options"]
    ]


def buttons(drawn: list[dict[str, Any]]) -> list[str]:
    return [label for label, _ in offered(drawn)]


@pytest.mark.parametrize("role", ["support", "security", "auditor"])
def test_card_is_drawn_as_agreed(role: str) -> None:
    blocks = (block("harm", Scope.DEPOSIT, Scope.BET, until=NOW + timedelta(days=9)), block(None, Scope.WITHDRAW))

    drawn = [
        kit.limited(player_card.draw(profile("", *blocks), reader=reader(role), whole=whole)) for whole in (False, True)
    ]

    golden.agree(dict(zip(("first", "more"), drawn, strict=True)), GOLDEN / f"player_card.{role}.json")


@pytest.mark.parametrize("text", ["&" * 4_000, "<!channel>" * 400, "word " * 800, "🙂" * 2_000])
def test_card_fits_an_acknowledgement_whatever_was_typed(text: str) -> None:
    blocks = [block(text[:200], *Scope)] * 6

    drawn = kit.limited(player_card.draw(profile(text, *blocks), reader=reader("compliance"), whole=True))

    assert {one["type"] for one in drawn} <= PLAIN
    assert "Look again" in buttons(drawn)
    assert "<!channel>" not in str([one for one in drawn if one["type"] in {"section", "context"}])


def test_card_offers_nothing_to_whoever_may_nothing() -> None:
    nobody = Reader(Actor(ID, "olga", "Olga", permissions=frozenset({Permission.PLAYER_VIEW})), OFFICE)

    drawn = kit.render(player_card.draw(profile(), reader=nobody))

    assert buttons(drawn) == ["Activity", "More", "Notes and tags", "Look again"]


def test_times_of_the_card_follow_its_readers_zone() -> None:
    until = NOW + timedelta(hours=20)
    blocks = (block("harm", Scope.DEPOSIT, until=until),)
    somewhere = reader("support")
    tokyo = Reader(dataclasses.replace(somewhere.actor, zone="Asia/Tokyo"), OFFICE)

    card = profile("", *blocks)

    malta, japan = [player_card.summary(card, reader=each) for each in (somewhere, tokyo)]
    drawn = str(kit.render(player_card.draw(card, reader=somewhere)))

    assert "until 4 May 2026, 10:03 (CEST)" in malta
    assert "until 4 May 2026, 17:03 (JST)" in japan
    assert f"until <!date^{int(until.timestamp())}^" in drawn
    assert "|14:03:22 CEST>" in drawn


PARTS = (
    "User id",
    "Account",
    "Registration",
    "Login history",
    "Balance",
    "Transaction history",
    "Security status",
)
"""What the owner's document asks of a profile: user id, account information, registration data, and so on."""


@pytest.mark.parametrize("part", PARTS)
def test_card_has_every_part_that_was_asked_for_under_its_name(part: str) -> None:
    drawn = kit.render(player_card.draw(profile(), reader=reader("support"), whole=True))

    assert f"*{part}*" in json.dumps(drawn)


def test_card_shows_first_what_support_reads_first_and_fits_one_screen() -> None:
    drawn = kit.render(player_card.draw(profile(), reader=reader("support")))

    shown = json.dumps(drawn)
    for part in ("Balance", "In flight", "Open tickets", "Security status", "Open alerts"):
        assert part in shown
    for part in ("Login history", "Transaction history", "E-mail", "Player-set limits", "Tags"):
        assert part not in shown
    assert buttons(drawn)[:5] == ["Activity", "More", "Block…", "Adjust…", "Reveal…"]
    assert [one["style"] for one in drawn[-1]["elements"] if "style" in one] == ["primary"]
    assert sum(len(lines) for lines in map(mrkdwn.read, mrkdwn.texts(drawn))) <= 40


def test_a_limit_that_the_desk_lowered_stands_on_the_first_card() -> None:
    limits = (
        profile_sections.Limit("deposit", "week", Money(5_000, "EUR"), set_here=True),
        profile_sections.Limit("loss", "day", Money(900, "EUR")),
    )
    around = dataclasses.replace(profile().around, limits=limits)
    lowered = dataclasses.replace(profile(), around=around)

    shown = json.dumps(kit.render(player_card.draw(lowered, reader=reader("support"))))

    assert "Limits lowered here" in shown
    assert "deposit a week: EUR 50.00" in shown
    assert "EUR 9.00" not in shown


def test_card_of_whoever_nothing_is_known_of_says_so() -> None:
    plain = dataclasses.replace(
        profile(),
        security=profile_sections.SecurityStatus({}, 0, (), 0),
        around=profile_sections.Surroundings(),
        ask_security=False,
    )

    shown = json.dumps(kit.render(player_card.draw(plain, reader=reader("support"), whole=True)))

    assert "Not blocked." in shown
    assert "Nothing else on record" in shown
    assert "no alert" not in shown, "there may be one that support may not see"
    assert "recorded here; no platform connected" in shown
    assert "none known" in shown


def test_card_names_everything_an_account_is_guarded_by() -> None:
    assert set(player_card.GUARD_WORDS) == set(players.GUARDS)


def test_an_action_without_a_command_of_its_own_stands_on_the_card(monkeypatch: pytest.MonkeyPatch) -> None:
    class CloseAccount(BlockPlayer):
        name: ClassVar = "close_account"

    support = Actor(ID, "alice", "Alice", permissions=frozenset({Permission.BLOCK_ASK}), sees=frozenset(Visibility))

    def offered(command: Command | None) -> bool:
        monkeypatch.setattr(CloseAccount, "command", command)
        monkeypatch.setattr(player_card, "OFFERED", action_fields.on_card((CloseAccount,)))
        drawn = player_card.draw(profile(""), reader=Reader(support, OFFICE))
        return "close_account:open" in str(kit.render(drawn))

    assert offered(None)
    assert offered(Command("/player", verb="close"))
    assert not offered(Command("/close"))


def test_every_button_of_the_card_leads_somewhere() -> None:
    everything = Actor(ID, "all", "All", permissions=frozenset(Permission), sees=frozenset(Visibility))
    routes = Routes.joined(each.routes for each in features.ALL)

    drawn = kit.render(player_card.draw(profile("", block("harm", Scope.BET)), reader=Reader(everything, OFFICE)))

    assert len(offered(drawn)) == 14
    assert [name for _, name in offered(drawn) if not routes.find(IncomingKind.BUTTON, name)] == []


@pytest.mark.parametrize("typed", ["*anna*", "_a_", ":skull:", "Anna\n*Balance*\ncash: EUR 9"])
def test_what_a_player_typed_is_shown_exactly_and_forges_no_line(typed: str) -> None:
    drawn = kit.render(player_card.draw(profile(typed), reader=reader("support"), whole=True))
    plain = kit.render(player_card.draw(profile("anna"), reader=reader("support"), whole=True))

    told, usual = ([mrkdwn.read(text) for text in mrkdwn.texts(one)] for one in (drawn, plain))
    assert [len(lines) for lines in told] == [len(lines) for lines in usual]
    assert "emoji" not in {run.style for lines in told for line in lines for run in line}
    assert " ".join(typed.split()) in mrkdwn.shown(mrkdwn.texts(drawn)[0])


def test_the_menu_of_acts_offers_what_can_mean_something_now() -> None:
    everything = Actor(ID, "all", "All", permissions=frozenset(Permission), sees=frozenset(Visibility))

    def acts(player: players.Profile) -> set[str]:
        drawn = str(kit.render(player_card.draw(player, reader=Reader(everything, OFFICE))))
        return {one.name for one in actions.ALL if f"{one.name}:open" in drawn}

    active = profile("")
    closed = dataclasses.replace(active, account=dataclasses.replace(active.account, lifecycle="closed"))

    assert "reopen_account" in acts(closed) - acts(active)
    assert {"close_account", "require_password"} <= acts(active) - acts(closed)
