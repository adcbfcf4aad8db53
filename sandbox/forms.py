"""A modal or a Home as the person in front of it uses it."""

from typing import Any, Self

from sandbox import choices, inputs, reading
from sandbox.answers import Answer
from sandbox.delivery.sending import Delivery
from sandbox.errors import SlackShows
from sandbox.inputs import Placed
from sandbox.interactions import actions, composing, forms
from sandbox.interactions.actions import Act
from sandbox.modals import View
from sandbox.workspace import User


class Form:
    """One view, read and filled in by its words."""

    def __init__(self, delivery: Delivery, who: User, view: View) -> None:
        self._delivery = delivery
        self._who = who
        self.view = view

    @property
    def title(self) -> str:
        """Return the words in its head."""
        return reading.text_of(self.view.spec.get("title") or {})

    @property
    def text(self) -> str:
        """Return everything there is to read."""
        heads = [self.view.spec.get(key) or {} for key in ("title", "submit", "close")]
        return reading.text_of([heads[0], self.view.blocks, *heads[1:]])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Return its blocks."""
        return self.view.blocks

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """Return what is filled in, as `state.values` holds it."""
        return self.view.state

    @property
    def errors(self) -> dict[str, str]:
        """Return errors by block_id and, once more, by label."""
        labels = {block["block_id"]: reading.text_of(block.get("label") or {}) for block in self.view.blocks}
        found = dict(self.view.errors)
        found.update({labels[key]: text for key, text in self.view.errors.items() if labels.get(key)})
        return found

    @property
    def is_open(self) -> bool:
        """Tell whether it is still there."""
        stack = self._delivery.state.stacks.get(self._who.id, [])
        return self.view in stack or self._delivery.state.homes.get(self._who.id) is self.view

    async def fill(self, **values: Any) -> Self:
        """Fill fields in, by label, action_id or block_id; the app hears of those it listens to."""
        for label, given in values.items():
            place = choices.find(self.view.blocks, label)
            value = await self._value(place, given)
            await actions.act(self._delivery, self._who, Act(self.view, place.block_id, place.action_id, value))
        return self

    async def _value(self, place: Placed, given: Any) -> Any:
        if place.type in inputs.TYPED and isinstance(given, str):
            given = composing.typed(self._who.keyboard, given)
        if not place.type.endswith("external_select") or given is None:
            return choices.value(self._delivery.state.workspace, place, given)
        wanted = given if isinstance(given, list | tuple) else [given]
        found = [choices.option(place, each, await self._options(place, each)) for each in wanted]
        return found if place.type.startswith("multi_") else found[0]

    async def _options(self, place: Placed, query: str) -> list[dict[str, Any]]:
        answer = await actions.suggest(
            self._delivery, self._who, Act(self.view, place.block_id, place.action_id, query)
        )
        if answer.error:
            raise SlackShows(f"the menu shows no results: {answer.error}")
        return answer.options

    async def suggest(self, label: str, query: str) -> list[str]:
        """Type into an external menu; return the labels it offers."""
        options = await self._options(choices.find(self.view.blocks, label), query)
        return [reading.text_of(each["text"]) for each in options]

    async def press(self, label: str) -> Answer:
        """Press a button in it, or choose it in its overflow menu."""
        place, option = choices.pressed(self.view.blocks, label)
        return await actions.act(self._delivery, self._who, Act(self.view, place.block_id, place.action_id, option))

    async def submit(self) -> Answer:
        """Press its submit button."""
        if not self.view.spec.get("submit"):
            raise SlackShows(f"{self.title!r} has no submit button")
        return await forms.submit(self._delivery, self._who, self.view)

    async def close(self, *, all_of_them: bool = False) -> Answer:
        """Close it."""
        return await forms.close(self._delivery, self._who, self.view, all_of_them=all_of_them)
