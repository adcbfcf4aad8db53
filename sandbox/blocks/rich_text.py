"""Rich text: sections, lists, quotes and code made of small elements."""

from sandbox.blocks.rules import Rule, anything, boolean, integer, items, one_of, shape, string, typed

STYLE = shape(
    {},
    dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), boolean
    ),
)

INLINE: dict[str, Rule] = {
    "text": shape({"text": string()}, {"style": STYLE}),
    "link": shape({"url": string()}, {"text": string(least=0), "unsafe": boolean, "style": STYLE}),
    "emoji": shape({"name": string()}, {"unicode": string(), "style": STYLE, "skin_tone": integer(1, 6)}),
    "user": shape({"user_id": string()}, {"style": STYLE}),
    "usergroup": shape({"usergroup_id": string()}, {"style": STYLE}),
    "channel": shape({"channel_id": string()}, {"style": STYLE}),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, {"style": STYLE}),
    "color": shape({"value": string()}, {"style": STYLE}),
    "date": shape(
        {"timestamp": integer(), "format": string()},
        {"url": string(), "fallback": string(), "style": STYLE},
    ),
    "team": shape({"team_id": string()}, {"style": STYLE}),
}

ELEMENTS = items(typed(INLINE), least=0)
SECTION = shape({"elements": ELEMENTS})
BORDER = {"border": integer(0, 1)}

PARTS: dict[str, Rule] = {
    "rich_text_section": SECTION,
    "rich_text_quote": shape({"elements": ELEMENTS}, BORDER),
    "rich_text_preformatted": shape({"elements": ELEMENTS}, {**BORDER, "language": anything}),
    "rich_text_list": shape(
        {"elements": items(typed({"rich_text_section": SECTION})), "style": one_of("bullet", "ordered")},
        {"indent": integer(0, 8), "offset": integer(0), **BORDER},
    ),
}

RICH_TEXT = items(typed(PARTS))
"""The `elements` of a rich_text block or cell."""
