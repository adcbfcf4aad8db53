// Blocks of words: section, header, context, divider, alert.

import { h } from "../dom.js";
import { emoji } from "../emoji.js";
import { icon } from "../icons.js";
import { drawElement } from "../inputs/index.js";
import { textObject } from "../mrkdwn.js";
import { image } from "./media.js";

export function section(block, on) {
  const fields = block.fields?.map((field) => h("div", { class: "field" }, textObject(field, on.tz)));
  const text = block.text && h("div", { class: "text" }, textObject(block.text, on.tz));
  const accessory = block.accessory && h("div", { class: "accessory" }, drawElement(block.accessory, block, on));
  return h(
    "div",
    { class: "section" },
    h("div", { class: "section-words" }, text, fields && h("div", { class: "fields" }, fields)),
    accessory,
  );
}

export function header(block) {
  return h("h3", { class: "heading" }, textObject(block.text));
}

export function context(block, on) {
  return h(
    "div",
    { class: "context" },
    block.elements.map((element) =>
      element.type === "image" ? image(element, "context") : h("span", null, textObject(element, on.tz)),
    ),
  );
}

export function divider() {
  return h("hr");
}

export function alert(block, on) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "default";
  const mark = { error: "x", success: "white_check_mark", warning: "warning" }[level];
  return h(
    "div",
    { class: `alert alert-${level}`, role: level === "error" ? "alert" : "note" },
    mark ? emoji(mark) : icon("bolt"),
    h("div", null, textObject(block.text, on.tz)),
  );
}
