// The small dialog which asks before a button does what it says.

import { h } from "./dom.js";
import { holdFocus } from "./focus.js";
import { plain, textObject } from "./mrkdwn.js";
import { person, update } from "./state.js";

export function confirmation(pane) {
  const { title, text, confirm, deny, style, run, back } = pane.confirm;
  const id = `${pane.side}-confirm`;
  const end = (then) => () => {
    pane.confirm = null;
    update();
    setTimeout(back);
    then?.();
  };
  const keys = (event) => (event.key === "Escape" ? end()() : holdFocus(event));
  return h(
    "div",
    { key: "confirm", class: "scrim scrim-front" },
    h(
      "div",
      {
        class: "confirm",
        role: "alertdialog",
        "aria-modal": "true",
        "aria-labelledby": `${id}-title`,
        "aria-describedby": `${id}-text`,
        on: { keydown: keys },
      },
      h("h2", { id: `${id}-title` }, plain(title?.text ?? "Are you sure?")),
      h("div", { id: `${id}-text`, class: "text" }, textObject(text, person(pane.as)?.tz)),
      h(
        "footer",
        { class: "modal-foot" },
        h(
          "button",
          { class: "button button-plain", type: "button", on: { click: end() } },
          plain(deny?.text ?? "No"),
        ),
        h(
          "button",
          {
            class: `button button-${style === "danger" ? "danger" : "primary"}`,
            type: "button",
            hook: (node, isNew) => isNew && node.focus(),
            on: { click: end(run) },
          },
          plain(confirm?.text ?? "Yes"),
        ),
      ),
    ),
  );
}
