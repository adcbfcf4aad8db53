// Line icons, drawn here so that the page needs nothing from elsewhere.

import { h } from "./dom.js";
import { store } from "./state.js";

const PATHS = {
  lock: "M6 9V7a4 4 0 0 1 8 0v2M5 9h10v7H5z",
  hash: "M8 4 6.5 16M13.5 4 12 16M4.5 8h12M3.5 12h12",
  home: "M4 9.5 10 4l6 5.5V16h-4v-4H8v4H4z",
  chat: "M4 5h12v8H9l-3.5 3v-3H4z",
  down: "m6 8 4 4 4-4",
  right: "m8 6 4 4-4 4",
  left: "M12 5 7 10l5 5",
  close: "m5.5 5.5 9 9m0-9-9 9",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  send: "M4 10 16 4l-3.5 12-3-5z M9.5 11 16 4",
  bolt: "M11 3 5 11h5l-1 6 6-8h-5z",
  eye: "M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5z M10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  warn: "M10 3.5 17.5 16h-15z M10 8v4M10 14h.01",
  reply: "M8 5 4 9l4 4M4 9h7a5 5 0 0 1 5 5v1",
  pulse: "M2.5 10h4l2-5 3.5 10 2-5h3.5",
  spark: "M10 3v4M10 13v4M3 10h4M13 10h4M5 5l2.5 2.5M12.5 12.5 15 15M15 5l-2.5 2.5M7.5 12.5 5 15",
  table: "M3.5 5h13v10h-13z M3.5 9h13M8.5 9v6",
  sort: "m7 8 3-3 3 3M7 12l3 3 3-3",
  globe: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14z M3 10h14M10 3c3 3 3 11 0 14-3-3-3-11 0-14",
};

export function icon(name, title = null) {
  const label = title ? { role: "img", "aria-label": title } : { "aria-hidden": "true" };
  return h(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 20 20", ...label },
    h("path", { d: PATHS[name] }),
  );
}

const COLOURS = ["#2f7d6b", "#95602b", "#5d55a8", "#a04864", "#3d6f9e", "#6a7d33", "#8a4fa0", "#7a675a"];
const UNSET = "9f69e7"; // what Slack says of people who have no colour of their own

/** A person's own colour, or one that stays theirs while the workspace stays as it is. */
export function colourOf(who) {
  const own = /^#?([0-9a-f]{6})$/iu.exec(who?.color ?? "")?.[1].toLowerCase();
  if (own && own !== UNSET) return `#${own}`;
  const people = store.workspace.people.filter((one) => !one.bot);
  const at = people.findIndex((one) => one.id === who?.id);
  return COLOURS[Math.max(at, 0) % COLOURS.length];
}

/** A person's coloured initials, or the app's mark. */
export function avatar(who, size = "medium") {
  if (!who || who.app) {
    const face = h("svg", { class: "icon", viewBox: "0 0 20 20" }, h("path", { d: PATHS.spark }));
    return h("span", { class: `avatar avatar-app avatar-${size}`, "aria-hidden": "true" }, face);
  }
  const style = { "--persona": colourOf(who) };
  return h(
    "span",
    { class: `avatar avatar-${size}`, style, "aria-hidden": "true" },
    who.initials || initials(who.name),
  );
}

function initials(name) {
  const words = String(name || "?").split(/\s+/u).filter(Boolean);
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join("");
}

/** A quiet button which shows an icon and is called by its label. */
export function iconButton(name, label, click, more = {}) {
  return h("button", { class: "quiet", type: "button", "aria-label": label, on: { click }, ...more }, icon(name));
}
