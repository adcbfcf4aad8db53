// Fields to type into: text of one or many lines, numbers, addresses, and rich text.

import { h } from "../dom.js";
import { act, fill, markOf, valueAt } from "../surface.js";
import { fromMarkup, toMarkup } from "./markup.js";

const MODES = { email_text_input: "email", url_text_input: "url" };

export function textInput(element, block, on, naming) {
  const props = { ...naming, ...typing(element, block, on), value: valueAt(on, block, element) ?? "" };
  if (element.multiline) return h("textarea", { ...props, class: "line area", rows: 4 });
  return h("input", { ...props, class: "line", type: "text", inputmode: MODES[element.type], autocomplete: "off" });
}

export function numberInput(element, block, on, naming) {
  const props = { ...naming, ...typing(element, block, on), value: valueAt(on, block, element) ?? "" };
  const inputmode = element.is_decimal_allowed ? "decimal" : "numeric";
  return h("input", { ...props, class: "line number", type: "text", inputmode, autocomplete: "off" });
}

/** Markup is typed; rich text is kept and sent. */
export function richTextInput(element, block, on, naming) {
  const kept = valueAt(on, block, element);
  const props = { ...naming, ...typing(element, block, on, fromMarkup), value: toMarkup(kept), rows: 5 };
  return h(
    "div",
    { class: "rich-input" },
    h("textarea", { ...props, class: "line area" }),
    h("p", { class: "input-hint" }, "*bold*, _italic_, ~struck~, `code`, lines with • become a list"),
  );
}

function typing(element, block, on, read = (text) => text || null) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const dispatch = block.dispatch_action === true;
  return {
    key: markOf(on, block, element),
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
    hook: focusing(element),
    on: {
      input: (event) => {
        fill(on, block, element, read(event.target.value), { quiet: true });
        if (dispatch && triggers.includes("on_character_entered")) act(on, block, element);
      },
      keydown: (event) => {
        if (event.key !== "Enter" || event.isComposing || !dispatch || element.multiline) return;
        event.preventDefault();
        if (triggers.includes("on_enter_pressed")) act(on, block, element);
      },
    },
  };
}

export function focusing(element) {
  return element.focus_on_load ? (node, isNew) => isNew && node.focus() : undefined;
}
