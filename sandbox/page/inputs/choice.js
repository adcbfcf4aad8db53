// Checkboxes and radio buttons.

import { h } from "../dom.js";
import { textObject } from "../mrkdwn.js";
import { fill, markOf, valueAt } from "../surface.js";

export function checkboxes(element, block, on, naming) {
  const chosen = valueAt(on, block, element) ?? [];
  const toggle = (option) => (event) => {
    const rest = chosen.filter((one) => one.value !== option.value);
    const next = event.target.checked ? [...rest, option] : rest;
    fill(on, block, element, element.options.filter((one) => next.some((other) => other.value === one.value)));
  };
  const row = (option) => {
    const checked = chosen.some((one) => one.value === option.value);
    return choice("checkbox", option, on, { checked, on: { change: toggle(option) } });
  };
  return h("div", { ...naming, class: "choices", role: "group" }, element.options.map(row));
}

export function radioButtons(element, block, on, naming) {
  const chosen = valueAt(on, block, element);
  const name = `${on.pane.side} ${markOf(on, block, element)}`;
  const row = (option) =>
    choice("radio", option, on, {
      name,
      checked: chosen?.value === option.value,
      on: { change: () => fill(on, block, element, option) },
    });
  return h("div", { ...naming, class: "choices", role: "radiogroup" }, element.options.map(row));
}

function choice(type, option, on, props) {
  return h(
    "label",
    { key: option.value, class: "choice" },
    h("input", { type, ...props }),
    h(
      "span",
      null,
      textObject(option.text, on.tz),
      option.description && h("small", null, textObject(option.description, on.tz)),
    ),
  );
}
