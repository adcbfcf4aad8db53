"""Check caller: what a caller says is typed into a form, and Pitboss answers match or no match."""

import json
from collections.abc import Iterator

from slackblocks import Block

from bot import kit
from bot.cards import caller_text
from bot.parsing import players
from bot.slack import payloads
from bot.slack.command_help import HelpLine
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes, SlashCommand
from core.errors import Invalid
from core.office.caller_check import CallerField, CallerQuestions
from core.people import Permission
from core.players import CallerAnswer, CallerResult
from core.players.caller_answers import LONGEST_ANSWER
from core.security import CallerAnswers, CallerForm, CheckedAnswers, caller_check

COMMAND = "/player caller"
OPEN, FORM, TICKET = "caller:open", "caller:check", "ticket"
TICKET_MOST = 80
MOMENT = kit.modal("Check caller", [kit.say("One moment…")], callback_id="page")
"""Stands there while the player is read."""
EXAMPLES = {
    CallerField.BORN_ON: "17 March 1984",
    CallerField.POST_CODE: "SLM 1020",
    CallerField.CITY: "Sliema",
    CallerField.PHONE_END: "4471",
    CallerField.CARD_END: "1117",
    CallerField.EMAIL: "anna@example.com",
}
NOT_CHECKABLE = (
    "Cannot be checked: too little of what you asked is on file. It says nothing about the answers and does not count "
    "as a wrong one. Ask other questions, or call back on the number on file."
)


async def command(call: Call) -> Shown:
    """Answer ``/player anna42 caller``: open the form."""
    if not call.text:
        raise Invalid("Say whose caller: /player anna42 caller")
    player_id = await players.find_one(call, call.text)
    return Form(MOMENT, on_top=True, then=lambda: _form(call, player_id, ""))


async def _pressed(call: Call) -> Shown:
    named, ticket = payloads.turned(call.value)
    player_id = payloads.player(named)
    return Form(MOMENT, on_top=True, then=lambda: _form(call, player_id, ticket))


async def _form(call: Call, player_id: int, ticket: str) -> Form | Answer:
    form = await call.see(caller_check.consider, player_id)
    title = f"{kit.typed(form.player.account.username)} · player {player_id}"
    if form.locked_until_at:
        until = kit.moment(form.locked_until_at)
        text = f"Callers about player {player_id} cannot be checked until {until}: wrong answers were given too often."
        instead = kit.small("Call the player back on the number on file.")
        return Answer.of(text, kit.say(kit.bold(title)), kit.say(text), instead)
    metadata = json.dumps({"player": player_id})
    blocks = [kit.say(kit.bold(title)), *_said(call, form), *_questions(form.questions), _ticket(ticket)]
    return Form(kit.modal("Check caller", blocks, callback_id=FORM, metadata=metadata, submit="Check"), on_top=True)


def _said(call: Call, form: CallerForm) -> Iterator[Block]:
    """Tell what to do, and that this person has checked a caller already."""
    questions = form.questions
    answers = "1 answer has" if questions.match == 1 else f"{questions.match} answers have"
    yield kit.small(f"Type what the caller says. {answers} to be right; you are told only whether they match.")
    if form.checked:
        yield kit.small(caller_text.checked(form.checked, now=call.services.clock().now))


def _questions(questions: CallerQuestions) -> Iterator[Block]:
    for field in questions.fields:
        title = caller_text.titled(field)
        typed = kit.text(f"caller:{field}", most=LONGEST_ANSWER, example=EXAMPLES[field])
        yield kit.field(f"{title[:1].upper()}{title[1:]}", field.value, typed, optional=True)


def _ticket(known: str) -> Block:
    return kit.field("Ticket", TICKET, kit.text("caller:ticket", most=TICKET_MOST, known=known), optional=True)


async def _submitted(call: Call) -> Shown:
    player_id = payloads.player(call.metadata.get("player"))
    said = tuple(CallerAnswer(field, str(call.values.get(field.value) or "")) for field in CallerField)
    ticket = str(call.values.get(TICKET) or "").strip()[:TICKET_MOST]
    outcome = await call.do(caller_check.check, CallerAnswers(player_id, said, ticket or None))
    text = _told(call, player_id, outcome)
    again = kit.buttons(kit.button("Check again…", OPEN, value=f"{player_id}:{ticket}"))
    done = outcome.result is CallerResult.MATCHED or outcome.locked_until_at
    return Answer.of(text, *_outcome(text, outcome), *([] if done else [again]))


def _outcome(text: str, outcome: CheckedAnswers) -> Iterator[Block]:
    yield kit.say(kit.bold(text))
    if outcome.wrong:
        yield kit.say(f"Not right: {kit.listed(list(map(caller_text.titled, outcome.wrong)))}.")
    if outcome.locked_until_at:
        yield kit.say(f"Callers about this player cannot be checked until {kit.moment(outcome.locked_until_at)}.")
        yield kit.small("Security is warned. Call the player back on the number on file.")
    elif outcome.result is CallerResult.NOT_MATCHED:
        yield kit.small(f"{kit.counted(outcome.left, 'more wrong answer')}, to anybody here, and it is locked.")
    yield kit.small("Recorded by the names of what was asked; what was typed is kept nowhere.")


def _told(call: Call, player_id: int, outcome: CheckedAnswers) -> str:
    if outcome.checked:
        return f"Match. {caller_text.checked(outcome.checked, now=call.services.clock().now)}."
    if outcome.result is CallerResult.NOT_CHECKABLE:
        return NOT_CHECKABLE
    return f"No match for player {player_id}."


ROUTES = Routes(
    commands={
        COMMAND: SlashCommand(
            command,
            help=(
                HelpLine(
                    "/player anna42 caller",
                    "checks who is calling: you type the answers, Pitboss says match or no match",
                    Permission.CALLER_CHECK,
                ),
            ),
        )
    },
    buttons={"caller": _pressed},
    forms={"caller": _submitted},
)
