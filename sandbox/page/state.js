// What the page knows: the workspace, the two panes, the panels; and redrawing when it changes.

export const store = {
  workspace: null,
  online: true,
  active: "left",
  panes: { left: newPane("left"), right: newPane("right") },
  stories: { open: true, story: 0, done: new Set() },
  inspector: { open: false, entries: [], filter: "", direction: "all", selected: null, faultsOpen: false },
  faults: {},
};

let redraw = () => {};
let scheduled = false;

export function onUpdate(callback) {
  redraw = callback;
}

/** Redraw soon, once for all changes of this turn. */
export function update() {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    redraw();
  });
}

function newPane(side) {
  return {
    side,
    as: null,
    place: null, // a conversation's id, or "home"
    thread: null,
    remote: null,
    drafts: {}, // by place and thread
    forms: {}, // by view id or message
    widgets: {}, // open lists, sorted tables and the like
    seen: {}, // notices put away
    pending: 0,
    menu: null,
    confirm: null,
    toast: null,
  };
}

export function person(id) {
  return store.workspace?.people.find((one) => one.id === id) ?? null;
}

export function channel(id) {
  return store.workspace?.channels.find((one) => one.id === id) ?? null;
}

export function conversation(pane, id = pane.place) {
  return pane.remote?.conversations.find((one) => one.id === id) ?? null;
}

export function botUser() {
  return store.workspace?.app.bot_user ?? store.workspace?.people.find((one) => one.bot)?.id ?? null;
}

/** The direct conversation with the app. */
export function appConversation(pane) {
  const direct = pane.remote?.conversations.filter((one) => one.kind === "dm") ?? [];
  return direct.find((one) => isApp(one.with)) ?? null;
}

export function isApp(id) {
  return Boolean(id) && (id === botUser() || person(id)?.bot === true);
}

/** How a conversation is called. */
export function titleOf(here) {
  if (here.kind !== "dm") return here.name;
  return isApp(here.with) ? store.workspace.app.name : (person(here.with)?.name ?? here.name);
}

/** What a widget remembers between draws. */
export function widget(pane, key, start = {}) {
  return (pane.widgets[key] ??= { ...start });
}

export async function busy(pane, work) {
  pane.pending += 1;
  update();
  try {
    return await work();
  } finally {
    pane.pending -= 1;
    update();
  }
}

export function tell(pane, text) {
  pane.toast = text ? { text, at: Date.now() } : null;
  update();
}
