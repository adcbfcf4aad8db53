"""Deciding about linked accounts in a form: a household, not linked, or that an earlier decision ends."""

import json

from bot import kit
from bot.cards import link_text
from bot.slack import failures, payloads
from bot.slack.incoming import Call
from bot.slack.responses import Answer, Form, Shown
from bot.slack.routes import Routes
from core import links
from core.links import NewDecision, Verdict
from core.links.settling import MOST

EVIDENCE = "evidence"
TITLES = {"household": "Confirm household", "not_linked": "Not linked", "end": "End this decision"}
QUESTIONS = {
    "household": "Two people who live together: what shows it?",
    "not_linked": "Different people who share it by chance: what shows it?",
    "end": "The link is shown again. Why?",
}


async def _pressed(call: Call) -> Shown:
    """Open the form of a button ``linked:household`` with ``42:17``."""
    if call.verb not in TITLES:
        return failures.strange(call)
    about, other = payloads.turned(call.value)
    pair = {"player": payloads.player(about), "other": payloads.player(other), "what": call.verb}
    typed = kit.text(f"linked:{EVIDENCE}", most=MOST, long=True, example="Both came to the desk with their passports")
    blocks = [
        kit.say(kit.bold(f"Players {pair['player']} and {pair['other']}")),
        kit.field(QUESTIONS[call.verb], EVIDENCE, typed),
    ]
    if call.verb != "end":
        blocks.append(kit.small("It stands for a time; hard evidence of another kind opens the question again."))
    form = kit.modal(
        TITLES[call.verb], blocks, callback_id="linked:decide", metadata=json.dumps(pair), submit=TITLES[call.verb]
    )
    return Form(form, on_top=True)


async def _submitted(call: Call) -> Shown:
    pair = call.metadata
    player_id, other_id = payloads.player(pair.get("player")), payloads.player(pair.get("other"))
    what, evidence = str(pair.get("what")), str(call.values.get(EVIDENCE) or "")
    both = f"players {player_id} and {other_id}"
    if what == "end":
        await call.do(links.end, player_id, other_id=other_id, why=evidence)
        said = f"The decision about {both} has ended; what links them is shown again."
    elif what in set(Verdict):
        new = NewDecision(
            player_id=player_id,
            other_id=other_id,
            verdict=Verdict(what),
            evidence=evidence,
        )
        until = await call.do(links.decide, new)
        said = f"{link_text.VERDICTS[new.verdict]}: {both}, until {kit.moment(until)}."
    else:
        return failures.strange(call)
    again = kit.button("Linked accounts", "links:open", value=str(player_id))
    return Answer.of(said, kit.say(said), kit.buttons(again))


ROUTES = Routes(buttons={"linked": _pressed}, forms={"linked": _submitted})
