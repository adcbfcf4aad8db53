// A subset of emoji: shortcodes become characters; the ones that carry meaning at work are drawn, so no font is needed.

import { h } from "./dom.js";
import { store } from "./state.js";

const CHARACTERS = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", eyes: "👀", tada: "🎉", bulb: "💡",
  bell: "🔔", memo: "📝", mag: "🔍", moneybag: "💰", game_die: "🎲", slot_machine: "🎰", shield: "🛡",
  bar_chart: "📊", chart_with_upwards_trend: "📈", calendar: "📅", bust_in_silhouette: "👤", smile: "😄",
  slightly_smiling_face: "🙂", thinking_face: "🤔", fire: "🔥", rocket: "🚀", point_right: "👉", pray: "🙏",
  heart: "❤", star: "⭐", rotating_light: "🚨", label: "🏷", scroll: "📜", robot_face: "🤖", link: "🔗",
};

const CHECK = "m6 10.3 2.8 2.8L14 7.4";
const CROSS = "m7 7 6 6m0-6-6 6";
const DISC = "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15z";
const SHACKLE = "M7 9V7a3 3 0 0 1 6 0";
const BODY = "M5 9h10v7.5H5z";

// name: [character, colour, solid shape, line on it, line around it]
const DRAWN = {
  white_check_mark: ["✅", "good", DISC, CHECK],
  heavy_check_mark: ["✔", "good", null, null, CHECK],
  x: ["❌", "bad", DISC, CROSS],
  no_entry: ["⛔", "bad", DISC, "M6.5 10h7"],
  no_entry_sign: ["🚫", "bad", null, null, `${DISC}M5 5l10 10`],
  warning: ["⚠", "warm", "M10 2.8 18 17H2z", "M10 8v4M10 14.4h.01"],
  hourglass_flowing_sand: ["⏳", "warm", null, null, "M6 3h8M6 17h8M7 3v3l6 8v3M13 3v3l-6 8v3"],
  hourglass: ["⌛", "warm", null, null, "M6 3h8M6 17h8M7 3v3l6 8v3M13 3v3l-6 8v3"],
  lock: ["🔒", "ink", BODY, "M10 12v2", SHACKLE],
  unlock: ["🔓", "ink", BODY, "M10 12v2", "M7 9V6.5a3 3 0 0 1 5.8-1"],
  information_source: ["ℹ", "cool", DISC, "M10 9v5M10 6.4h.01"],
  clock3: ["🕒", "ink", null, null, `${DISC}M10 6v4h4`],
  red_circle: ["🔴", "bad", DISC],
  large_green_circle: ["🟢", "good", DISC],
  large_yellow_circle: ["🟡", "warm", DISC],
  white_circle: ["⚪", "pale", DISC],
};

const BY_CHARACTER = Object.fromEntries(Object.entries(DRAWN).map(([name, [character]]) => [character, name]));
const ALTERNATIVES = Object.keys(BY_CHARACTER).join("|");
const PATTERN = new RegExp(`:([a-z0-9_+-]{1,40}):(?::skin-tone-\\d:)?|(${ALTERNATIVES})\\ufe0f?`, "gu");

/** Text with its emoji drawn; everything else stays text. */
export function withEmoji(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(PATTERN)) {
    const drawn = emoji(match[1] ?? BY_CHARACTER[match[2]]);
    if (!drawn) continue;
    parts.push(text.slice(from, match.index), drawn);
    from = match.index + match[0].length;
  }
  return [...parts, text.slice(from)];
}

/** One emoji by its shortcode, or null if we do not know it. */
export function emoji(name) {
  if (Object.hasOwn(DRAWN, name)) return picture(name);
  const known = { ...CHARACTERS, ...store.workspace?.emoji };
  if (!Object.hasOwn(known, name)) return null;
  return h("span", { class: "emoji", role: "img", "aria-label": spoken(name), title: `:${name}:` }, known[name]);
}

function picture(name) {
  const [, colour, solid, onIt, around] = DRAWN[name];
  return h(
    "svg",
    { class: `emoji emoji-${colour}`, viewBox: "0 0 20 20", role: "img", "aria-label": spoken(name) },
    around && h("path", { d: around, class: "around" }),
    solid && h("path", { d: solid, class: "solid" }),
    onIt && h("path", { d: onIt, class: "on" }),
  );
}

function spoken(name) {
  return name.replaceAll("_", " ");
}
