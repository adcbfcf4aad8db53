// Links to messages of this workspace: they lead there, in the pane where they were followed.

import { goTo } from "./live.js";

const PERMALINK = /\/archives\/(\w+)\/p(\d+)(\d{6})$/u;

/** Follow a link to a message of a conversation that this person is in; any other link opens as usual. */
export async function follow(pane, event) {
  const found = PERMALINK.exec(event.target.closest("a[href]")?.href ?? "");
  if (!found || !conversationOf(pane, found[1])) return;
  event.preventDefault();
  const [, place, seconds, rest] = found;
  await goTo(pane, place);
  const one = conversationOf(pane, place)?.messages.find(({ ts }) => ts === `${seconds}.${rest}`);
  if (one?.thread_ts) await goTo(pane, place, one.thread_ts);
  requestAnimationFrame(() => shown(pane, one)?.scrollIntoView({ block: "center" }));
}

function conversationOf(pane, place) {
  return pane.remote?.conversations.find(({ id }) => id === place);
}

function shown(pane, one) {
  return one && document.querySelector(`[data-testid="${pane.side}"] [data-ts="${one.ts}"]`);
}
