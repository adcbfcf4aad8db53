// Slack's markup drawn as elements: lines, quotes, code, emphasis and the <…> references.

import { localDate } from "./dates.js";
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { channel, person } from "./state.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const STYLES = { "*": "strong", _: "em", "~": "del" };
const INLINE = /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}])([*_~])(?=\S)(.+?)(?<=\S)\3(?![\p{L}\p{N}])/gu;
const BARE_LINK = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"]/gu;

/** Draw a text object (mrkdwn or plain_text) as somebody in time zone `tz` reads it. */
export function textObject(text, tz) {
  if (!text) return [];
  if (typeof text === "string") return plain(text);
  if (text.type === "mrkdwn") return mrkdwn(text.text, tz);
  return text.emoji === false ? lines(withEmoji(text.text, { codes: false })) : plain(text.text);
}

export function plain(text) {
  return lines(withEmoji(String(text ?? "")));
}

export function mrkdwn(source, tz) {
  const pieces = String(source ?? "").split(/```\n?([\s\S]+?)\n?```\n?/u);
  return pieces.map((piece, index) =>
    index % 2 ? h("pre", { class: "code-block" }, h("code", null, unescaped(piece))) : paragraphs(piece, tz),
  );
}

/** What a person would read aloud: markup and references resolved to words. */
export function spoken(source) {
  return unescaped(String(source ?? "").replace(/<([^<>]+)>/gu, (_, inner) => referenceWords(inner)));
}

function paragraphs(source, tz) {
  const drawn = [];
  let quote = [];
  const endQuote = () => {
    if (quote.length) drawn.push(h("blockquote", { class: "quote" }, joined(quote)));
    quote = [];
  };
  const all = source.split("\n");
  all.forEach((line, index) => {
    const quoted = /^(?:&gt;|>)\s?(.*)$/u.exec(line);
    if (quoted) {
      quote.push(inline(quoted[1], tz));
      return;
    }
    endQuote();
    drawn.push(listed(line, tz) ?? [inline(line, tz), index < all.length - 1 ? h("br") : null]);
  });
  endQuote();
  return drawn;
}

function listed(line, tz) {
  const item = /^\s*([•◦▪-]|\d{1,3}\.)\s+(.*)$/u.exec(line);
  if (!item) return null;
  const mark = item[1] === "-" ? "•" : item[1];
  return h("span", { class: "item" }, h("span", { class: "item-mark" }, mark), h("span", null, inline(item[2], tz)));
}

function joined(rows) {
  return rows.flatMap((row, index) => (index ? [h("br"), row] : [row]));
}

function inline(source, tz) {
  const drawn = [];
  let from = 0;
  for (const match of source.matchAll(INLINE)) {
    drawn.push(words(source.slice(from, match.index)));
    const [whole, code, inner, mark, styled] = match;
    if (code !== undefined) drawn.push(h("code", { class: "code" }, unescaped(code)));
    else if (inner !== undefined) drawn.push(reference(inner, tz));
    else drawn.push(h(STYLES[mark], null, inline(styled, tz)));
    from = match.index + whole.length;
  }
  drawn.push(words(source.slice(from)));
  return drawn;
}

function words(source) {
  const text = unescaped(source);
  const drawn = [];
  let from = 0;
  for (const match of text.matchAll(BARE_LINK)) {
    drawn.push(withEmoji(text.slice(from, match.index)), link(match[0], match[0]));
    from = match.index + match[0].length;
  }
  return [...drawn, withEmoji(text.slice(from))];
}

function reference(inner, tz) {
  const [target, label] = divided(inner);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) return dateReference(target, label, tz);
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!")) return broadcast(target.slice(1).split("^")[0]);
  if (!opens(unescaped(target))) return `<${unescaped(inner)}>`;
  return link(unescaped(target), unescaped(label || target));
}

function divided(inner) {
  const at = inner.indexOf("|");
  return at < 0 ? [inner, ""] : [inner.slice(0, at), inner.slice(at + 1)];
}

export function mention(id, label = "") {
  const name = person(id)?.name ?? unescaped(label) ?? id;
  return h("span", { class: "mention" }, `@${name || id}`);
}

export function channelMention(id, label = "") {
  const known = channel(id);
  const name = known?.name ?? (unescaped(label) || id);
  return h("span", { class: "mention" }, known?.private ? icon("lock", "private") : "#", name);
}

/** Calls on everybody; alarming on purpose, so that a failed escape is seen. */
export function broadcast(range) {
  return h("strong", { class: "broadcast", title: "Notifies everybody" }, icon("warn"), `@${range}`);
}

function dateReference(target, fallback, tz) {
  const [, seconds, format, href] = target.slice(1).split("^");
  const text = localDate(Number(seconds), format ?? "{date_short}", tz) ?? unescaped(fallback);
  const shown = h("time", { class: "date", title: tz ? `in ${tz}` : null }, text);
  return href ? link(href, shown) : shown;
}

/** Only addresses that open a page, a letter or a call become links. */
function opens(href) {
  return /^(?:https?:|mailto:|tel:)/iu.test(href);
}

export function link(href, label) {
  if (!opens(href)) return h("span", { class: "no-link" }, label);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, label);
}

export function unescaped(text) {
  return String(text ?? "").replace(/&(?:amp|lt|gt);/gu, (entity) => ENTITIES[entity]);
}

function lines(parts) {
  return parts.flatMap((part) =>
    typeof part === "string" ? joined(part.split("\n").map((line) => [line])) : [part],
  );
}

function referenceWords(inner) {
  const [target, label] = divided(inner);
  if (target.startsWith("@")) return `@${person(target.slice(1))?.name ?? label ?? ""}`;
  if (target.startsWith("#")) return `#${channel(target.slice(1))?.name ?? label ?? ""}`;
  if (target.startsWith("!")) return label || `@${target.slice(1)}`;
  return label || target;
}
