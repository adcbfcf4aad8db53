// Elements one can use, by their names, and the input block with its label, hint and error.

import { h } from "../dom.js";
import { plain } from "../mrkdwn.js";
import { image } from "../blocks/media.js";
import { button, overflow } from "./button.js";
import { checkboxes, radioButtons } from "./choice.js";
import { datePicker, dateTimePicker, timePicker } from "./dates.js";
import { select } from "./select.js";
import { numberInput, richTextInput, textInput } from "./text.js";

const DRAW = {
  button,
  checkboxes,
  datepicker: datePicker,
  datetimepicker: dateTimePicker,
  email_text_input: textInput,
  image: (element) => image(element, "accessory"),
  number_input: numberInput,
  overflow,
  plain_text_input: textInput,
  radio_buttons: radioButtons,
  rich_text_input: richTextInput,
  timepicker: timePicker,
  url_text_input: textInput,
};

export function drawElement(element, block, on, naming = null) {
  const kind = /^(?:multi_)?(?:static|external|users|channels|conversations)_select$/u;
  const draw = kind.test(element.type) ? select : DRAW[element.type];
  if (!draw) return h("p", { class: "unknown" }, `The sandbox does not draw elements of type “${element.type}”.`);
  return draw(element, block, on, naming ?? named(element, block));
}

/** Without an input's label, an element is called by its placeholder or its section's words. */
function named(element, block) {
  const words = element.accessibility_label ?? element.placeholder?.text ?? block.text?.text ?? "Choose";
  return { "aria-label": words };
}

export function inputBlock(block, on) {
  const id = `${on.pane.side}-${on.key}-${block.block_id}`.replace(/[^\w-]/gu, "_");
  const error = on.form.errors[block.block_id];
  const group = ["checkboxes", "radio_buttons"].includes(block.element.type);
  const described = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const naming = {
    id: group ? null : id,
    "aria-labelledby": `${id}-label`,
    "aria-describedby": described || null,
    "aria-invalid": error ? "true" : null,
    "aria-required": block.optional || group ? null : "true",
  };
  return h(
    "div",
    { class: `input${error ? " input-wrong" : ""}` },
    h(
      "div",
      { class: "input-head" },
      h(
        group ? "span" : "label",
        { id: `${id}-label`, for: group ? null : id, class: "input-label" },
        plain(block.label.text),
      ),
      block.optional ? h("span", { class: "optional" }, "optional") : null,
    ),
    drawElement(block.element, block, on, naming),
    error && h("p", { key: "error", id: `${id}-error`, class: "input-error", role: "alert" }, error),
    block.hint && h("p", { key: "hint", id: `${id}-hint`, class: "input-hint" }, plain(block.hint.text)),
  );
}
