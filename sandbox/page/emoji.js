// A subset of emoji: shortcodes become characters; the ones that carry meaning at work are drawn, so no font is needed.

import { h } from "./dom.js";
import { store } from "./state.js";

const CHARACTERS = {
  "-1": "👎", thumbsdown: "👎", wave: "👋", game_die: "🎲", slot_machine: "🎰", smile: "😄", heart: "❤",
  chart_with_upwards_trend: "📈", slightly_smiling_face: "🙂", thinking_face: "🤔", fire: "🔥", rocket: "🚀",
  point_right: "👉", pray: "🙏", star: "⭐", label: "🏷", scroll: "📜", robot_face: "🤖", link: "🔗",
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
  eyes: ["👀", "ink", null, null, "M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"],
  bell: ["🔔", "warm", null, null, "M5 13.5V9a5 5 0 0 1 10 0v4.5l1.5 1.5h-13zM8.5 17h3"],
  mag: ["🔍", "ink", null, null, "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11zM13 13l4 4"],
  memo: ["📝", "ink", null, null, "M5 3h10v14H5zM7.5 7h5M7.5 10h5M7.5 13h3"],
  bulb: ["💡", "warm", null, null, "M7.5 14c0-2-2.5-3-2.5-6a5 5 0 0 1 10 0c0 3-2.5 4-2.5 6zM8 17h4"],
  shield: ["🛡", "cool", null, null, "M10 2.5 16 5v5c0 4-3 6.5-6 7.5-3-1-6-3.5-6-7.5V5z"],
  moneybag: ["💰", "warm", null, null, `${DISC}M12.5 7.5c-2-1.5-5-.5-5 2.5s3 4 5 2.5M6.5 9.300h4M6.5 11h4`],
  bust_in_silhouette: ["👤", "ink", null, null, "M10 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3.5 17c.5-4 3-5.5 6.5-5.5s6 1.5 6.5 5.5"],
  calendar: ["📅", "ink", null, null, "M4 5h12v12H4zM4 9h12M7.5 3v3M12.5 3v3"],
  bar_chart: ["📊", "cool", null, null, "M4 17h12M6 14v-4M10 14V5M14 14V8"],
  rotating_light: ["🚨", "bad", null, null, "M6 15V10a4 4 0 0 1 8 0v5M4 17h12M10 3V2M4 6 3 5M16 6l1-1"],
  raised_hand: ["✋", "warm", null, null, "M6 10V5.5M8.5 9V3.5M11 9V3.5M13.5 10V5M6 10c-2-1-2.5 0-1.5 1.5L7 15.5c1.5 2 6.5 1.5 6.5-2.5V10"],
  thumbsup: ["👍", "good", null, null, "M4 9h3v7H4zM7 9l3-6c1.5 0 2 1 1.8 2L11.3 8H16l-1.2 7c-.2.7-.6 1-1.3 1H7"],
  "+1": ["👍", "good", null, null, "M4 9h3v7H4zM7 9l3-6c1.5 0 2 1 1.8 2L11.3 8H16l-1.2 7c-.2.7-.6 1-1.3 1H7"],
  tada: ["🎉", "warm", null, null, "m3 17 4-10 6 6zM12 3l-.5 3M17 8l-3 .5M14 4l1.5-1.5M16.5 5.5h.01M16 12h.01"],
  speech_balloon: ["💬", "ink", null, null, "M4 4h12v9H9l-4 3.5V13H4z"],
  arrow_right: ["➡", "ink", null, null, "M4 10h12m-4-4 4 4-4 4"],
  leftwards_arrow_with_hook: ["↩", "ink", null, null, "M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8H9"],
};

const BY_CHARACTER = Object.fromEntries(Object.entries(DRAWN).map(([name, [character]]) => [character, name]));
const ALTERNATIVES = Object.keys(BY_CHARACTER).join("|");
const PATTERN = new RegExp(`:([a-z0-9_+-]{1,40}):(?::skin-tone-\\d:)?|(${ALTERNATIVES})\\ufe0f?`, "gu");

/** Text with its emoji drawn; everything else stays text, and names of emoji too without `codes`. */
export function withEmoji(text, { codes = true } = {}) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(PATTERN)) {
    if (match[1] && !codes) continue;
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
