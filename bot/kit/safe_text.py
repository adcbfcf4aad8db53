"""Words made safe for Slack: what anybody typed is cleaned, escaped, then cut; times follow the reader's zone."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.kit import values
from core.phrases import Phrase

MARKER = re.compile(
    "\ue000([0-9T:.+-]{16,40}Z?)\ue001|" r"(?<![\w:.+-])(\d{4}-\d\d-\d\d[ T][\d:.]{8,15}\+00:00)(?![\w:])"
)
"""How :func:`bot.kit.values.moment` writes an instant into a sentence; and how a phrase, stored as text, holds one."""
ATOMS = re.compile(r"&(?:amp|lt|gt);|<[^<>]*>|`[^`]*`|.", re.DOTALL)
"""What a cut must not go through: an entity, a date, a mention; code is cut inside."""
EMOJI = re.compile(r":(?![\w'+-]*[A-Z])(?=[\w'+-]*[^\W\d_])[\w'+-]+:|:(?:[+-]1|100|1234):")
"""What Slack draws as a picture, wherever it formats."""
STYLED = re.compile(rf"(?<![^\W_])[*~_]|[*~_](?![^\W_])|{EMOJI.pattern}")
"""What Slack would take for the beginning or the end of bold, struck or slanted letters, or for an emoji."""
CODED = re.compile(r"(`[^`]*`)")
WORD = re.compile(r"[^\s“”(),;]+")
CODE_LEAST = 12
"""Characters of code, marks included, that are worth cutting rather than leaving out."""
ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
EMPTY = "—"
"""Stands where there is nothing to say, since Slack refuses empty text."""
GRAVE = "\N{MODIFIER LETTER GRAVE ACCENT}"
"""Stands for a back-tick, which would begin code and cannot be escaped; it looks the same."""


class Marked(str):
    """Slack's mrkdwn, made by this module: it stands as it is, where a plain ``str`` is escaped."""

    __slots__ = ()


NEW_LINE = Marked("\n")
"""Begins a new line: only screens do, never what somebody typed."""


def clean(text: str) -> str:
    """Drop what cannot be seen and what turns text around; line breaks stay."""
    return values.visible(text, lines=True).strip()


def stacked(lines: Iterable[str]) -> Marked:
    """Set lines one below the other."""
    return Marked(NEW_LINE.join(map(marked, lines)))


def clock(at: datetime, *, zone: str = "UTC") -> "Marked":
    """Write the time of day to the second, in the reader's zone: ``14:03:22``."""
    local = at.astimezone(ZoneInfo(zone))
    return Marked(f"<!date^{int(at.timestamp())}^{{time_secs}}|{local:%H:%M:%S %Z}>")


def written(text: str) -> str:
    """Write the values of a sentence that holds some; all other text stays as it is."""
    return values.text(text) if isinstance(text, Phrase) else text


def marked(*parts: str, most: int | None = None) -> Marked:
    """Join parts into mrkdwn, escaping every plain one; longer than ``most`` characters it ends in an ellipsis."""
    whole = "".join(part if isinstance(part, Marked) else _escaped(written(part)) for part in parts)
    return Marked(whole if most is None or len(whole) <= most else _cut(whole, ATOMS.findall(whole), most))


def plain(text: str, *, most: int | None = None, zone: str = "UTC") -> str:
    """Write one line for where Slack formats nothing: buttons, options, titles, errors. Times are spelled out."""
    return values.typed(spelled(text, zone=zone), most=most)


def passage(text: str, *, most: int | None = None, zone: str = "UTC") -> str:
    """Write text that may have several lines, where Slack formats nothing: a quote, the text of a message."""
    cleaned = clean(spelled(text, zone=zone))
    return _cut(cleaned, cleaned, most)


def spelled(text: str, *, zone: str = "UTC") -> str:
    """Write a text without markup of any kind, its times spelled out."""
    return MARKER.sub(lambda found: _spelled(found, zone) or found[0], _unmarked(written(text)))


