// Date, time and both: the browser's own pickers, in the persona's zone.

import { instant, wall } from "../dates.js";
import { h } from "../dom.js";
import { fill, markOf, valueAt } from "../surface.js";
import { focusing } from "./text.js";

export function datePicker(element, block, on, naming) {
  return picker("date", element, block, on, naming);
}

export function timePicker(element, block, on, naming) {
  return picker("time", element, block, on, naming);
}

export function dateTimePicker(element, block, on, naming) {
  const read = (text) => instant(text, on.tz);
  const write = (seconds) => wall(seconds, on.tz);
  return picker("datetime-local", element, block, on, naming, { read, write });
}

function picker(type, element, block, on, naming, { read, write } = {}) {
  const value = valueAt(on, block, element);
  const change = (event) => fill(on, block, element, (read ? read(event.target.value) : event.target.value) || null);
  return h("input", {
    ...naming,
    key: markOf(on, block, element),
    type,
    class: "line picker",
    value: (write ? write(value) : value) ?? "",
    hook: focusing(element),
    on: { change },
  });
}
