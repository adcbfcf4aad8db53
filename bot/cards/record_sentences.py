"""What a record says in one sentence: ``Sam Svensson confirmed the block of player 1``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot import kit
from bot.cards.record_verbs import VERBS
from core import actions, security
from core.audit import FoundRecord, Outcome
from core.errors import Unknown

ENDED = {Outcome.REFUSED: " and was refused", Outcome.FAILED: ", which failed"}
STATE = "be"
"""The verb of what happens to somebody: nobody tries it."""
NOT_NAMED = {
    "player": "a player",
    "request": "a request",
    "ticket": "a ticket",
    "alert": "an alert",
    "staff": "a colleague",
    "field": "data",
    "role": "a role",
    "digest": "asked-for",
    "action": "of a kind",
    "priority": "another one",
}
"""What stands where a record does not say which."""


@dataclass(frozen=True, slots=True)
class Told:
    """What of a record its sentence is made from."""

    who: str
    action: str
    outcome: str
    subject: str = ""
    """Type and id, as ``request K7QD``."""
    player_id: int | None = None
    facts: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, one: FoundRecord) -> "Told":
        """Take it from a line of a list."""
        return cls(one.name, one.action, one.outcome, one.subject or "", one.player_id, one.facts)

    @classmethod
    def within(cls, content: Mapping[str, Any]) -> "Told":
        """Take it from the content of a record."""
        about, player = content["subject"], content["player"]
        subject = f"{about['type']} {about['id']}" if about else ""
        player_id = int(player) if player else None
        who, action, outcome = content["actor"]["name"], content["action"], content["outcome"]
        return cls(who, action, outcome, subject, player_id, content["facts"])


def sentence(told: Told) -> str:
    """Say who did what, or tried to."""
    verb = VERBS.get(told.action) or told.action.replace(".", " ").replace("_", " ")
    infinitive, _, past = verb.partition("/")
    who = told.who[:1].upper() + told.who[1:]
    did, blank, rest = (past or infinitive).partition(" ")
    about = f"{blank}{rest}".format_map(_Named(told))
    if not past:
        return f"{who}: {verb}"
    if told.outcome in ENDED and infinitive != STATE:
        return f"{who} tried to {infinitive}{about}{ENDED[Outcome(told.outcome)]}"
    return f"{who} {did}{about}"


class _Named(dict[str, str]):
    """Names what a record is about, as far as it says."""

    def __init__(self, told: Told) -> None:
        facts = told.facts or {}
        super().__init__({name: _worded(value) for name, value in facts.items() if isinstance(value, str | int)})
        kind, _, name = told.subject.partition(" ")
        if told.player_id is not None:
            self["player"] = kit.player(told.player_id)
        if kind == "ticket":
            self["ticket"] = f"ticket {name}"
        self["staff"] = self.get("person", NOT_NAMED["staff"])
        self["alert"] = _alert(facts, told.player_id)
        self["request"] = _request(facts, told, code=name if kind == "request" else "")
        self["action"] = _title(str(facts["action"])) if "action" in facts else NOT_NAMED["action"]
        self["about"] = self._about(kind, name)

    def __missing__(self, name: str) -> str:
        return NOT_NAMED.get(name, "something")

    def _about(self, kind: str, name: str) -> str:
        if kind in {"request", "ticket", "person"}:
            return f" about {kind} {name}" if kind != "person" else f" about {name}"
        return f" about {self['player']}" if "player" in self else ""


def _alert(facts: Mapping[str, Any], player_id: int | None) -> str:
    title = f"the alert “{security.title(str(facts['rule']))}”" if "rule" in facts else NOT_NAMED["alert"]
    return f"{title} about {kit.player(player_id)}" if player_id is not None else title


def _request(facts: Mapping[str, Any], told: Told, *, code: str) -> str:
    named = f" ({code})" if code else ""
    if "action" not in facts:
        return f"request {code}" if code else NOT_NAMED["request"]
    player = f" of {kit.player(told.player_id)}" if told.player_id is not None else ""
    return f"the {_noun(str(facts['action']))}{player}{named}"


def _noun(action: str) -> str:
    try:
        return actions.named(action).called()
    except Unknown:
        return action.replace("_", " ")


def _title(action: str) -> str:
    try:
        return f"“{actions.named(action).title}”"
    except Unknown:
        return f"“{action}”"


def _worded(value: object) -> str:
    return kit.typed(str(value).replace("_", " "))
