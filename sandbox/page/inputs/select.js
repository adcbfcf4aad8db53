// Every select as one combobox: type to narrow, arrows to move, Enter to choose; chips when several may be chosen.

import { h } from "../dom.js";
import { avatar, icon } from "../icons.js";
import { update, widget } from "../state.js";
import { fill, markOf, valueAt } from "../surface.js";
import { floating } from "./floating.js";
import { ask, hintOf, keyOf, labelOf, rowsOf } from "./options.js";
import { focusing } from "./text.js";

export function select(element, block, on, naming) {
  const held = widget(on.pane, markOf(on, block, element), { open: false, query: "", active: 0 });
  const combo = { element, block, on, held, many: element.type.startsWith("multi_") };
  combo.value = valueAt(on, block, element) ?? (combo.many ? [] : null);
  combo.id = `${on.pane.side}-${markOf(on, block, element)}`.replace(/[^\w-]/gu, "_");
  combo.rows = held.open ? rowsOf(element, on, held) : [];
  return h(
    "div",
    { class: `combo${held.open ? " combo-open" : ""}${combo.many ? " combo-many" : ""}` },
    combo.many && chips(combo),
    field(combo, naming),
    !combo.many && combo.value && block.type === "input" ? clear(combo, naming) : icon("down"),
    held.open && list(combo),
  );
}

function field(combo, naming) {
  const { element, held, many, value, rows, id } = combo;
  const label = many ? "" : labelOf(element, value);
  return h("input", {
    id: id,
    ...naming,
    key: "field",
    class: "combo-field",
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-expanded": String(held.open),
    "aria-autocomplete": "list",
    "aria-controls": held.open ? `${id}-list` : null,
    "aria-activedescendant": held.open && rows.length ? `${id}-${held.active}` : null,
    placeholder: label || (many && value.length ? "" : (element.placeholder?.text ?? "Choose…")),
    value: held.open ? held.query : label,
    hook: focusing(element),
    on: {
      click: () => open(combo),
      input: (event) => type(combo, event.target.value),
      keydown: (event) => key(combo, event),
      blur: () => close(combo),
    },
  });
}

function list(combo) {
  const { element, held, rows, id, many } = combo;
  const hint = hintOf(element, held, rows);
  const drawn = rows.map((row, at) => [
    row.group && row.group !== rows[at - 1]?.group
      ? h("li", { class: "option-group", role: "presentation" }, row.group)
      : null,
    option(combo, row, at),
  ]);
  const props = {
    key: "list",
    id: `${id}-list`,
    class: "options",
    role: "listbox",
    popover: "manual",
    hook: floating,
  };
  return h(
    "ul",
    {
      ...props,
      "aria-label": "Options",
      "aria-multiselectable": many ? "true" : null,
      on: { mousedown: (event) => event.preventDefault() },
    },
    hint ? h("li", { class: "option-hint", role: "presentation" }, hint) : drawn,
  );
}

function option(combo, row, at) {
  const { id, held } = combo;
  const selected = isChosen(combo, row.raw);
  return h(
    "li",
    {
      id: `${id}-${at}`,
      key: keyOf(row.raw),
      class: `option${at === held.active ? " option-active" : ""}`,
      role: "option",
      "aria-selected": String(selected),
      hook: at === held.active ? (node) => node.scrollIntoView?.({ block: "nearest" }) : undefined,
      on: { click: () => choose(combo, row.raw) },
    },
    row.person && avatar(row.person, "tiny"),
    h("span", { class: "option-words" }, row.label, row.note && h("small", null, row.note)),
    selected && icon("check"),
  );
}

function chips({ element, value, block, on }) {
  return value.map((raw) => {
    const label = labelOf(element, raw);
    const remove = () => fill(on, block, element, value.filter((one) => keyOf(one) !== keyOf(raw)));
    const cross = h(
      "button",
      { class: "chip-remove", type: "button", "aria-label": `Remove ${label}`, on: { click: remove } },
      icon("close"),
    );
    return h("span", { key: keyOf(raw), class: "chip" }, label, cross);
  });
}

function clear({ element, block, on }) {
  const empty = () => fill(on, block, element, null);
  return h(
    "button",
    { key: "clear", class: "combo-clear", type: "button", "aria-label": "Clear", on: { click: empty } },
    icon("close"),
  );
}

function isChosen({ many, value }, raw) {
  return many ? value.some((one) => keyOf(one) === keyOf(raw)) : value !== null && keyOf(value) === keyOf(raw);
}

function open(combo) {
  const { held, element, block, on } = combo;
  if (held.open) return;
  Object.assign(held, { open: true, query: "", active: 0 });
  if (element.type.endsWith("external_select")) ask(element, block, on, held);
  update();
}

function close({ held }) {
  clearTimeout(held.timer);
  Object.assign(held, { open: false, query: "", found: null, loading: false, asked: null });
  update();
}

function type(combo, text) {
  const { held, element, block, on } = combo;
  Object.assign(held, { open: true, query: text, active: 0 });
  if (element.type.endsWith("external_select")) ask(element, block, on, held);
  update();
}

function choose(combo, raw) {
  const { many, value, element, block, on, held } = combo;
  if (!many) {
    close(combo);
    fill(on, block, element, raw);
    return;
  }
  const rest = value.filter((one) => keyOf(one) !== keyOf(raw));
  const room = rest.length < (element.max_selected_items ?? Infinity);
  held.query = "";
  fill(on, block, element, isChosen(combo, raw) || !room ? rest : [...rest, raw]);
}

function key(combo, event) {
  const { held, rows } = combo;
  const act = {
    ArrowDown: () => (held.open ? move(combo, 1) : open(combo)),
    ArrowUp: () => (held.open ? move(combo, -1) : open(combo)),
    Enter: () => (held.open && rows[held.active] ? choose(combo, rows[held.active].raw) : open(combo)),
    Escape: held.open ? () => close(combo) : null,
    Backspace: combo.many && !held.query ? () => dropLast(combo) : null,
  }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function move({ held, rows }, step) {
  if (rows.length) held.active = (held.active + step + rows.length) % rows.length;
  update();
}

function dropLast({ value, element, block, on }) {
  if (value.length) fill(on, block, element, value.slice(0, -1));
}
