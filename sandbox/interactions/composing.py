"""What a client makes of typed text: mentions, links and escaped characters, and the habits of a phone's keyboard."""

import html
import re

from sandbox.workspace import Keyboard, Workspace

MARKS = re.compile(r"<(?:[@#!][^<>]+|(?:https?|mailto|tel):[^<>]+)>")
"""What is a mark of Slack's already, as another app or a test writes it."""
LINKED = re.compile(
    r"(?P<url>https?://[^\s<>|]+[^\s<>|.,;:!?)])"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<tel>(?<![\w+])\+\d[\d ()-]{6,16}\d(?!\w))"
    r"|(?P<site>(?<![\w@.-])(?:[\w-]+\.)+(?:com|org|net|io|eu)(?![\w.-]))"
)
SMART = (
    (re.compile(r"--"), "\N{EM DASH}"),
    (re.compile(r"(?<=\s)-(?=\s)"), "\N{EN DASH}"),
    (re.compile(r"\.\.\."), "\N{HORIZONTAL ELLIPSIS}"),
    (re.compile(r'(?<!\S)"'), "\N{LEFT DOUBLE QUOTATION MARK}"),
    (re.compile(r'"'), "\N{RIGHT DOUBLE QUOTATION MARK}"),
    (re.compile(r"(?<!\S)'"), "\N{LEFT SINGLE QUOTATION MARK}"),
    (re.compile(r"'"), "\N{RIGHT SINGLE QUOTATION MARK}"),
)


def typed(keyboard: Keyboard, text: str) -> str:
    """Give what arrives of typed text with this keyboard."""
    if keyboard.smart_punctuation:
        for plain, smart in SMART:
            text = plain.sub(smart, text)
    return text.replace(" ", "\N{NO-BREAK SPACE}") if keyboard.no_break_spaces else text


def composed(workspace: Workspace, text: str) -> str:
    """Write a message as Slack stores it: people and apps by id, addresses linked, three characters escaped."""
    text, done, parts = named(workspace, text), 0, []
    for mark in MARKS.finditer(text):
        parts += [_linked(text[done : mark.start()]), mark[0]]
        done = mark.end()
    return "".join([*parts, _linked(text[done:])])


def named(workspace: Workspace, text: str) -> str:
    """Write the people and apps mentioned by ``@name`` as ids, as Slack's composer does."""
    ids = {user.key.casefold(): user.id for user in workspace.users.values()}

    def person(found: re.Match[str]) -> str:
        user_id = ids.get(found[1].casefold())
        return f"<@{user_id}>" if user_id else found[0]

    return re.sub(r"(?<!\S)@([\w-]+)", person, text)


def _linked(text: str) -> str:
    done, parts = 0, []
    for found in LINKED.finditer(text):
        parts += [html.escape(text[done : found.start()], quote=False), _link(found)]
        done = found.end()
    return "".join([*parts, html.escape(text[done:], quote=False)])


def _link(found: re.Match[str]) -> str:
    shown = html.escape(found[0], quote=False)
    match found.lastgroup:
        case "url":
            return f"<{shown}>"
        case "mail":
            return f"<mailto:{shown}|{shown}>"
        case "tel":
            return f"<tel:{re.sub(r'[^+0-9]', '', shown)}|{shown}>"
    return f"<http://{shown}|{shown}>"
