"""Approvals nobody could give and rights nobody should hold together are refused."""

from copy import deepcopy

import pytest

from core.office import default
from tests.support.office_files import Case, Change, refused_once

SUPPORT = len(default().roles["support"].permissions)
"""How many permissions support has, so that the next one is the unknown one."""
REFUSED_RIGHTS: list[Case] = [
    (
        "zero approvals",
        lambda f: f["rules"]["adjust_balance"]["give"][1].update(people=0),
        "rules.adjust_balance.give[1].people",
        "0 is too small; write 1 or more",
    ),
    (
        "negative approvals",
        lambda f: f["rules"]["grant_role"].update(people=-1),
        "rules.grant_role.people",
        "-1 is too small",
    ),
    ("missing approvals", lambda f: f["rules"]["grant_role"].pop("people"), "rules.grant_role.people", "missing"),
    (
        "approvals in words",
        lambda f: f["rules"]["grant_role"].update(people="two"),
        "rules.grant_role.people",
        "'two' is not a whole number",
    ),
    (
        "fewer people than slots",
        lambda f: f["rules"]["adjust_balance"]["give"][2].update(people=1),
        "rules.adjust_balance.give[2].people",
        "1 cannot fill 2 slots, as nobody fills two; use 2 or more",
    ),
    ("no slots", lambda f: f["rules"]["grant_role"].update(slots=[]), "rules.grant_role.slots", "must not be empty"),
    (
        "a slot nobody can fill",
        lambda f: f["rules"]["block_player"]["confirm"].update(slots=[[]]),
        "rules.block_player.confirm.slots[0]",
        "must not be empty",
    ),
    (
        "a slot that is a word",
        lambda f: f["rules"]["grant_role"].update(slots=["manager"]),
        "rules.grant_role.slots[0]",
        "must be a list",
    ),
    (
        "an unknown role in a slot",
        lambda f: f["rules"]["adjust_balance"]["take"][0].update(slots=[["finanse"], ["security"]]),
        "rules.adjust_balance.take[0].slots[0][0]",
        "unknown role 'finanse'; did you mean 'finance'?",
    ),
    (
        "an unknown owner",
        lambda f: f["reasons"]["harm"].update(owner="complience"),
        "reasons.harm.owner",
        "did you mean 'compliance'?",
    ),
    (
        "an approver without the right",
        lambda f: f["rules"]["adjust_balance"]["give"][0].update(slots=[["support"]]),
        "rules.adjust_balance.give[0].slots[0]",
        "role 'support' does not hold 'adjustment.approve'",
    ),
    (
        "a confirmer without the right",
        lambda f: f["rules"]["block_player"]["confirm"].update(slots=[["security", "support"]]),
        "rules.block_player.confirm.slots[0]",
        "role 'support' does not hold 'block.confirm'",
    ),
    (
        "a granter without the right",
        lambda f: f["rules"]["grant_role"].update(slots=[["finance"]]),
        "rules.grant_role.slots[0]",
        "role 'finance' does not hold 'staff.approve'",
    ),
    (
        "an owner without the right",
        lambda f: f["reasons"]["harm"].update(owner="manager"),
        "reasons.harm.owner",
        "role 'manager' does not hold 'unblock.approve'",
    ),
    (
        "an owner who may not see the reason",
        lambda f: f["reasons"]["money_laundering"].update(owner="finance"),
        "reasons.money_laundering.owner",
        "role 'finance' does not see 'compliance'",
    ),
    (
        "a hidden reason that is drawn as nothing",
        lambda f: f["reasons"]["fraud"].pop("drawn_as"),
        "reasons.fraud.drawn_as",
        "those who may not see this reason must read a visible one instead",
    ),
    (
        "a hidden reason drawn as one that the file lacks",
        lambda f: f["reasons"]["fraud"].update(drawn_as="revue"),
        "reasons.fraud.drawn_as",
        "unknown reason 'revue'; did you mean 'review'?",
    ),
    (
        "a hidden reason drawn as a hidden one",
        lambda f: f["reasons"]["money_laundering"].update(drawn_as="fraud"),
        "reasons.money_laundering.drawn_as",
        "'fraud' is hidden itself",
    ),
    (
        "two hidden reasons drawn as different ones",
        lambda f: f["reasons"].update(
            checked=deepcopy(f["reasons"]["review"]) | {"title": "Being checked"},
            fraud=f["reasons"]["fraud"] | {"drawn_as": "checked"},
            money_laundering=f["reasons"].pop("money_laundering"),
        ),
        "reasons.money_laundering.drawn_as",
        "all hidden reasons are drawn as the same one; use 'checked' here as well",
    ),
    (
        "a visible reason drawn as another",
        lambda f: f["reasons"]["harm"].update(drawn_as="review"),
        "reasons.harm.drawn_as",
        "everybody may see this reason",
    ),
    (
        "a hidden reason that stops other things than the one it is drawn as",
        lambda f: f["reasons"]["money_laundering"].update(scopes=["deposit", "bet"]),
        "reasons.money_laundering.scopes",
        "stops other things than 'review'",
    ),
    (
        "a hidden reason that leaves withdrawals where the one it is drawn as holds them",
        lambda f: f["reasons"]["fraud"].update(holds_withdrawals=False),
        "reasons.fraud.holds_withdrawals",
        "treats withdrawals otherwise than 'review'",
    ),
    (
        "a hidden reason that ends sessions where the one it is drawn as does not",
        lambda f: f["reasons"]["fraud"].update(ends_sessions=True),
        "reasons.fraud.ends_sessions",
        "treats sessions otherwise than 'review'",
    ),
    (
        "an owner who may not see all that is drawn as the reason",
        lambda f: f["reasons"]["review"].update(owner="security"),
        "reasons.review.owner",
        "role 'security' does not see 'money_laundering', which is drawn as this",
    ),
    ("a reason without owner", lambda f: f["reasons"]["harm"].pop("owner"), "reasons.harm.owner", "missing"),
    (
        "one person who grants roles and asks for money",
        lambda f: f["roles"]["administrator"]["permissions"].append("adjustment.ask"),
        "roles.administrator.permissions",
        "one person could both grant roles and move money",
    ),
    (
        "one person who grants roles and approves money",
        lambda f: f["roles"]["finance"]["permissions"].append("staff.grant"),
        "roles.finance.permissions",
        "one person could both grant roles and move money",
    ),
    *(
        (
            f"one person who changes the file and holds {approving}",
            lambda f, approving=approving: f["roles"]["administrator"]["permissions"].append(approving),
            "roles.administrator.permissions",
            "one person could both change the office file and approve",
        )
        for approving in ("unblock.approve", "block.confirm", "staff.approve")
    ),
    (
        "one person who changes the file and approves money",
        lambda f: f["roles"]["finance"]["permissions"].append("office.change"),
        "roles.finance.permissions",
        "one person could both change the office file and approve",
    ),
    (
        "nobody who grants roles",
        lambda f: f["roles"]["administrator"]["permissions"].remove("staff.grant"),
        "roles",
        "no role has 'staff.grant'",
    ),
    (
        "sending digests that one may not read",
        lambda f: f["roles"]["administrator"]["permissions"].append("digest.schedule"),
        "roles.administrator.permissions",
        "'digest.schedule' sends digests to any channel; give 'digest.read' as well, or neither",
    ),
    (
        "revealing without a quota",
        lambda f: f["roles"]["support"].pop("reveal_per_day"),
        "roles.support.reveal_per_day",
        "must be above 0",
    ),
    (
        "an unknown permission",
        lambda f: f["roles"]["support"]["permissions"].append("player.veiw"),
        f"roles.support.permissions[{SUPPORT}]",
        "unknown value 'player.veiw'; did you mean 'player.view'?",
    ),
    (
        "an unknown visibility",
        lambda f: f["roles"]["support"].update(sees=["stuff"]),
        "roles.support.sees[0]",
        "did you mean 'staff'?",
    ),
    (
        "a role with a name no rule could use",
        lambda f: f["roles"].update({"Big Boss": {"title": "Boss", "permissions": []}}),
        "roles.Big Boss",
        "is not a valid name; use lower-case letters",
    ),
]


@pytest.mark.parametrize(
    ("change", "place", "words"), [case[1:] for case in REFUSED_RIGHTS], ids=[case[0] for case in REFUSED_RIGHTS]
)
def test_rights_that_do_not_fit_together_are_refused(change: Change, place: str, words: str) -> None:
    refused_once(change, place, words)
