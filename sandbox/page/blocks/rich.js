// Rich text: sections, lists, quotes and preformatted text with styled leaves.

import { localDate } from "../dates.js";
import { h } from "../dom.js";
import { emoji, withEmoji } from "../emoji.js";
import { broadcast, channelMention, link, mention } from "../mrkdwn.js";

const STYLES = [["bold", "strong"], ["italic", "em"], ["strike", "del"], ["underline", "u"], ["code", "code"]];

export function richText(block, on) {
  return h("div", { class: "text rich" }, richElements(block.elements, on?.tz));
}

export function richElements(elements, tz) {
  return (elements ?? []).map((element) => group(element, tz));
}

function group(element, tz) {
  const inner = (element.elements ?? []).map((leaf) => drawLeaf(leaf, tz));
  switch (element.type) {
    case "rich_text_list":
      return list(element, tz);
    case "rich_text_quote":
      return h("blockquote", { class: "quote" }, inner);
    case "rich_text_preformatted":
      return h("pre", { class: "code-block" }, h("code", null, inner));
    default:
      return h("div", { class: "rich-section" }, inner);
  }
}

function list(element, tz) {
  const ordered = element.style === "ordered";
  const items = element.elements.map((item) =>
    h("li", null, item.elements.map((leaf) => drawLeaf(leaf, tz))),
  );
  const start = ordered && element.offset ? element.offset + 1 : null;
  return h(ordered ? "ol" : "ul", { class: `list indent-${Math.min(element.indent ?? 0, 8)}`, start }, items);
}

function drawLeaf(leaf, tz) {
  const bare = content(leaf, tz);
  return STYLES.reduce((inner, [style, tag]) => (leaf.style?.[style] ? h(tag, null, inner) : inner), bare);
}

function content(leaf, tz) {
  switch (leaf.type) {
    case "text":
      return lines(leaf.text);
    case "link":
      return link(leaf.url, leaf.text || leaf.url);
    case "user":
      return mention(leaf.user_id);
    case "channel":
      return channelMention(leaf.channel_id);
    case "usergroup":
      return h("span", { class: "mention" }, `@${leaf.usergroup_id}`);
    case "broadcast":
      return broadcast(leaf.range);
    case "emoji":
      return emoji(leaf.name) ?? `:${leaf.name}:`;
    case "date":
      return h("time", { class: "date" }, localDate(leaf.timestamp, leaf.format, tz) ?? leaf.fallback);
    default:
      return leaf.text ?? "";
  }
}

function lines(text) {
  return String(text ?? "")
    .split("\n")
    .flatMap((line, index) => (index ? [h("br"), literal(line)] : [literal(line)]));
}

/** Rich text names emoji in elements of their own, so a code in its text is only text. */
function literal(text) {
  return withEmoji(text, { codes: false });
}
