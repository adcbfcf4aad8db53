// Where blocks stand: a message, a modal or Home; what pressing and filling in does there.

import * as api from "./api.js";
import { fieldOf, formOf, holdsValue, setValue, valueOf, valuesOf } from "./forms.js";
import { busy, person, store, tell, update } from "./state.js";

export function messageSurface(pane, place, message) {
  const container = { type: "message", channel: place, ts: message.ts };
  const made = surface(pane, `${place} ${message.ts}`, container, message.blocks ?? []);
  made.form.kept = message.state?.values;
  return made;
}

export function viewSurface(pane, view) {
  const made = surface(pane, view.id, { type: "view", view_id: view.id }, view.blocks ?? []);
  made.form = formOf(pane, view.id, view.state?.values);
  return made;
}

function surface(pane, key, container, blocks) {
  const form = formOf(pane, key);
  return { pane, key, container, blocks, form, tz: person(pane.as)?.tz };
}

/** The mark under which one element of this surface keeps its widget and its pressed state. */
export function markOf(on, block, element) {
  return `${on.key} ${block.block_id} ${element.action_id ?? ""}`;
}

export function valueAt(on, block, element) {
  return valueOf(on.form, block, element);
}

/** Fill in; outside of plain inputs this tells the app at once. */
export function fill(on, block, element, value, { quiet = false } = {}) {
  setValue(on.form, block, element, value);
  update();
  if (!quiet && (block.type !== "input" || block.dispatch_action)) act(on, block, element);
}

/** Send block_actions, after asking if the element wants to be confirmed. */
export function act(on, block, element, payload = null) {
  const send = () => perform(on, block, element, payload ?? chosen(on, block, element));
  if (!element.confirm) return send();
  const focused = document.activeElement;
  on.pane.confirm = { ...element.confirm, run: send, back: () => focused?.focus() };
  return update();
}

function chosen(on, block, element) {
  return holdsValue(element) ? { [fieldOf(element)]: valueAt(on, block, element) } : {};
}

async function perform(on, block, element, payload) {
  const { pane, container } = on;
  const mark = markOf(on, block, element);
  const pressed = (store.pressed ??= {});
  pressed[mark] = (pressed[mark] ?? 0) + 1;
  const { block_id } = block;
  const { action_id, type } = element;
  const values = valuesOf(on.form, on.blocks);
  const body = { as: pane.as, container, block_id, action_id, type, values, ...payload };
  pane.said = true;
  const answer = await busy(pane, () => api.action(body));
  pressed[mark] -= 1;
  if (answer.error) tell(pane, readable(answer.error));
  update();
}

export function isPressed(on, block, element) {
  return (store.pressed?.[markOf(on, block, element)] ?? 0) > 0;
}

/** An error's name as a person may read it. */
export function readable(error) {
  if (typeof error !== "string") return "That did not work.";
  return error.includes(" ") ? error : `That did not work: ${error.replaceAll("_", " ")}`;
}
