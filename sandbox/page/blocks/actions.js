// The row of buttons, menus and pickers under a message.

import { h } from "../dom.js";
import { drawElement } from "../inputs/index.js";

export function actions(block, on) {
  return h(
    "div",
    { class: "actions", role: "group" },
    block.elements.map(
      (element) => h("div", { key: element.action_id, class: "action" }, drawElement(element, block, on)),
    ),
  );
}
