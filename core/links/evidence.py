"""What links accounts: the kinds of evidence and how strong each is."""

from collections.abc import Mapping
from enum import StrEnum


class Strength(StrEnum):
    """How much a kind of evidence says."""

    HARD = "hard"
    """One person uses both accounts, or two people share what is personal."""
    SOFT = "soft"
    """A household, a neighbour or a coincidence explains it as well."""


class Evidence(StrEnum):
    """What two accounts share, the most telling first."""

    INSTRUMENT = "instrument"
    DOCUMENT = "document"
    DEVICE = "device"
    IDENTITY = "identity"
    """The same name and birth date, verified on both accounts."""
    PERSON = "person"
    """Names, birth date and address that describe one person, with the differences of typing."""
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    IP = "ip"

    @property
    def words(self) -> str:
        """Say what is shared."""
        return WORDS[self]

    @property
    def strength(self) -> Strength:
        """Tell how much it says."""
        return Strength.HARD if self in HARD else Strength.SOFT


HARD = frozenset({Evidence.INSTRUMENT, Evidence.DOCUMENT, Evidence.DEVICE, Evidence.IDENTITY})
"""Evidence by which an exclusion of one account reaches the other."""
ORDER = tuple(Evidence)
WORDS: Mapping[Evidence, str] = {
    Evidence.INSTRUMENT: "same payment instrument",
    Evidence.DOCUMENT: "same identity document",
    Evidence.DEVICE: "same device",
    Evidence.IDENTITY: "same verified name and birth date",
    Evidence.PERSON: "likely the same person",
    Evidence.EMAIL: "same e-mail address",
    Evidence.PHONE: "same phone number",
    Evidence.ADDRESS: "same address",
    Evidence.IP: "same IP address",
}
