"""What the house accounts gained and lost in a period, by account and kind, as finance books them."""

from collections import defaultdict

from sqlalchemy import func, select

from core.database.tables import ledger_entries, ledger_transactions
from core.digests.digest import Figure, Section
from core.digests.query import Look
from core.ledger.entries import OF_HOUSE
from core.money import Money

posted, entries = ledger_transactions.c, ledger_entries.c


async def sums(look: Look) -> Section:
    """Add up every house account by kind and currency, beside the period before: less than zero was paid out."""
    same = (entries.player_id == posted.player_id) & (entries.transaction_id == posted.id)
    columns = (entries.account, posted.kind, entries.currency)
    side = look.side(posted.at)
    query = (
        select(*columns, side, func.sum(entries.amount_minor).label("minor"))
        .select_from(ledger_transactions.join(ledger_entries, same))
        .where(entries.account.startswith(OF_HOUSE), look.ours(posted.player_id), look.either(posted.at))
        .group_by(*columns, "side")
    )
    found: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for account, kind, currency, which, minor in await look.db.execute(query):
        found[account.removeprefix(OF_HOUSE), kind, currency][which] += int(minor)

    def biggest_first(item: tuple[tuple[str, str, str], list[int]]) -> tuple[int, tuple[str, str, str]]:
        (account, kind, currency), (_, now) = item
        return -look.office.weight(Money(now, currency)), (account, kind, currency)

    lines = (
        Figure(label=f"{account.replace('_', ' ')}: {kind}", now=now, before=before, unit=currency)
        for (account, kind, currency), (before, now) in sorted(found.items(), key=biggest_first)
    )
    return Section(title="House accounts, by account and kind", lines=tuple(lines), filed=True)
