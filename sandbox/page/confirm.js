// The small dialog which asks before a button does what it says.

import { h } from "./dom.js";
import { holdFocus } from "./focus.js";
import { plain, textObject } from "./mrkdwn.js";
import { person, update } from "./state.js";

export function confirmation(pane) {
  const { title, text, run, back } = pane.confirm;
  const id = `${pane.side}-confirm`;
  const end = (then) => () => {
    pane.confirm = null;
    update();
    setTimeout(back);
    then?.();
  };
  const about = { "aria-modal": "true", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-text` };
  const keydown = (event) => (event.key === "Escape" ? end()() : holdFocus(event));
  return h(
    "div",
    { key: "confirm", class: "scrim scrim-front" },
    h(
      "div",
      { class: "confirm", role: "alertdialog", ...about, on: { keydown } },
      h("h2", { id: `${id}-title` }, plain(title?.text ?? "Are you sure?")),
      h("div", { id: `${id}-text`, class: "text" }, textObject(text, person(pane.as)?.tz)),
      answers(pane.confirm, end(), end(run)),
    ),
  );
}

function answers({ confirm, deny, style }, no, yes) {
  const kind = style === "danger" ? "danger" : "primary";
  const focus = (node, isNew) => isNew && node.focus();
  const button = (name, words, click, hook) =>
    h("button", { class: `button button-${name}`, type: "button", hook, on: { click } }, plain(words));
  return h(
    "footer",
    { class: "modal-foot" },
    button("plain", deny?.text ?? "No", no),
    button(kind, confirm?.text ?? "Yes", yes, focus),
  );
}
