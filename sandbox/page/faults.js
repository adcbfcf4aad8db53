// Switches for what can go wrong between Slack and the app.

import * as api from "./api.js";
import { h } from "./dom.js";
import { store, update } from "./state.js";

const SWITCHES = [
  ["down", "Slack is down", "No call gets an answer"],
  ["fail_429", "Too many calls", "Answers 429 with Retry-After"],
  ["fail_500", "Server errors", "Answers 500"],
  ["lose_reply", "Lose replies", "The work is done, the answer never arrives"],
  ["duplicate", "Deliver twice", "Each event arrives two times"],
  ["drop_socket", "Drop the socket", "The connection ends without a word"],
];
const NUMBERS = [
  ["latency_ms", "Latency", "ms a call", 50, 60000],
  ["slow_motion_ms", "Slow motion", "ms between deliveries", 100, 60000],
  ["rate", "How often", "share of calls that fail, 0 to 1", 0.05, 1],
];

export async function loadFaults() {
  const faults = await api.faults().catch(() => ({}));
  store.faults = faults.error ? {} : (faults.faults ?? faults);
  update();
}

/** The names of what is switched on, for the top bar. */
export function activeFaults(faults) {
  const on = SWITCHES.filter(([key]) => faults[key]).map(([, name]) => name);
  const slow = NUMBERS.filter(([key]) => key !== "rate" && faults[key]).map(
    ([key, name]) => `${name} ${faults[key]} ms`,
  );
  return [...on, ...slow];
}

export function faultSwitches() {
  return h(
    "div",
    { class: "faults", role: "group", "aria-label": "Faults" },
    SWITCHES.map(flip),
    NUMBERS.map(dial),
  );
}

async function set(key, value) {
  store.faults = { ...store.faults, [key]: value };
  update();
  await api.setFaults({ [key]: value });
  await loadFaults();
}

function flip([key, name, about]) {
  const checked = Boolean(store.faults[key]);
  const change = (event) => set(key, event.target.checked);
  return h(
    "label",
    { key, class: "switch", title: about },
    h("input", { type: "checkbox", role: "switch", "aria-label": name, checked, on: { change } }),
    h("span", { class: "switch-knob", "aria-hidden": "true" }),
    h("span", null, name, h("small", null, about)),
  );
}

function dial([key, name, about, step, max]) {
  const value = String(store.faults[key] ?? 0);
  const change = (event) => set(key, Number(event.target.value) || 0);
  return h(
    "label",
    { key, class: "dial" },
    h("span", null, name, h("small", null, about)),
    h("input", { class: "line", type: "number", min: 0, max, step, "aria-label": name, value, on: { change } }),
  );
}
