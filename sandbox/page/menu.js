// A button that opens a short list of things to do; one list a pane at a time.

import { h } from "./dom.js";
import { floating } from "./inputs/floating.js";
import { update } from "./state.js";

/** `face` is what the button shows; `items` are made by item(). */
export function menu(pane, id, { label, face, items, kind = "quiet" }) {
  const open = pane.menu === id;
  const set = (wanted) => {
    pane.menu = wanted ? id : null;
    update();
  };
  const button = {
    class: kind,
    type: "button",
    "aria-label": label,
    "aria-haspopup": "menu",
    "aria-expanded": String(open),
    on: { click: () => set(!open) },
  };
  return h(
    "div",
    { class: `menu-frame${open ? " open" : ""}`, on: leaving(pane, id, () => set(false)) },
    h("button", button, face),
    open && h("div", { key: "menu", class: "menu", role: "menu", popover: "manual", hook: floating }, items()),
  );
}

export function item(pane, { key, run, checked = null, kind = "" }, ...words) {
  const choose = () => {
    pane.menu = null;
    update();
    run();
  };
  const role = checked === null ? "menuitem" : "menuitemradio";
  const props = { key, class: `menu-item ${kind}`, role, type: "button", on: { click: choose } };
  return h("button", { ...props, "aria-checked": checked === null ? null : String(checked) }, words);
}

/** Closes the list by Escape or by focus going elsewhere; Escape then closes nothing beneath. */
function leaving(pane, id, close) {
  return {
    keydown: (event) => {
      if (event.key !== "Escape" || pane.menu !== id) return;
      event.stopPropagation();
      close();
    },
    focusout: (event) => {
      if (pane.menu === id && !event.currentTarget?.contains(event.relatedTarget)) close();
    },
  };
}
