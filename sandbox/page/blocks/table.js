// Tables: the plain one, and the data table that sorts and turns pages.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { plain } from "../mrkdwn.js";
import { update, widget } from "../state.js";
import { richElements } from "./rich.js";

export function table(block, on) {
  const [head, ...rows] = block.rows;
  const align = block.column_settings?.map((column) => column?.align) ?? [];
  const wrap = block.column_settings?.map((column) => column?.is_wrapped) ?? [];
  const cells = (row, tag) =>
    row.map((cell, at) =>
      h(
        tag,
        { class: `${align[at] ?? "left"}${wrap[at] ? " wrapped" : ""}`, scope: tag === "th" ? "col" : null },
        drawCell(cell, on),
      ),
    );
  return frame(
    h("thead", null, h("tr", null, cells(head, "th"))),
    h("tbody", null, rows.map((row) => h("tr", null, cells(row, "td")))),
  );
}

export function dataTable(block, on) {
  const held = widget(on.pane, `${on.key} ${block.block_id} table`, { column: null, down: false, page: 0 });
  const [head, ...rows] = block.rows;
  const sorted = held.column === null ? rows : [...rows].sort(by(held.column, held.down));
  const size = block.page_size ?? 5;
  const pages = Math.ceil(rows.length / size);
  held.page = Math.min(held.page, pages - 1);
  const shown = sorted.slice(held.page * size, (held.page + 1) * size);
  return [
    frame(
      h("caption", null, block.caption),
      h("thead", null, h("tr", null, head.map((cell, at) => sortable(cell, at, held, rows)))),
      h("tbody", null, shown.map((row) => h("tr", null, dataCells(row, block, on)))),
    ),
    pages > 1 && pager(held, pages, rows.length),
  ];
}

function dataCells(row, block, on) {
  const named = block.row_header_column_index ?? 0;
  return row.map((cell, at) =>
    at === named
      ? h("th", { scope: "row", class: side(cell) }, drawCell(cell, on))
      : h("td", { class: side(cell) }, drawCell(cell, on)),
  );
}

function sortable(cell, at, held, rows) {
  const direction = held.column === at ? (held.down ? "descending" : "ascending") : "none";
  const turn = () => {
    held.down = held.column === at && !held.down;
    held.column = at;
    update();
  };
  const arrow = { ascending: " ↑", descending: " ↓", none: "" }[direction];
  return h(
    "th",
    { scope: "col", "aria-sort": direction, class: rows[0] ? side(rows[0][at]) : "left" },
    h("button", { class: "sort", type: "button", on: { click: turn } }, drawCell(cell), arrow),
  );
}

function pager(held, pages, total) {
  const go = (step) => () => {
    held.page += step;
    update();
  };
  const turn = (label, name, step, disabled) =>
    h(
      "button",
      { class: "quiet", type: "button", "aria-label": label, disabled, on: { click: go(step) } },
      icon(name),
    );
  return h(
    "div",
    { class: "pager" },
    turn("Previous rows", "left", -1, held.page === 0),
    h("span", null, `Page ${held.page + 1} of ${pages} · ${total} rows`),
    turn("Next rows", "right", 1, held.page === pages - 1),
  );
}

function by(column, down) {
  const order = down ? -1 : 1;
  return (one, other) => {
    const [a, b] = [measure(one[column]), measure(other[column])];
    if (typeof a === "number" && typeof b === "number") return order * (a - b);
    return order * String(a).localeCompare(String(b), undefined, { numeric: true });
  };
}

function measure(cell) {
  return cell.type === "raw_number" ? cell.value : (cell.text ?? words(cell.elements));
}

function words(elements) {
  return (elements ?? []).map((one) => one.text ?? words(one.elements)).join("");
}

function side(cell) {
  return cell?.type === "raw_number" ? "right" : "left";
}

function drawCell(cell, on) {
  return cell.type === "rich_text" ? richElements(cell.elements, on?.tz) : plain(cell.text);
}

function frame(...inside) {
  return h(
    "div",
    { class: "table-frame", tabindex: "0", role: "group", "aria-label": "Table" },
    h("table", { class: "table" }, inside),
  );
}
