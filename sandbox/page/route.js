// The address says who sits where: #left=alice:approvals&right=bob:home.

import { become } from "./live.js";
import { appConversation, channel, isApp, store } from "./state.js";

let written = null;

export async function readRoute() {
  if (location.hash === written) return;
  const wanted = new URLSearchParams(location.hash.slice(1));
  const people = store.workspace.people.filter((one) => !one.bot && !one.deleted);
  await Promise.all(
    Object.values(store.panes).map(async (pane) => {
      const [key, place, thread] = (wanted.get(pane.side) ?? (pane.as ? "" : opening(pane.side))).split(":");
      const who = people.find((one) => one.key === key || one.id === key);
      if (!who && pane.as) return;
      await become(pane, (who ?? people[pane.side === "right" ? 1 : 0] ?? people[0]).id);
      const found = place && placeNamed(pane, place);
      if (found) await become(pane, pane.as, found);
      if (thread) pane.thread = thread;
    }),
  );
}

/** Who sits where at first: as the first story begins. */
function opening(side) {
  const step = store.workspace.stories?.[0]?.steps.find((one) => (one.side ?? "left") === side);
  return step ? `${step.as}:${step.open ?? ""}` : "";
}

/** A conversation's id from a channel's key or name, "app", "home", a person's key or an id. */
export function placeNamed(pane, name) {
  if (name === "home") return "home";
  if (name === "app") return appConversation(pane)?.id ?? null;
  const { channels, people } = store.workspace;
  const room = channels.find((one) => one.key === name || one.name === name)?.id ?? name;
  const person = people.find((one) => one.key === name)?.id;
  const found = pane.remote?.conversations.find((one) => one.id === room || (person && one.with === person));
  return found?.id ?? null;
}

export function writeRoute() {
  const parts = Object.values(store.panes)
    .filter((pane) => pane.as)
    .map((pane) => `${pane.side}=${[keyOf(pane.as), nameOf(pane), pane.thread].filter(Boolean).join(":")}`);
  written = `#${parts.join("&")}`;
  if (location.hash !== written) history.replaceState(null, "", written);
}

function keyOf(id) {
  return store.workspace.people.find((one) => one.id === id)?.key ?? id;
}

function nameOf(pane) {
  if (!pane.place || pane.place === "home") return pane.place;
  const direct = pane.remote?.conversations.find((one) => one.id === pane.place && one.kind === "dm");
  if (direct) return isApp(direct.with) ? "app" : keyOf(direct.with);
  return channel(pane.place)?.key ?? pane.place;
}
