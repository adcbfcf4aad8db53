"""The accounts that events move money between."""

from core import ledger
from core.money import Wallet

CASH, BONUS, LOCKED = (ledger.of_player(wallet) for wallet in (Wallet.CASH, Wallet.BONUS, Wallet.LOCKED))
PAYMENTS, CHARGEBACKS, PROMOTIONS, GAMES, PLATFORM = (
    ledger.of_house(name) for name in ("payments", "chargebacks", "promotions", "games", "platform")
)
