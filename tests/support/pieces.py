"""Pieces of Block Kit, as long and as many as a test wants."""

from typing import Any


def plain(length: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": "x" * length}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(5), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def option(number: int = 0, *, text: int = 5, value: int = 0) -> dict[str, Any]:
    return {"text": plain(text), "value": "x" * value if value else str(number)}


def options(count: int) -> list[dict[str, Any]]:
    return [option(number) for number in range(count)]


def select(**more: Any) -> dict[str, Any]:
    return actions({"type": "static_select", "options": options(2), **more})


def asked(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain(5), "element": element, **more}


def confirm(**more: Any) -> dict[str, Any]:
    return button(confirm={"title": plain(5), "text": plain(5), "confirm": plain(5), "deny": plain(5), **more})


def table(rows: int, columns: int, kind: str = "table") -> dict[str, Any]:
    cells = [[{"type": "raw_text", "text": "x"}] * columns for _ in range(rows)]
    return {"type": kind, "rows": cells} | ({"caption": "A table"} if kind == "data_table" else {})


def pie(segments: int = 2, label: int = 5, title: int = 5) -> dict[str, Any]:
    parts = [{"label": "x" * label, "value": 1} for _ in range(segments)]
    return {"type": "data_visualization", "title": "x" * title, "chart": {"type": "pie", "segments": parts}}


def line(series: int = 1, points: int = 2, name: int = 2, axis: int = 5) -> dict[str, Any]:
    labels = [str(number) for number in range(points)]
    data = [{"label": label, "value": 1} for label in labels]
    many = [{"name": f"{number:0{name}d}", "data": data} for number in range(series)]
    axes = {"categories": labels, "x_label": "x" * axis}
    chart = {"type": "line", "series": many, "axis_config": axes}
    return {"type": "data_visualization", "title": "Chart", "chart": chart}


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain(5), "submit": plain(5), "blocks": [{"type": "divider"}], **more}
