"""Where tickets stand: where those work who may see them, and nowhere else."""

from core import staff, tickets
from sandbox.messages import Message
from tests.support.desk import Desk
from tests.support.ticket_screens import CODE, opened

SECURITY, COMPLIANCE, EVERYBODY = "Security and fraud only", "Compliance only", "All staff"


def heads(desk: Desk, who: str, in_: str | None = None) -> list[Message]:
    """The ticket's heads that somebody sees in a channel, or alone."""
    seen = desk.person(who).messages(in_, dm=in_ is None)
    return [each for each in seen if CODE in each.shown and each.thread_ts is None]


async def filed(desk: Desk, who: str, visibility: str) -> None:
    desk_of = desk.person(who)
    if desk_of.form:
        await desk_of.form.close(all_of_them=True)
    answer = await desk_of.command(f"/ticket {CODE}", in_="player-desk")
    await desk_of.press("File…", on=answer.message)
    form = await desk_of.wait_for_form()
    await form.fill(visibility=visibility)
    await form.submit()
    await desk.settled()


async def test_what_security_may_see_stands_in_its_channel_with_a_thread_that_is_kept(desk: Desk) -> None:
    await opened(desk, "sam", visibility=SECURITY, text="Inside job?")

    [head] = heads(desk, "fred", "security")
    assert "Waits in Support for somebody to take it" in head.shown
    assert "Inside job?" in desk.fred.thread(head)[-1].shown
    assert heads(desk, "alice", "support") == []
    await desk.fred.say("He asked for the list.", in_="security", thread=head)
    await desk.settled()

    async with desk.look() as work:
        [sam] = await staff.by_account(work.db, desk.sam.id, office=work.office, now=work.now)
        [ticket] = await tickets.at_work(work.db, actor=sam.actor)
        said = await tickets.messages(work.db, ticket.id)
    assert (said[-1].author_name, said[-1].text) == (desk.fred.user.name, "He asked for the list.")


async def test_security_channel_that_others_read_shows_no_ticket(desk: Desk) -> None:
    desk.slack.join("alice", "security")

    await opened(desk, "sam", visibility=SECURITY, text="Inside job?")

    [head] = heads(desk, "fred", "security")
    assert "is not shown here" in head.shown
    assert not desk.fred.sees("Inside job?", in_="security")


async def test_what_compliance_alone_may_know_reaches_each_of_them_alone(desk: Desk) -> None:
    await opened(desk, "cora", visibility=COMPLIANCE, text="A report was made.")

    [head] = heads(desk, "cora")
    assert "Waits in Support for somebody to take it" in head.shown
    assert "A report was made." not in head.shown
    for who, in_ in (("sam", "security"), ("maya", "support"), ("sam", None), ("olga", None)):
        assert heads(desk, who, in_) == []
    await desk.cora.press("Take", on=head)
    await desk.settled()
    assert "Cora" in head.shown


async def test_ticket_that_moves_is_emptied_where_it_stood(desk: Desk) -> None:
    await opened(desk, "cora", visibility=EVERYBODY, text="The prize never came.")
    [support] = heads(desk, "maya", "support")

    await filed(desk, "cora", SECURITY)
    [security] = heads(desk, "sam", "security")
    assert "Inside" not in security.shown
    assert "is not shown here" in support.shown
    await filed(desk, "cora", COMPLIANCE)
    [alone] = heads(desk, "cora")
    assert "is not shown here" in security.shown
    await filed(desk, "cora", EVERYBODY)

    assert "is not shown here" in alone.shown
    assert "Waits in Support" in support.shown
