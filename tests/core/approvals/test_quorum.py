"""Who counts, who is missing: every rule of the arithmetic, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import office as offices
from core.action import Policy
from core.approvals import quorum
from core.approvals.quorum import Supporter
from core.office import Quorum
from core.people import Permission

APPROVE = Permission.ADJUSTMENT_APPROVE
ROLES = ("finance", "manager", "security", "compliance")


def supporter(person: str, *roles: str, permissions: frozenset[Permission] = frozenset({APPROVE})) -> Supporter:
    return Supporter(person, frozenset(roles), permissions)


def policy(*slots: set[str], people: int | None = None, **more: object) -> Policy:
    quorum = Quorum.model_construct(
        slots=tuple(frozenset(slot) for slot in slots), people=people or len(slots), within=timedelta(hours=4)
    )
    return Policy.model_construct(
        rule="test",
        quorum=quorum,
        permission=APPROVE,
        at_once=False,
        barred_persons=frozenset(),
        involved_persons=frozenset(),
    ).model_copy(update=more)


def complete(a_policy: Policy, *people: Supporter) -> bool:
    return quorum.complete([a_policy], people, requester="alice")


def test_one_person_with_a_role_of_the_slot_is_enough() -> None:
    assert complete(policy({"finance", "security"}), supporter("bob", "finance"))


def test_nobody_agreeing_is_never_enough() -> None:
    assert not complete(policy({"finance"}))


def test_the_requester_never_counts_whatever_the_roles() -> None:
    assert not complete(policy({"finance"}), supporter("alice", "finance", "administrator"))


def test_one_human_with_two_accounts_counts_once() -> None:
    two_slots = policy({"finance"}, {"manager"})

    assert not complete(two_slots, supporter("bob", "finance"), supporter("bob", "manager"))


def test_one_person_never_fills_two_slots() -> None:
    assert not complete(policy({"finance"}, {"manager"}), supporter("bob", "finance", "manager"))


def test_a_lost_right_does_not_count() -> None:
    assert not complete(policy({"finance"}), supporter("bob", "finance", permissions=frozenset()))


def test_a_role_outside_the_slot_does_not_count() -> None:
    assert not complete(policy({"finance"}), supporter("sam", "security"))


def test_people_are_placed_the_best_way_round() -> None:
    both = supporter("maya", "finance", "manager")
    only_finance = supporter("bob", "finance")

    assert complete(policy({"finance", "manager"}, {"finance"}), both, only_finance)
    assert complete(policy({"finance"}, {"manager"}), both, only_finance)


def test_the_floor_on_people_counts_beside_the_slots() -> None:
    three = policy({"finance"}, people=3)

    assert not complete(three, supporter("bob", "finance"), supporter("carol", "finance"))
    assert complete(three, supporter("bob", "finance"), supporter("carol", "finance"), supporter("sam", "security"))


def test_the_floor_alone_does_not_replace_the_slot() -> None:
    people = [supporter(name, "security") for name in ("sam", "fred", "cora")]

    assert not complete(policy({"finance"}, people=3), *people)


def test_the_stricter_of_two_policies_holds() -> None:
    light, heavy = policy({"finance"}), policy({"finance"}, {"manager"})

    assert not quorum.complete([light, heavy], [supporter("bob", "finance")], requester="alice")
    assert not quorum.complete([heavy, light], [supporter("bob", "finance")], requester="alice")


def test_whoever_declined_before_is_barred() -> None:
    barred = policy({"finance"}, barred_persons=frozenset({"bob"}))

    assert not complete(barred, supporter("bob", "finance"))
    assert complete(barred, supporter("carol", "finance"))


def test_a_reversal_needs_somebody_without_a_part_in_the_original() -> None:
    undoing = policy({"finance"}, people=2, involved_persons=frozenset({"bob", "carol"}))

    assert not complete(undoing, supporter("bob", "finance"), supporter("carol", "finance"))
    assert complete(undoing, supporter("bob", "finance"), supporter("dan", "finance"))


def test_a_vote_that_brings_nothing_nearer_does_not_advance() -> None:
    two = policy({"finance"}, {"manager"})
    bob = supporter("bob", "finance")

    assert not quorum.advances([two], [bob], supporter("carol", "finance"), requester="alice")
    assert quorum.advances([two], [bob], supporter("maya", "manager"), requester="alice")


def test_what_is_missing_is_said_in_titles_of_the_office() -> None:
    office = offices.default()
    lacking = quorum.missing(policy({"finance"}, {"manager"}, people=3), [], requester="alice")

    assert quorum.missing_words(lacking, office) == "Finance, Manager and one more person"


ANYBODY = {"finance", "manager", "security", "compliance"}


@pytest.mark.parametrize(
    ("slots", "people", "words"),
    [
        (({"finance"},), 1, "Finance"),
        (({"finance"}, {"manager"}), 2, "Finance and Manager"),
        (({"security", "finance"},), 1, "Finance or Security"),
        (({"finance"}, ANYBODY, ANYBODY), 3, "Finance, then two of Compliance, Finance, Manager, Security"),
        ((ANYBODY, {"finance"}, {"security", "fraud"}), 3, None),
        (({"finance"}, ANYBODY), 3, "Finance, then Compliance, Finance, Manager or Security, then one more person"),
        (({"finance"},), 3, "Finance and two more people"),
    ],
)
def test_who_is_missing_is_one_plain_list(slots: tuple[set[str], ...], people: int, words: str | None) -> None:
    lacking = quorum.missing(policy(*slots, people=people), [], requester="alice")

    said = quorum.missing_words(lacking, offices.default())

    assert said == (words or "Finance, then Fraud or Security, then Compliance, Finance, Manager or Security")


def test_who_is_missing_after_a_vote_leaves_out_whom_the_vote_stood_for() -> None:
    largest = policy({"finance"}, ANYBODY, ANYBODY, people=3)
    lacking = quorum.missing(largest, [supporter("bob", "finance")], requester="alice")

    assert quorum.missing_words(lacking, offices.default()) == "two of Compliance, Finance, Manager, Security"


people = st.lists(
    st.builds(
        supporter,
        st.sampled_from(["alice", "bob", "carol", "dan", "erin"]),
        st.sampled_from(ROLES),
        st.sampled_from(ROLES),
    ),
    max_size=6,
)
policies = st.builds(
    lambda slots, extra: policy(*slots, people=len(slots) + extra),
    st.lists(st.sets(st.sampled_from(ROLES), min_size=1), min_size=1, max_size=3),
    st.integers(0, 2),
)


@given(policies, people)
def test_complete_never_with_fewer_humans_than_asked(a_policy: Policy, agreed: list[Supporter]) -> None:
    if complete(a_policy, *agreed):
        assert len({one.person for one in agreed} - {"alice"}) >= a_policy.quorum.people


@given(policies, people, people)
def test_more_agreement_never_undoes_completeness(
    a_policy: Policy, agreed: list[Supporter], later: list[Supporter]
) -> None:
    if complete(a_policy, *agreed):
        assert complete(a_policy, *agreed, *later)


@given(policies, people)
def test_an_order_of_votes_never_matters(a_policy: Policy, agreed: list[Supporter]) -> None:
    once_each = list({one.person: one for one in agreed}.values())

    assert complete(a_policy, *once_each) == complete(a_policy, *reversed(once_each))


@given(policies, people)
def test_incomplete_means_that_something_is_named(a_policy: Policy, agreed: list[Supporter]) -> None:
    lacking = quorum.missing(a_policy, agreed, requester="alice")

    assert bool(quorum.missing_words(lacking, offices.default())) != lacking.nothing


@pytest.mark.parametrize("count", range(1, 6))
def test_slots_in_a_ring_are_matched(count: int) -> None:
    names = [f"role{index}" for index in range(count)]
    ring = policy(*({names[index], names[(index + 1) % count]} for index in range(count)))
    folk = [supporter(f"person{index}", names[index]) for index in range(count)]

    assert complete(ring, *folk)
