"""What is said instead of typed as a command: mentions, for threads, direct messages, and lines offered as buttons."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot import kit
from bot.cards import player_lists
from bot.slack import command_help, incoming, typed_lines, typed_text
from bot.slack.command_help import Mistyped
from bot.slack.incoming import Call, IncomingKind
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Commands, Refusal, Routes
from core.errors import Refused
from core.people import Permission
from core.search import NobodyFits, SeveralFit
from core.staff import NobodyCalled

OURSELVES = re.compile(r"^\s*<@[A-Z0-9]+(?:\|[^<>]*)?>[\s,:]*")
NAME = "@Pitboss"
HOW_TO_SAY_IT = (
    "Write to me as you would type after a slash, such as: player anna42. Or press a button; Help lists everything."
)
JOINING = frozenset({"of", "for", "from", "the", "a", "an", "to", "on"})
"""What people put between a command and what it is about."""
COURTESIES = frozenset({"please", "hi", "hello", "hey"})
"""What people say before what they want."""
LIKELY_MOST = 3
"""Commands offered to somebody who said nothing that is one."""
NO_FORM_YET = "Slack opens no form from a message. This button opens it, with what you wrote filled in:"
TOO_LONG = "Slack opens no form from a message, and no button carries as much as you wrote. Type {name} in a channel."


def routes(several: Iterable[Routes]) -> Routes:
    """Answer what is said by the commands of these routes."""
    spoken = Spoken(Routes.joined(several))
    return Routes(
        events={"app_mention": spoken.heard, incoming.DIRECT: spoken.heard},
        buttons={typed_lines.PREFIX: spoken.pressed},
        refusals=OFFERS,
    )


async def offer_lines(call: Call, mistyped: Mistyped) -> Answer:
    """Say what is unknown, and offer what may have been meant.

    Raises the refusal again for a form, where it stands beside the field.
    """
    if call.kind is IncomingKind.FORM:
        raise mistyped
    lines = mistyped.lines(f"{call.name} {typed_text.straight(call.text)}")
    return Answer.of(mistyped.message, kit.say(mistyped.message), *typed_lines.buttons(lines))


async def offer_players(call: Call, refusal: NobodyFits | SeveralFit) -> Answer:
    """Say why what was typed names not exactly one player, and offer the same line with each who may be meant.

    Raises the refusal again for what was no line, such as a form, where it stands beside the field.
    """
    if not call.name.startswith("/"):
        raise refusal
    players = {label: _with(call, refusal.named, str(one)) for label, one in player_lists.names(refusal.offered)}
    return Answer.of(refusal.message, kit.say(refusal.message), *typed_lines.labelled(players))


async def offer_colleagues(call: Call, refusal: NobodyCalled) -> Answer:
    """Say that nobody is called so, and offer the same line with each who may be meant."""
    lines = [_with(call, refusal.named, name) for name in refusal.offered]
    return Answer.of(refusal.message, kit.say(refusal.message), *typed_lines.buttons(lines))


def _with(call: Call, typed: str, meant: str) -> str:
    """Write the line that was typed with another name in place of one of its words."""
    text = " ".join(typed_text.straight(call.text).split())
    return f"{call.name} {text.replace(typed, meant, 1) if typed in text else meant}"


OFFERS: Mapping[type[Refused], Refusal] = {
    Mistyped: offer_lines,
    NobodyFits: offer_players,
    SeveralFit: offer_players,
    NobodyCalled: offer_colleagues,
}
"""Refusals that are shown with what may have been meant."""


class Spoken:
    """Carries out what is said by the command that it begins with."""

    def __init__(self, routes: Routes) -> None:
        self._commands = Commands(routes.commands)
        self._refusals = {**routes.refusals, **OFFERS}

    async def heard(self, call: Call) -> Shown:
        """Answer ``@Pitboss player anna42`` where it was said, so that only its author sees it."""
        return await self._answer(call, _behind_mention(call))

    async def pressed(self, call: Call) -> Shown:
        """Carry out the line of a button; what it shows takes the place of the question."""
        shown = await self._answer(call, call.value)
        if isinstance(shown, Answer):
            return replace(shown, replace=True)
        return replace(shown, on_top=False) if isinstance(shown, Form) else shown

    async def _answer(self, call: Call, line: str) -> Shown:
        word, rest = typed_text.first_word(line)
        said, known = word.removeprefix("/").casefold(), self._commands.words()
        if said in {"", command_help.HELP}:
            return self._commands.everything(call.actor)
        if word == NAME or (said in COURTESIES and rest):
            return await self._answer(call, rest)
        if said not in known:
            return self._unknown(call, word, rest)
        meant = replace(call, name=known[said], text=rest)
        try:
            shown = await self._commands.answer(known[said], meant)
        except Refused as refusal:
            if (showing := self._refusals.get(type(refusal))) is None:
                raise
            shown = await showing(meant, refusal)
        if isinstance(shown, Form) and call.kind is IncomingKind.EVENT:
            return _opening(shown, known[said], f"{known[said]} {rest}".strip())
        return shown

    def _unknown(self, call: Call, word: str, rest: str) -> Answer:
        """Offer the nearest command; where none is near, what is most likely meant, in a few lines."""
        unknown = command_help.unknown(word, self._commands.words(), NAME, rest=rest)
        if unknown.lines(""):
            raise unknown
        words = f"I do not know “{kit.plain(word, most=40)}”. {HOW_TO_SAY_IT}"
        if line := self._further_on(rest):
            words = f"I do not know “{kit.plain(word, most=40)}”. Did you mean {line}?"
            return Answer.of(words, kit.say(words), *typed_lines.labelled({line: line, "Help": command_help.HELP}))
        player = [f"/player {word} {rest}".strip()] if call.actor.may(Permission.PLAYER_VIEW) else []
        lines = {line: line for line in (*player, *self._commands.alone(call.actor)[:LIKELY_MOST])}
        return Answer.of(words, kit.say(words), *typed_lines.labelled({**lines, "Help": command_help.HELP}))

    def _further_on(self, said: str) -> str:
        """Read what stands behind words that are no command: ``reset counters of anna42``; empty where nothing does."""
        known, words = self._commands.words(), said.split()
        before_reason = len(typed_text.parted(said).head.split())
        place = next((place for place, word in enumerate(words[:before_reason]) if word.casefold() in known), None)
        if place is None:
            return ""
        behind = words[place + 1 :]
        while behind and behind[0].casefold() in JOINING:
            behind = behind[1:]
        return f"{known[words[place].casefold()]} {' '.join(behind)}".strip() if behind else ""


def _behind_mention(call: Call) -> str:
    """Give what was said to Pitboss: what stands behind its name, wherever that is."""
    authorized = call.body.get("authorizations") or [{}]
    before, _, behind = call.text.partition(f"<@{authorized[0].get('user_id')}>")
    return OURSELVES.sub("", behind.lstrip(" ,:") or before)


def _opening(form: Form, name: str, line: str) -> Answer:
    """Offer the form where none can be opened."""
    title = str(form.view["title"]["text"])
    offered = typed_lines.labelled({f"{title}…": line})
    words = NO_FORM_YET if offered else TOO_LONG.format(name=name)
    return Answer.of(words, kit.say(words), *offered)
