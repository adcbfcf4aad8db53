// Where a select's options come from: the block, the workspace, or the app while one types.

import * as api from "../api.js";
import { unescaped } from "../mrkdwn.js";
import { store, update } from "../state.js";
import { readable } from "../surface.js";

const WAIT_MS = 180;

/** Rows to choose from: {label, note, group, raw}; `raw` is what goes into the form. */
export function rowsOf(element, on, held) {
  const kind = element.type.replace(/^multi_/u, "");
  if (kind === "static_select") return filtered(optionRows(element), held.query);
  if (kind === "external_select") return optionRows(held.found ?? {});
  if (kind === "users_select") return filtered(people(), held.query);
  if (kind === "channels_select") return filtered(channels((one) => !one.private), held.query);
  return filtered(conversations(element, on), held.query);
}

export function labelOf(element, raw) {
  if (raw === null || raw === undefined) return "";
  if (typeof raw === "object") return words(raw.text);
  const { people: all, channels: rooms } = store.workspace;
  const room = rooms.find((one) => one.id === raw);
  return room ? `#${room.name}` : (all.find((one) => one.id === raw)?.name ?? raw);
}

export function keyOf(raw) {
  return typeof raw === "object" && raw !== null ? raw.value : raw;
}

function optionRows({ options, option_groups: groups }) {
  const row = (group) => (option) => ({
    label: words(option.text),
    note: option.description ? words(option.description) : "",
    group,
    raw: option,
  });
  if (groups) return groups.flatMap((group) => group.options.map(row(words(group.label))));
  return (options ?? []).map(row(""));
}

function words(text) {
  return text.type === "mrkdwn" ? unescaped(text.text) : text.text;
}

function people() {
  return store.workspace.people
    .filter((one) => !one.deleted)
    .map((one) => ({ label: one.name, note: one.title ?? "", group: "", raw: one.id, person: one }));
}

function channels(accept) {
  return store.workspace.channels
    .filter(accept)
    .map((one) => ({ label: `#${one.name}`, note: one.private ? "private" : "", group: "", raw: one.id }));
}

function conversations(element, on) {
  const include = element.filter?.include ?? ["public", "private", "im", "mpim"];
  const seen = new Set(on.pane.remote?.conversations.map((one) => one.id));
  const rooms = channels(
    (one) =>
      include.includes(one.private ? "private" : "public") &&
      (!one.private || seen.has(one.id)) &&
      !(element.filter?.exclude_external_shared_channels && one.shared),
  );
  return include.includes("im") ? [...rooms, ...people()] : rooms;
}

function filtered(rows, query) {
  const wanted = query.trim().toLowerCase();
  return wanted ? rows.filter((row) => `${row.label} ${row.note}`.toLowerCase().includes(wanted)) : rows;
}

/** Ask the app for options once the person pauses; the last question wins. */
export function ask(element, block, on, held) {
  const least = element.min_query_length ?? 3;
  clearTimeout(held.timer);
  held.problem = null;
  if (held.query.length < least) {
    Object.assign(held, { found: null, loading: false, asked: null });
    return update();
  }
  held.loading = true;
  const { query } = held;
  held.timer = setTimeout(async () => {
    held.asked = query;
    const { block_id } = block;
    const { action_id } = element;
    const body = { as: on.pane.as, container: on.container, block_id, action_id, query };
    const answer = await api.suggest(body);
    if (held.asked !== query) return;
    held.loading = false;
    held.found = answer.error ? null : answer;
    held.problem = answer.error ? readable(answer.error) : null;
    update();
  }, WAIT_MS);
  return update();
}

/** The line shown when there is nothing to choose. */
export function hintOf(element, held, rows) {
  if (held.problem) return held.problem;
  if (held.loading) return "Looking…";
  const least = element.min_query_length ?? 3;
  const tooShort = element.type.endsWith("external_select") && held.query.length < least;
  if (tooShort) return `Type ${least === 1 ? "a character" : `${least} characters`} or more`;
  return rows.length ? null : "No results";
}
