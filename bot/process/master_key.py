"""The master key: given by the settings, or created once beside the SQLite file."""

import logging
import os
import secrets
from base64 import b64encode
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.process import configuration
from bot.process.configuration import Settings
from core import audit
from core.database.connections import Database
from core.keyring import MASTER_KEY_BYTES, Keyring, MasterKeyWrong

log = logging.getLogger(__name__)


async def fitting(settings: Settings, database: Database) -> Keyring:
    """Return the keyring of this database; a new database accepts the key it is given.

    Raises :class:`~core.keyring.MasterKeyWrong` for another one, or when the file that held it is gone.
    """
    path = beside(settings)
    given = settings.master_key.get_secret_value() if settings.master_key else read(path)
    keyring = Keyring(given or secrets.token_bytes(MASTER_KEY_BYTES))
    async with database.read() as db:
        await audit.refuse_other_key(db, keyring)
    if not given:
        _keep(path, keyring.master)
    return keyring


def beside(settings: Settings) -> Path:
    """Return the file of a generated key."""
    return Path(f"{make_url(settings.database_url).database}.key")


def read(path: Path) -> bytes | None:
    """Read a key from its file; None where there is none.

    Raises :class:`~core.keyring.MasterKeyWrong` for a file that holds no key.
    """
    if not path.exists():
        return None
    try:
        return configuration.master_key(path.read_text(encoding="ascii").strip())
    except ValueError as wrong:
        raise MasterKeyWrong(f"The file {path.name} {wrong}.") from None


def _keep(path: Path, key: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{b64encode(key).decode()}\n")
    log.warning("Made the master key %s. Keep a copy elsewhere: without it nobody can read the record.", path)
