// Buttons and the overflow menu.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { link, plain, textObject } from "../mrkdwn.js";
import { update, widget } from "../state.js";
import { act, isPressed, markOf } from "../surface.js";
import { floating } from "./floating.js";

export function button(element, block, on) {
  const style = ["primary", "danger"].includes(element.style) ? element.style : "plain";
  const working = isPressed(on, block, element);
  const props = {
    class: `button button-${style}`,
    "aria-label": element.accessibility_label,
    "aria-busy": working ? "true" : null,
  };
  const press = () => act(on, block, element, { value: element.value });
  if (element.url && /^https?:/iu.test(element.url)) {
    const anchor = link(element.url, plain(element.text.text));
    return h("a", { ...anchor.props, ...props, on: { click: press } }, plain(element.text.text));
  }
  return h("button", { ...props, type: "button", on: { click: press } }, plain(element.text.text));
}

export function overflow(element, block, on) {
  const held = widget(on.pane, markOf(on, block, element), { open: false });
  const set = (open) => {
    held.open = open;
    update();
  };
  const choose = (option) => () => {
    set(false);
    act(on, block, element, { selected_option: option });
  };
  const items = element.options.map((option) =>
    h("button", { class: "menu-item", role: "menuitem", type: "button", on: { click: choose(option) } }, textObject(option.text, on.tz)),
  );
  return h(
    "div",
    { class: "overflow", on: leaving(() => set(false), held) },
    h(
      "button",
      { class: "button button-icon", type: "button", "aria-label": element.accessibility_label ?? "More actions", "aria-haspopup": "menu", "aria-expanded": String(held.open), on: { click: () => set(!held.open) } },
      icon("more"),
    ),
    held.open && h("div", { key: "menu", class: "menu", role: "menu", popover: "manual", hook: floating }, items),
  );
}

/** Closes what is open by Escape or by focus going elsewhere. */
export function leaving(close, held) {
  return {
    keydown: (event) => {
      if (event.key !== "Escape" || !held.open) return;
      event.stopPropagation();
      close();
    },
    focusout: (event) => {
      if (held.open && !event.currentTarget?.contains?.(event.relatedTarget)) close();
    },
  };
}
