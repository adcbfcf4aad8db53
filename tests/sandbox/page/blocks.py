"""One of every block and element there is, as Slack's JSON."""

from typing import Any

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def option(text: str) -> Block:
    return {"text": plain(text), "value": text.lower()}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text)}


def section(text: str) -> Block:
    return {"type": "section", "text": mrkdwn(text)}


def asked(block_id: str, label: str, element: Block, **more: Any) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "it", **element},
        **more,
    }


COLOURS = [option("Red"), option("Green"), option("Blue")]
CONFIRM = {"title": plain("Really?"), "text": mrkdwn("It is *final*."), "confirm": plain("Do"), "deny": plain("Not")}

BUTTONS: Block = {
    "type": "actions",
    "block_id": "buttons",
    "elements": [
        {"type": "button", "action_id": "yes", "style": "primary", "text": plain("Agree"), "value": "1"},
        {"type": "button", "action_id": "no", "style": "danger", "text": plain("Refuse"), "confirm": CONFIRM},
        {"type": "overflow", "action_id": "more", "options": [option("Later"), option("Never")]},
        {"type": "static_select", "action_id": "colour", "placeholder": plain("Colour"), "options": COLOURS},
        {"type": "datepicker", "action_id": "day"},
    ],
}

PAGE: Block = {"type": "modal", "callback_id": "page", "title": plain("Thank you"), "blocks": [header("Sent")]}

FORM: Block = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Every input"),
    "submit": plain("Send"),
    "close": plain("Leave"),
    "blocks": [
        asked("line", "Line", {"type": "plain_text_input"}, hint=plain("A word")),
        asked("area", "Area", {"type": "plain_text_input", "multiline": True}),
        asked("number", "Number", {"type": "number_input", "is_decimal_allowed": True}),
        asked("mail", "Mail", {"type": "email_text_input"}),
        asked("link", "Link", {"type": "url_text_input"}),
        asked("rich", "Rich", {"type": "rich_text_input"}),
        asked("day", "Day", {"type": "datepicker"}),
        asked("hour", "Hour", {"type": "timepicker"}),
        asked("moment", "Moment", {"type": "datetimepicker"}),
        asked("radio", "Radio", {"type": "radio_buttons", "options": COLOURS}),
        asked("boxes", "Boxes", {"type": "checkboxes", "options": [option("Ham"), option("Egg")]}),
        asked("menu", "Menu", {"type": "static_select", "options": COLOURS}),
        asked("menus", "Menus", {"type": "multi_static_select", "options": COLOURS}),
        asked("city", "City", {"type": "external_select", "action_id": "city", "min_query_length": 1}),
        asked("cities", "Towns", {"type": "multi_external_select", "action_id": "city", "min_query_length": 1}),
        asked("one", "Colleague", {"type": "users_select"}),
        asked("many", "Witnesses", {"type": "multi_users_select"}),
        asked("room", "Room", {"type": "conversations_select"}),
        asked("rooms", "Places", {"type": "multi_channels_select"}),
        asked("extra", "Extra", {"type": "plain_text_input"}, optional=True),
    ],
}

DAYS = ["Mon", "Tue", "Wed"]
SERIES = [
    {"name": "Paid in", "data": [{"label": day, "value": at * 10} for at, day in enumerate(DAYS, 1)]},
    {"name": "Paid out", "data": [{"label": day, "value": at * 4} for at, day in enumerate(DAYS, 1)]},
]


def chart(kind: str) -> Block:
    drawn = {"type": kind, "series": SERIES, "axis_config": {"categories": DAYS, "y_label": "EUR"}}
    return {"type": "data_visualization", "title": f"A {kind} chart", "chart": drawn}


PIE: Block = {
    "type": "data_visualization",
    "title": "A pie chart",
    "chart": {"type": "pie", "segments": [{"label": "Slots", "value": 3}, {"label": "Poker", "value": 1}]},
}


def cell(text: str) -> Block:
    return {"type": "raw_text", "text": text}


def number(value: float) -> Block:
    return {"type": "raw_number", "value": value, "text": f"{value:.2f}"}


DATA_TABLE: Block = {
    "type": "data_table",
    "caption": "Stakes",
    "page_size": 2,
    "rows": [
        [cell("Player"), cell("EUR")],
        [cell("anna"), number(9)],
        [cell("bert"), number(30)],
        [cell("cleo"), number(100)],
    ],
}
TABLE: Block = {"type": "table", "rows": [[cell("Scope"), cell("Until")], [cell("login"), cell("Friday")]]}

RICH: Block = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Loud", "style": {"bold": True}},
                {"type": "user", "user_id": "U0BOB"},
                {"type": "link", "url": "https://example.org/", "text": "a page"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "an item"}]}],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "as typed"}]},
    ],
}
IMAGE: Block = {"type": "image", "image_url": "https://gone.invalid/x.png", "alt_text": "A view of the sea"}
CONTEXT: Block = {"type": "context", "elements": [mrkdwn("small print"), plain("and :lock: closed")]}
FIELDS: Block = {"type": "section", "fields": [mrkdwn("*Player*\nanna"), mrkdwn("*Balance*\n120.00 EUR")]}
