"""Deciding about linked accounts where an exclusion stands, or a colleague owns one: compliance has to agree."""

from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from core.action import (
    Choice,
    Command,
    Fact,
    Kind,
    Note,
    Pick,
    PlayerAction,
    Policy,
    Receipt,
    Run,
    Ticket,
    Totals,
    Usage,
)
from core.actions import player_facts
from core.links import Link, NewDecision, Verdict, account_links, settling
from core.links.settling import Settling
from core.office import Office
from core.people import Actor, Permission, Visibility
from core.phrases import Phrase, PlayerRef
from core.players import PlayerId
from core.work import Work


class SettleLink(PlayerAction):
    """Decide that linked accounts are a household, or not linked, once compliance agrees."""

    name: ClassVar[str] = "settle_link"
    title: ClassVar[str] = "Decide about links"
    noun: ClassVar[str] = "decision about linked accounts"
    kind: ClassVar[Kind] = Kind.RELEASING
    module: ClassVar[str] = "links"
    recorded_as: ClassVar[str] = "link.agreed"
    ask: ClassVar[Permission] = Permission.LINK_DECIDE
    command: ClassVar[Command | None] = Command(
        "/player",
        verb="link",
        usages=(
            Usage(
                "anna42 because the register shows a couple",
                "asks to decide about linked accounts, also of excluded players; compliance must agree",
            ),
        ),
    )
    agreed_by: ClassVar[str] = "Compliance; somebody else than asked"
    undone_by: ClassVar[str] = "“End the decision” among the linked accounts, at once."
    not_in: ClassVar[frozenset[str]] = frozenset()

    others: Annotated[tuple[PlayerId, ...], Pick.OFFERED] = Field(title="Linked accounts", min_length=1, max_length=20)
    verdict: Verdict = Field(title="Decision")
    note: Note = Field(title="Evidence")
    ticket: Ticket | None = Field(default=None, title="Ticket")

    @classmethod
    async def offered(cls, *, work: Work, actor: Actor, player_id: PlayerId) -> Mapping[str, Sequence[Choice]]:
        """Offer the linked accounts that no decision answers, as far as somebody may know of them."""
        found = [
            each
            for each in await account_links.linked_to(work, player_id)
            if actor.knows(each.brand) and not each.settled
        ]
        return {"others": [Choice(str(each.player_id), each.username, _words(each)) for each in found[:20]]}

    def names(self) -> Collection[PlayerId]:
        """Give the linked accounts that were chosen."""
        return self.others

    async def touches(self, *, work: Work) -> Collection[PlayerId]:
        """Lock them too, as a decision of one person does."""
        del work
        return self.others

    @classmethod
    def decided_by(cls) -> Permission:
        """Give the permission that those who decide hold."""
        return Permission.LINK_DECIDE

    async def policy(self, *, work: Work, requester: Actor, totals: Totals) -> Policy:
        """Require compliance."""
        usual = await super().policy(work=work, requester=requester, totals=totals)
        quorum = usual.quorum.model_copy(update={"slots": (_compliance(work.office),)})
        return usual.model_copy(update={"quorum": quorum})

    async def preview(self, *, work: Work) -> Sequence[Fact]:
        """List what links the accounts, what stands, and the evidence."""
        links = await self._links(work)
        why = await settling.two_people_decide(work, (self.player_id, *self.others))
        return [
            *(_fact(each) for each in links),
            *([Fact(key="why_two", label="Two decide", value=why, private=False)] if why else []),
            *player_facts.of_player(await player_facts.about(work, self.player_id)),
            Fact(key="until", label="Stands until", value=work.now + work.office.limits.link_decision_lasts),
            Fact(key="note", label="Evidence", value=self.note),
        ]

    async def execute(self, *, run: Run) -> Receipt:
        """Write the decision for each pair."""
        await self._links(run.work)
        by = " and ".join([run.requester.name, *(each.name for each in run.authorisers)])
        agreed = Settling(by=by, compliance=True, request_id=run.request_id)
        for other_id in self.others:
            new = NewDecision(
                player_id=self.player_id,
                other_id=other_id,
                verdict=self.verdict,
                evidence=self.note,
                ticket=self.ticket,
            )
            await settling.settle(run.work, new, agreed)
        value = self.verdict.replace("_", " ")
        return Receipt(lines=(Fact(key="decided", label="Decided", value=value, private=False),))

    async def _links(self, work: Work) -> list[Link]:
        return [await settling.between(work, self.player_id, other_id) for other_id in dict.fromkeys(self.others)]


def _compliance(office: Office) -> frozenset[str]:
    """Name the roles of compliance; everybody who may decide where there is none."""
    able = {name: role for name, role in office.roles.items() if Permission.LINK_DECIDE in role.permissions}
    compliance = frozenset(name for name, role in able.items() if Visibility.COMPLIANCE in role.sees)
    return compliance or frozenset(able) or frozenset(office.roles)


def _fact(link: Link) -> Fact:
    words = Phrase("{player}: {evidence}", player=PlayerRef(link.player_id), evidence=_words(link))
    return Fact(key=f"link {link.player_id}", label="Linked account", value=words, material=True)


def _words(link: Link) -> str:
    return ", ".join(kind.words for kind in link.evidence)
