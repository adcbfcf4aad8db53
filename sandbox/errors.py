"""How Slack says no: to the app by an error's name, to a person by a sentence."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """A refused Web API call, by the name Slack gives the refusal."""

    def __init__(self, error: str, *, messages: Sequence[str] = (), **fields: Any) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = list(messages)
        self.fields = fields

    def body(self) -> dict[str, Any]:
        """Build the JSON Slack answers with."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.fields}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class SlackShows(Exception):  # noqa: N818 - it reads as what happens: Slack shows this sentence
    """What a person reads where Slack's own screens stop them."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text
