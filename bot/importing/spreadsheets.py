"""What spreadsheets do to numbers that are names: they shorten them, and take zeros and plus signs away."""

import re

import phonenumbers

from core.players import fields, search_terms

ERRORS = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
FORMULA = re.compile(r'="(.*)"', re.DOTALL)
"""Text that is written as a formula, so that a spreadsheet leaves it alone."""
FLOAT = re.compile(r"[0-9]+\.0+")
SHORTENED = "its last digits are lost; export the column as text"


def plain(cell: str) -> str:
    """Give the text of a cell that was written as a formula, so that it stays text."""
    formula = FORMULA.fullmatch(cell)
    return formula[1].replace('""', '"') if formula else cell


def refuse_damaged(text: str) -> None:
    """Refuse what a spreadsheet has left of a value: a number in scientific notation, or the name of an error.

    Raises ``ValueError``.
    """
    if text in ERRORS or (text and not text.strip("#") and len(text) > 1):
        raise ValueError("is an error of a spreadsheet; export the value itself")
    if fields.SCIENTIFIC.fullmatch(text.strip()):
        raise ValueError(f"is a number in scientific notation, as spreadsheets write it: {SHORTENED}")


def refuse_float(text: str) -> None:
    """Refuse an id that has become a number with decimals.

    Raises ``ValueError``.
    """
    if FLOAT.fullmatch(text):
        raise ValueError("is a number with .0, which no id has; export the column as text")


def refuse_cut_phone(phone: str, *, country: str | None) -> None:
    """Refuse a telephone number that has lost what it began with.

    Raises ``ValueError`` with what would be right.
    """
    digits = search_terms.digits(phone)
    if not digits or phone.lstrip(" (").startswith(("+", "0")) or not phone.replace(" ", "").replace("-", "").isdigit():
        return
    plan = phonenumbers.PhoneMetadata.metadata_for_region(country) if country else None
    if country is None or plan is None:
        raise ValueError("is a number without + and country code; write it like +35699000101")
    if plan.national_prefix == "0":
        code = phonenumbers.country_code_for_region(country)
        raise ValueError(f"is a number that has lost its leading 0 or +; write it from 0 or from +{code}")


def lost_zeros(external_id: str, *, length: int | None) -> bool:
    """Tell whether an id is shorter than those that begin with zeros, where all of those have one length."""
    return length is not None and external_id.isdigit() and external_id[0] != "0" and len(external_id) < length
