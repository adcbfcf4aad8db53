"""People as tests use them: they type, press, fill in and read."""

from collections.abc import Callable
from typing import Any

from sandbox import choices
from sandbox.answers import Answer
from sandbox.changes import WAIT_SECONDS
from sandbox.delivery.sending import Delivery
from sandbox.errors import SlackShows
from sandbox.forms import Form
from sandbox.inputs import Placed
from sandbox.interactions import actions, commands, forms, saying
from sandbox.interactions.actions import Act
from sandbox.messages import Message
from sandbox.modals import View
from sandbox.workspace import Channel, Keyboard, User


class Person:
    """A person using Slack."""

    def __init__(self, delivery: Delivery, user: User) -> None:
        self._delivery = delivery
        self._state = delivery.state
        self.user = user

    @property
    def id(self) -> str:
        """Return the user id."""
        return self.user.id

    @property
    def keyboard(self) -> Keyboard:
        """Return what their keyboard makes of what they type; a test may change it."""
        return self.user.keyboard

    @property
    def dm(self) -> Channel:
        """Return the direct conversation with the app."""
        return self._state.direct(self._state.workspace.app.bot_user, self.user.id)

    @property
    def forms(self) -> list[Form]:
        """Return the stack of open modals, the one on top last."""
        return [Form(self._delivery, self.user, view) for view in self._state.stacks.get(self.user.id, [])]

    @property
    def form(self) -> Form | None:
        """Return the modal on top, or None."""
        return self.forms[-1] if self.forms else None

    @property
    def home(self) -> Form | None:
        """Return the app's Home as published for this person, or None."""
        view = self._state.homes.get(self.user.id)
        return Form(self._delivery, self.user, view) if view else None

    @property
    def notices(self) -> list[str]:
        """Return the sentences Slack itself has shown."""
        return [each.text for each in self._state.notices.get(self.user.id, [])]

    def place(self, in_: str | None) -> Channel:
        """Find a conversation by name or id; None is the one with the app."""
        if in_ is None:
            return self.dm
        channel = self._state.workspace.place(in_)
        if self.user.id not in channel.members:
            raise SlackShows(f"{self.user.name} is not in #{channel.name}")
        return channel

    async def command(self, line: str, in_: str | None = None) -> Answer:
        """Type a slash command."""
        return await commands.run(self._delivery, self.user, self.place(in_), line)

    async def say(self, text: str, in_: str | None = None, thread: Message | str | None = None) -> Message:
        """Write a message."""
        ts = thread.ts if isinstance(thread, Message) else thread
        return saying.say(self._state, self.user, self.place(in_), text, ts)

    async def share(self, *names: str, in_: str, thread: Message, text: str = "") -> Message:
        """Attach files to a message in a thread."""
        ts, place = self._state.ids.ts(), self.place(in_)
        files = [{"id": self._state.ids.new("F"), "name": name, "title": name} for name in names]
        message = Message(ts, place.id, self.user.id, text, thread_ts=thread.ts, files=files)
        return saying.share(self._state, self.user, message)

    async def edit(self, message: Message, text: str) -> None:
        """Change what this person wrote."""
        saying.edit(self._state, self.user, message, text)

    async def delete(self, message: Message) -> None:
        """Take away what this person wrote."""
        saying.delete(self._state, self.user, message)

    async def react(self, emoji: str, on: Message) -> None:
        """Add a reaction."""
        saying.react(self._state, self.user, on, emoji)

    async def shortcut(self, callback_id: str) -> Answer:
        """Use a global shortcut."""
        return await commands.shortcut(self._delivery, self.user, callback_id)

    async def message_shortcut(self, callback_id: str, on: Message) -> Answer:
        """Use a shortcut from a message's menu."""
        return await commands.shortcut(self._delivery, self.user, callback_id, on)

    async def open_home(self) -> Form | None:
        """Open the app's Home and wait until the app has answered."""
        await forms.open_home(self._delivery, self.user)
        return self.home

    async def press(self, label: str, on: Message | Form | View | None = None) -> Answer:
        """Press a button by its words; without `on` the top modal's, else the newest message's that has it.

        What stands in an overflow menu is chosen there.
        """
        surface = self._surface(on, label)
        place, option = choices.pressed(surface.blocks, label)
        return await self._act(surface, place, option)

    async def select(self, label: str, *options: Any, on: Message | Form | View | None = None) -> Answer:
        """Choose options in a menu, boxes, radio buttons or a date picker, by the words a person sees."""
        surface = self._surface(on, label)
        place = choices.find(surface.blocks, label)
        if place.type.endswith("external_select"):
            return await self._pick(surface, place, options)
        given = options[0] if len(options) == 1 else options
        return await self._act(surface, place, choices.value(self._state.workspace, place, given))

    async def choose(self, option: str, on: Message | Form | View | None = None) -> Answer:
        """Choose an option wherever it is offered: overflow menu, radio buttons, select."""
        surface = self._surface(on, None)
        place = choices.holding(surface.blocks, option)
        return await self._act(surface, place, choices.value(self._state.workspace, place, option))

    async def _pick(self, surface: Message | View, place: Placed, options: tuple[Any, ...]) -> Answer:
        picked = []
        for each in options:
            deed = Act(surface, place.block_id, place.action_id, each)
            answer = await actions.suggest(self._delivery, self.user, deed)
            picked.append(choices.option(place, each, answer.options))
        return await self._act(surface, place, picked if place.type.startswith("multi_") else picked[0])

    async def _act(self, surface: Message | View, place: Placed, value: Any = None) -> Answer:
        return await actions.act(self._delivery, self.user, Act(surface, place.block_id, place.action_id, value))

    def _surface(self, on: Message | Form | View | None, label: str | None) -> Message | View:
        if isinstance(on, Form):
            return on.view
        if isinstance(on, Message) and not self._sees(on):
            raise SlackShows(f"{self.user.name} does not see this message")
        if on is not None:
            return on
        if self.form:
            return self.form.view
        for message in reversed(self.messages()):
            if label is None or choices.can_be_pressed(message.blocks, label):
                return message
        raise SlackShows(f"{self.user.name} sees nothing called {label!r}")

    def _sees(self, message: Message) -> bool:
        channel = self._state.workspace.channels[message.channel]
        return self.user.id in channel.members and message.visible_to(self.user.id)

    def messages(self, in_: str | None = None, *, dm: bool = False) -> list[Message]:
        """Return what this person sees, oldest first: in one conversation or, without a name, in all."""
        workspace = self._state.workspace
        channels = [self.dm if dm else self.place(in_)] if dm or in_ else workspace.channels_of(self.user.id)
        found = [each for channel in channels for each in channel.messages if each.visible_to(self.user.id)]
        return sorted(found, key=lambda message: message.ts)

    def thread(self, of: Message) -> list[Message]:
        """Return the replies to a message that this person sees."""
        return [each for each in self.messages(of.channel) if each.thread_ts == of.ts]

    def sees(self, text: str, in_: str | None = None, *, dm: bool = False) -> bool:
        """Tell whether some message says this."""
        return self._newest(text, in_, dm=dm) is not None

    async def wait_for(
        self,
        text: str,
        in_: str | None = None,
        *,
        dm: bool = False,
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109 - reads as a person's patience
    ) -> Message:
        """Wait until a message says this; return the newest that does."""
        await self._state.changes.until(lambda: self.sees(text, in_, dm=dm), timeout)
        found = self._newest(text, in_, dm=dm)
        if found is None:
            seen = [each.shown for each in self.messages(in_, dm=dm)][-5:]
            raise SlackShows(f"{self.user.name} does not see {text!r} within {timeout} s; the last messages are {seen}")
        return found

    async def wait_for_form(self, text: str = "", timeout: float = WAIT_SECONDS) -> Form:  # noqa: ASYNC109 - same
        """Wait until the top modal says this."""
        await self._state.changes.until(lambda: self.form is not None and text in self.form.text, timeout)
        if self.form is None or text not in self.form.text:
            raise SlackShows(f"{self.user.name} sees {self.form.text if self.form else 'no form'!r}, not {text!r}")
        return self.form

    async def until(self, true: Callable[[], bool], timeout: float = WAIT_SECONDS) -> bool:  # noqa: ASYNC109 - same
        """Wait until something about the screen holds; return whether it did in time."""
        return await self._state.changes.until(true, timeout)

    async def wait_until_closed(self, timeout: float = WAIT_SECONDS) -> None:  # noqa: ASYNC109 - same
        """Wait until no modal is open."""
        if not await self._state.changes.until(lambda: self.form is None, timeout):
            raise SlackShows(f"{self.user.name} still sees {self.form.text if self.form else ''!r}")

    def _newest(self, text: str, in_: str | None, *, dm: bool) -> Message | None:
        found = (each for each in reversed(self.messages(in_, dm=dm)) if text in each.shown)
        return next(found, None)
