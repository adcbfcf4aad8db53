"""Tables and charts, which only messages show."""

from itertools import chain
from typing import Any

from sandbox.blocks.elements import ALIGN
from sandbox.blocks.objects import ID
from sandbox.blocks.rich_text import RICH_TEXT
from sandbox.blocks.rules import Rule, boolean, integer, items, number, problem, shape, string, typed

COLUMNS_MOST = 20
CELLS_TEXT_MOST = 20_000
"""Characters in all the cells of a data_table."""

RAW_TEXT = shape({"text": string()}, {"emoji": boolean})
RAW_NUMBER = shape({"value": number()}, {"text": string()})
RICH = shape({"elements": RICH_TEXT})
CELL = typed({"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER, "rich_text": RICH})

COLUMN = shape({}, {"align": ALIGN, "is_wrapped": boolean})

TABLE = shape(
    {"rows": items(items(CELL, COLUMNS_MOST), 100)},
    {"block_id": ID, "column_settings": items(COLUMN, COLUMNS_MOST, 0)},
)


def _even_rows(block: dict[str, Any], at: str, problems: list[str]) -> None:
    rows = [row for row in block.get("rows") or [] if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        problem(problems, "all rows must have the same number of columns", f"{at}/rows")
    header = rows[0] if rows else []
    if any(isinstance(cell, dict) and cell.get("type") == "rich_text" for cell in header):
        problem(problems, "header cells cannot contain rich text", f"{at}/rows/0")
    if text_length(rows) > CELLS_TEXT_MOST:
        problem(problems, f"must be less than {CELLS_TEXT_MOST + 1} characters", f"{at}/rows")


def text_length(node: Any) -> int:
    """Count the characters of every `text` below."""
    if isinstance(node, dict):
        return sum(
            len(each) if name == "text" and isinstance(each, str) else text_length(each) for name, each in node.items()
        )
    return sum(map(text_length, node)) if isinstance(node, list) else 0


DATA_TABLE = shape(
    {"rows": items(items(CELL, COLUMNS_MOST), 101, 2), "caption": string()},
    {"block_id": ID, "page_size": integer(1, 100), "row_header_column_index": integer(0, COLUMNS_MOST - 1)},
    _even_rows,
)
"""101 rows: the header and a hundred."""

LABEL = string(20)
SEGMENT = shape({"label": LABEL, "value": number(above=0)})
POINT = shape({"label": LABEL, "value": number()})
SERIES = shape({"name": LABEL, "data": items(POINT, 20)})
AXES = shape({"categories": items(LABEL, 20)}, {"x_label": string(50), "y_label": string(50)})


def _series_fit(chart: dict[str, Any], at: str, problems: list[str]) -> None:
    series = [each for each in chart.get("series") or [] if isinstance(each, dict)]
    names = [str(each.get("name")) for each in series]
    if len(set(names)) < len(names):
        problem(problems, "series names must be unique", f"{at}/series")
    axes = chart.get("axis_config")
    categories = axes.get("categories") if isinstance(axes, dict) else None
    for index, each in enumerate(series):
        labels = [point.get("label") for point in each.get("data") or [] if isinstance(point, dict)]
        if categories is not None and sorted(map(str, labels)) != sorted(map(str, categories)):
            problem(problems, "data labels must match the categories", f"{at}/series/{index}/data")


AXIS_CHART = shape({"series": items(SERIES, 12), "axis_config": AXES}, {}, _series_fit)
CHARTS: dict[str, Rule] = {
    "pie": shape({"segments": items(SEGMENT, 12)}),
    **dict.fromkeys(("bar", "area", "line"), AXIS_CHART),
}
DATA_VISUALIZATION = shape({"title": string(50), "chart": typed(CHARTS)}, {"block_id": ID})

CHARTS_MOST = 2
"""Charts in one message."""


def counts(blocks: list[Any], at: str, problems: list[str]) -> None:
    """Demand no more tables and charts than a message shows."""
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)]
    if kinds.count("data_visualization") > CHARTS_MOST:
        problem(problems, f"no more than {CHARTS_MOST} data_visualization blocks allowed", at)
    if kinds.count("table") > 1:
        problem(problems, "only_one_table_allowed", at)
    tables = [block.get("rows") for block in blocks if isinstance(block, dict) and block.get("type") == "data_table"]
    if sum(map(text_length, chain(tables))) > CELLS_TEXT_MOST:
        problem(problems, f"data tables must be less than {CELLS_TEXT_MOST + 1} characters in all", at)
