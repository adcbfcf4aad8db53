"""Topics of the outbox against those who draw and send them: the same set, or the bot does not start."""

import pytest

from bot import features
from bot.features import Feature
from bot.workflows.topic_handlers import Drawer, TopicsUnmatched
from core.outbox import Body, Topic, TopicRegistry
from tests.bot import ping
from tests.support.desk import Plan, booted


class StrayBody(Body):
    pass


def test_every_topic_of_pitboss_is_drawn_or_sent() -> None:
    handled = [one.topic.name for each in features.ALL for one in (*each.drawers, *each.senders)]

    assert {
        "alarm",
        "audience",
        "colleague_alarm",
        "note",
        "office",
        "alert",
        "alert_raised",
        "digest",
        "digest_held",
        "exposure",
        "exposure_due",
        "freeze",
        "home",
        "order",
        "overdue",
        "request",
        "request_taken_over",
        "ticket",
        "ticket_call",
        "ticket_heard",
        "ticket_late",
        "ticket_message",
        "ticket_reply",
        "ticket_told",
        "tickets_handed",
        "watch",
    } == set(handled), "what an older version queued under these names is still delivered"


async def test_start_fails_where_nothing_draws_or_sends_a_topic(database_url: str) -> None:
    topics = TopicRegistry()
    Topic("forgotten", StrayBody, subject="forgotten", registry=topics)
    topics.add(ping.PING)

    with pytest.raises(TopicsUnmatched, match="nothing draws or sends forgotten"):
        async with booted(Plan(database_url, features=[ping.FEATURE], topics=topics)):
            pass


async def test_start_fails_where_a_drawer_has_no_topic(database_url: str) -> None:
    stray = Topic("stray", StrayBody, subject="stray", registry=TopicRegistry())
    feature = Feature(drawers=(Drawer(stray, ping.draw),))

    with pytest.raises(TopicsUnmatched, match="no such topic: stray"):
        async with booted(Plan(database_url, features=[ping.FEATURE, feature], topics=ping.TOPICS)):
            pass


async def test_start_fails_where_two_handle_one_topic(database_url: str) -> None:
    with pytest.raises(TopicsUnmatched, match="handled more than once: ping"):
        async with booted(Plan(database_url, features=[ping.FEATURE, ping.FEATURE], topics=ping.TOPICS)):
            pass
