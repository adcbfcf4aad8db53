"""Texts that differ from another by one sign: left out, added, replaced, or swapped with the next."""

import string

LETTERS = frozenset(string.ascii_lowercase)
SIGNS = LETTERS | frozenset(string.digits + "._- ")
"""What usernames and ids are made of."""


def off(text: str, *, signs: frozenset[str] = SIGNS) -> set[str]:
    """Give every text that differs by one sign."""
    parts = [(text[:place], text[place:]) for place in range(len(text) + 1)]
    signs |= set(text)
    fewer = {before + behind[1:] for before, behind in parts if behind}
    swapped = {before + behind[1] + behind[0] + behind[2:] for before, behind in parts if len(behind) > 1}
    other = {before + sign + behind[1:] for before, behind in parts if behind for sign in signs}
    more = {before + sign + behind for before, behind in parts for sign in signs}
    return (fewer | swapped | other | more) - {text}
