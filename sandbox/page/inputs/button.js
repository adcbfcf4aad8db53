// Buttons and the overflow menu.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { item, menu } from "../menu.js";
import { link, textObject } from "../mrkdwn.js";
import { act, isPressed, markOf } from "../surface.js";

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
    const anchor = link(element.url, textObject(element.text));
    return h("a", { ...anchor.props, ...props, on: { click: press } }, textObject(element.text));
  }
  return h("button", { ...props, type: "button", on: { click: press } }, textObject(element.text));
}

export function overflow(element, block, on) {
  const items = () =>
    element.options.map((option) => {
      const run = () => act(on, block, element, { selected_option: option });
      return item(on.pane, { key: option.value, run }, textObject(option.text, on.tz));
    });
  const label = element.accessibility_label ?? "More actions";
  return menu(on.pane, markOf(on, block, element), { label, face: icon("more"), items, kind: "button button-icon" });
}
