"""The transactional outbox: messages written with the change they are about, delivered by workers afterwards."""

from core.outbox.backlog import Backlog, GivenUp, backlog, given_up
from core.outbox.messages import NO_PAUSE, TOPICS, Body, OutboxMessage, Topic, TopicRegistry, send, send_once
from core.outbox.queues import (
    EVERYTHING,
    FIRST_WAIT_SECONDS,
    LEASE_SECONDS,
    LONGEST_WAIT_SECONDS,
    Queue,
    claim,
    delivered,
    due,
    give_up,
    other_was_tried,
    postpone,
    queue_anew,
    retry_later,
)

__all__ = [
    "EVERYTHING",
    "FIRST_WAIT_SECONDS",
    "LEASE_SECONDS",
    "LONGEST_WAIT_SECONDS",
    "NO_PAUSE",
    "TOPICS",
    "Backlog",
    "Body",
    "GivenUp",
    "OutboxMessage",
    "Queue",
    "Topic",
    "TopicRegistry",
    "backlog",
    "claim",
    "delivered",
    "due",
    "give_up",
    "given_up",
    "other_was_tried",
    "postpone",
    "queue_anew",
    "retry_later",
    "send",
    "send_once",
]
