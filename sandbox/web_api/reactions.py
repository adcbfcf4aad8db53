"""The methods reactions.add and reactions.remove."""

from sandbox.errors import SlackError
from sandbox.messages import Message
from sandbox.state import State
from sandbox.web_api.arguments import Args
from sandbox.web_api.conversations import visible
from sandbox.web_api.registry import Json, method


@method("reactions.add", "reactions:write", per_minute=50)
def reactions_add(state: State, args: Args) -> Json:
    """Add the bot's reaction."""
    message, name, bot = _message(state, args), args.need("name"), state.workspace.app.bot_user
    users = message.reactions.setdefault(name, [])
    if bot in users:
        raise SlackError("already_reacted")
    users.append(bot)
    state.changes.ring()
    return {}


@method("reactions.remove", "reactions:write", per_minute=20)
def reactions_remove(state: State, args: Args) -> Json:
    """Take the bot's reaction back."""
    message, name, bot = _message(state, args), args.need("name"), state.workspace.app.bot_user
    users = message.reactions.get(name, [])
    if bot not in users:
        raise SlackError("no_reaction")
    users.remove(bot)
    if not users:
        del message.reactions[name]
    state.changes.ring()
    return {}


def _message(state: State, args: Args) -> Message:
    message = visible(state, args.need("channel")).message(args.need("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    return message
