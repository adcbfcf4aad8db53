"""The message that a request changed, by which its cards are drawn again."""

from uuid import UUID

from core.outbox import Body, Topic


class RequestBody(Body):
    """The request that changed."""

    request_id: UUID


REQUEST_CHANGED = Topic("request", RequestBody, subject="request:{request_id}")