def bold(text: str) -> Marked:
    """Set in bold; words that Slack would format stand as code beside it, since they would end it early."""
    words = marked(text).strip() or EMPTY
    return Marked("".join(piece if piece.startswith("`") else _strong(piece) for piece in CODED.split(words)))


def channel(channel_id: str) -> Marked:
    """Mention a channel, so that each reader sees its name."""
    return Marked(f"<#{re.sub('[^A-Z0-9]', '', channel_id)}>")


def code(text: str) -> Marked:
    """Set as code, as ids and codes are."""
    words = values.unbroken(values.visible(written(text))).replace("`", GRAVE).translate(ENTITIES)
    return Marked(f"`{words or EMPTY}`")


def person(slack_user_id: str) -> Marked:
    """Mention somebody of the staff."""
    return Marked(f"<@{re.sub('[^A-Z0-9]', '', slack_user_id)}>")


def link(url: str, words: str) -> Marked:
    """Lead to an address that Slack gave."""
    return Marked(f"<{re.sub('[<>|]', '', url)}|{marked(plain(words))}>")


def listed(words: list[str], *, last: str = "and") -> str:
    """Join words as a sentence does: ``a, b and c``."""
    if len(words) < 2:  # noqa: PLR2004 - one word needs no joining
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def short(at: datetime, *, zone: str = "UTC") -> str:
    """Spell an instant out: ``22 Nov 2026, 16:26 (UTC)``."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b %Y, %H:%M} ({local.tzname() or zone})"


def exact(at: datetime, *, zone: str = "UTC") -> str:
    """Spell an instant out to the second: ``22 Nov 2026, 16:26:18 (UTC)``."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b %Y, %H:%M:%S} ({local.tzname() or zone})"


def _strong(text: str) -> str:
    bare = text.strip()
    return text.replace(bare, f"*{bare}*", 1) if bare else text


def _escaped(text: str) -> str:
    """Escape what was typed and turn instants into Slack's, in this order."""
    if values.OPENS not in text and "+00:00" not in text:  # nearly always, and quicker to see
        return _typed(text)
    parts, end = [], 0
    for found in MARKER.finditer(text):
        parts += [_typed(text[end : found.start()]), _date(found)]
        end = found.end()
    return "".join([*parts, _typed(text[end:])])


def _typed(text: str) -> str:
    """Escape what was typed; words that Slack would format stand as code, where it shows every character."""
    line = values.unbroken(values.visible(text)).replace("`", GRAVE)
    quoting = line.lstrip().startswith(">")
    if not quoting and not STYLED.search(line):  # nearly always
        return line.translate(ENTITIES)
    exact = WORD.sub(lambda word: _exact(word[0], quoting=quoting and not line[: word.start()].strip()), line)
    return exact.translate(ENTITIES)


def _exact(word: str, *, quoting: bool = False) -> str:
    return f"`{word}`" if quoting or STYLED.search(word) else word


def _date(found: re.Match[str]) -> str:
    at = _read(found)
    if at is None:
        return values.visible(found[0]).translate(ENTITIES)
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{short(at)}>"


def _spelled(found: re.Match[str], zone: str) -> str | None:
    at = _read(found)
    return short(at, zone=zone) if at else None


def _read(found: re.Match[str]) -> datetime | None:
    try:
        at = datetime.fromisoformat(found[1] or found[2])
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _unmarked(text: str) -> str:
    """Give mrkdwn of ours back as the words in it."""
    if not isinstance(text, Marked):
        return text
    words = re.sub(r"<!date\^\d+\^[^|>]*\|([^>]*)>", r"\1", text)
    return words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _cut(whole: str, atoms: list[str] | str, most: int | None) -> str:
    if most is None or len(whole) <= most:
        return whole
    kept, room = [], most - 1
    for atom in atoms:
        if len(atom) > room:
            if len(atom) > CODE_LEAST and atom.startswith("`") and room > CODE_LEAST:
                kept.append(f"`{_cut(atom[1:-1], ATOMS.findall(atom[1:-1]), room - 1)}`")
                return "".join(kept)
            break
        kept.append(atom)
        room -= len(atom)
    return "".join(kept).rstrip() + "…"
