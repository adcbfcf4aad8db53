// Keeps each pane's picture of the workspace fresh: one stream a persona, one fetch at a time.

import * as api from "./api.js";
import { forget } from "./forms.js";
import { loadTraffic } from "./inspector.js";
import { appConversation, busy, conversation, store, update } from "./state.js";

const streams = {}; // by side: {as, stop}

/** Make `pane` act as another person, at the place which is named, or else where the pane is, if that person may be there. */
export async function become(pane, as, place = null) {
  let here = pane.place;
  if (pane.as !== as) {
    const app = here && here === appConversation(pane)?.id;
    Object.assign(
      pane,
      {
        as,
        remote: null,
        thread: null,
        place: null,
        forms: {},
        widgets: {},
        confirm: null,
        menu: null,
        toast: null,
        seen: null,
      },
    );
    listen(pane);
    update();
    await loadPane(pane);
    if (app || !(here === "home" || conversation(pane, here))) here = appConversation(pane)?.id;
  }
  await goTo(pane, place ?? here ?? pane.remote?.conversations[0]?.id ?? "home");
}

export async function goTo(pane, place, thread = null) {
  const moved = pane.place !== place;
  Object.assign(pane, { place, thread, menu: null });
  update();
  if (place === "home" && moved) await busy(pane, () => api.home(pane.as));
  else if (moved) await loadPane(pane);
}

function listen(pane) {
  streams[pane.side]?.stop();
  const online = (yes) => {
    if (yes && !store.online) loadPane(pane);
    store.online = yes;
    update();
  };
  const stop = api.stream(pane.as, { changed: () => loadPane(pane), traffic: () => loadTraffic(), online });
  streams[pane.side] = { stop };
}

/** Fetch what the persona sees; changes during a fetch cause one more, and everybody waits for the last. */
export function loadPane(pane) {
  if (!pane.as) return Promise.resolve();
  pane.again = true;
  pane.loading ??= fetchUntilFresh(pane).finally(() => {
    pane.loading = null;
  });
  return pane.loading;
}

async function fetchUntilFresh(pane) {
  while (pane.again) {
    pane.again = false;
    const { as } = pane;
    const remote = await api.state(as, readingIn(pane)).catch(() => null);
    if (as !== pane.as) pane.again = true;
    else if (remote?.conversations) take(pane, remote);
  }
}

/** The conversation before the person's eyes counts as read. */
function readingIn(pane) {
  const shown = pane.place && pane.place !== "home" && !document.hidden;
  return shown ? pane.place : "";
}

function take(pane, remote) {
  pane.seen ??= new Set(remote.notices.map(noticeKey)); // what was shown before we looked is over
  pane.remote = remote;
  if (remote.conversations.some(isNews)) refreshWorkspace();
  forget(pane, new Set(remote.views.map((view) => view.id)));
  update();
}

/** Somebody or some channel the page has not heard of: they came after it was opened. */
function isNews(one) {
  const { people, channels } = store.workspace;
  const unknown = (known, id) => !known.some((each) => each.id === id);
  const room = one.kind === "channel" || one.kind === "private";
  return (room && unknown(channels, one.id)) || one.members.some((id) => unknown(people, id));
}

async function refreshWorkspace() {
  const fresh = await api.workspace().catch(() => null);
  if (fresh?.people) store.workspace = fresh;
  update();
}

export function noticeKey(notice, index) {
  return notice.id ?? `${index} ${notice.text}`;
}

export function openNotices(pane) {
  return (pane.remote?.notices ?? [])
    .map((notice, index) => ({ ...notice, key: noticeKey(notice, index) }))
    .filter((notice) => !pane.seen?.has(notice.key))
    .slice(-3);
}
