// The drawer of raw traffic: what went to the app, what came from it, how long it took.

import * as api from "./api.js";
import { clock } from "./dates.js";
import { h } from "./dom.js";
import { faultSwitches } from "./faults.js";
import { icon, iconButton } from "./icons.js";
import { store, update } from "./state.js";

export { loadFaults } from "./faults.js";

const KEPT = 500;
let loading = false;
let again = false;

export async function loadTraffic() {
  const held = store.inspector;
  if (!held.open) return;
  if (loading) {
    again = true;
    return;
  }
  loading = true;
  const { entries } = await api.traffic(held.entries.at(-1)?.n ?? 0).catch(() => ({ entries: [] }));
  loading = false;
  const known = new Map([...held.entries, ...(entries ?? [])].map((entry) => [entry.n, entry]));
  held.entries = [...known.values()].slice(-KEPT);
  update();
  if (again || entries?.length === 200) {
    again = false;
    await loadTraffic();
  }
}

store.inspector.onOpen = loadTraffic;

export function inspector() {
  const held = store.inspector;
  const shown = held.entries.filter(accepted(held));
  const chosen = held.entries.find((entry) => entry.n === held.selected);
  return [
    head(held, shown.length),
    h(
      "div",
      { key: "body", class: "inspector-body" },
      list(held, shown),
      held.faultsOpen ? faultSwitches() : detail(chosen),
    ),
  ];
}

function head(held, count) {
  const filter = (event) => change(held, { filter: event.target.value });
  const forget = () => change(held, { cleared: held.entries.at(-1)?.n ?? 0, selected: null });
  const faults = () => change(held, { faultsOpen: !held.faultsOpen });
  const search = { class: "line filter", type: "search", placeholder: "Filter", "aria-label": "Filter traffic" };
  const pressed = String(held.faultsOpen);
  const bolt = icon("bolt");
  return h(
    "header",
    { key: "head", class: "panel-head" },
    h("h2", null, "Inspector"),
    h("span", { class: "count" }, `${count} calls`),
    h("input", { ...search, value: held.filter, on: { input: filter } }),
    directions(held),
    h("button", { class: "tool", type: "button", on: { click: forget } }, "Clear"),
    h("button", { class: "tool", type: "button", "aria-pressed": pressed, on: { click: faults } }, bolt, "Faults"),
    iconButton("close", "Close inspector", () => change(held, { open: false })),
  );
}

function directions(held) {
  const only = (direction, label) => {
    const click = () => change(held, { direction });
    const pressed = String(held.direction === direction);
    return h("button", { key: direction, type: "button", "aria-pressed": pressed, on: { click } }, label);
  };
  return h(
    "div",
    { class: "segments", role: "group", "aria-label": "Direction" },
    only("all", "All"),
    only("to_app", "To the app"),
    only("from_app", "From the app"),
  );
}

function change(held, what) {
  Object.assign(held, what);
  update();
}

function accepted(held) {
  const wanted = held.filter.trim().toLowerCase();
  return (entry) => {
    if (entry.n <= (held.cleared ?? 0)) return false;
    if (held.direction !== "all" && entry.direction !== held.direction) return false;
    return !wanted || searchable(entry).includes(wanted);
  };
}

function searchable(entry) {
  entry.words ??= JSON.stringify([entry.what, entry.status, entry.note, entry.request, entry.response]).toLowerCase();
  return entry.words;
}

function list(held, shown) {
  const follow = (node, isNew) => {
    if (isNew) node.follows = true;
    if (node.follows) node.scrollTop = node.scrollHeight;
  };
  const scroll = ({ target }) => {
    target.follows = target.scrollTop + target.clientHeight >= target.scrollHeight - 40;
  };
  const empty = h("li", { class: "empty" }, "Nothing yet. Whatever is said between Slack and the app appears here.");
  const rows = shown.map((entry) => h("li", { key: entry.n }, call(held, entry)));
  return h("ul", { class: "calls scroll", "aria-label": "Traffic", hook: follow, on: { scroll } }, rows.length ? rows : empty);
}

function call(held, entry) {
  const [arrow, way] = entry.direction === "to_app" ? ["→", "to the app"] : ["←", "from the app"];
  const status = entry.status || "no answer";
  const props = {
    class: `call${failed(entry) ? " call-bad" : ""}`,
    type: "button",
    "aria-current": held.selected === entry.n ? "true" : null,
    "aria-label": `${entry.what}, ${way}, ${status}`,
    on: { click: () => change(held, { selected: entry.n, faultsOpen: false }) },
  };
  return h(
    "button",
    props,
    h("time", null, moment(entry.at)),
    h("span", { class: `way way-${entry.direction}`, "aria-hidden": "true" }, arrow),
    h("b", null, entry.what),
    entry.note && h("span", { class: "call-note" }, entry.note),
    h("span", { class: "status" }, status),
    h("span", { class: "took" }, `${Math.round(entry.took_ms ?? 0)} ms`),
  );
}

function failed(entry) {
  return Number(entry.status) >= 400 || Number(entry.status) === 0 || entry.response?.ok === false;
}

function moment(at) {
  const seconds = typeof at === "number" ? at : Date.parse(at) / 1000;
  return Number.isFinite(seconds) ? `${clock(seconds)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}` : "";
}

function detail(entry) {
  if (!entry) return h("p", { class: "empty" }, "Choose a call to read it.");
  return h("div", { class: "detail scroll" }, body("Request", entry.request), body("Response", entry.response));
}

function body(title, value) {
  return h(
    "section",
    { "aria-label": title },
    h("h3", null, title),
    h("pre", { class: "json", tabindex: "0" }, h("code", null, json(value))),
  );
}

/** JSON in words of four kinds, so that keys can be told from values. */
function json(value) {
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "nothing");
  const parts = text.split(/("(?:[^"\\]|\\.)*")(\s*:)?/u);
  return parts.map((part, at) => {
    if (at % 3 === 1 && part) return h("span", { class: parts[at + 1] ? "json-key" : "json-text" }, part);
    return part ?? "";
  });
}
