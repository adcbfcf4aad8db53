// A conversation or one of its threads: heading, messages by day, composer.

import { composer } from "./composer.js";
import { dayName, dayOf } from "./dates.js";
import { h } from "./dom.js";
import { avatar, icon } from "./icons.js";
import { goTo } from "./live.js";
import { message } from "./message.js";
import { notices } from "./notices.js";
import { channel, conversation, isApp, person, store, titleOf } from "./state.js";

export function conversationView(pane) {
  const here = conversation(pane);
  return h(
    "div",
    { key: here.id, class: "room" },
    pane.thread ? threadHead(pane, here) : roomHead(here),
    messages(pane, here),
    notices(pane),
    composer(pane, here),
  );
}

function roomHead(here) {
  const hidden = here.kind === "private" || here.kind === "mpim";
  const shared = channel(here.id)?.shared;
  const mark = here.kind === "dm" ? avatar(
    isApp(here.with) ? null : person(here.with),
    "small",
  ) : icon(hidden ? "lock" : "hash", hidden ? "private" : null);
  return h(
    "header",
    { key: "head", class: "room-head" },
    mark,
    h("h2", null, titleOf(here)),
    here.kind !== "dm" && h("span", { class: "members", title: names(here) }, `${here.members.length} members`),
    shared && h("span", { class: "flag" }, icon("globe"), "shared with another company"),
    here.topic && h("span", { class: "topic" }, here.topic),
  );
}

function names(here) {
  return here.members.map((id) => person(id)?.name ?? (isApp(id) ? store.workspace.app.name : id)).join(", ");
}

function threadHead(pane, here) {
  return h(
    "header",
    { key: "thread-head", class: "room-head" },
    h(
      "button",
      {
        class: "quiet",
        type: "button",
        "aria-label": `Back to ${titleOf(here)}`,
        on: { click: () => goTo(pane, here.id) },
      },
      icon("left"),
    ),
    h("h2", null, "Thread"),
    h("span", { class: "topic" }, `in ${titleOf(here)}`),
  );
}

function messages(pane, here) {
  const { tz } = person(pane.as) ?? {};
  const inThread = (one) => one.ts === pane.thread || one.thread_ts === pane.thread;
  const inRoom = (one) => !one.thread_ts || one.thread_ts === one.ts || one.reply_broadcast;
  const shown = here.messages.filter((one) => !one.deleted && (pane.thread ? inThread(one) : inRoom(one)));
  const drawn = shown.map((one, at) => {
    const before = shown[at - 1];
    const newDay = !before || dayOf(Number(before.ts), tz) !== dayOf(Number(one.ts), tz);
    return [newDay && dayLine(one, tz), message(pane, here, one, { follows: !newDay && follows(before, one) })];
  });
  const props = {
    key: `log ${pane.thread ?? ""}`,
    class: "log scroll",
    role: "log",
    "aria-label": pane.thread ? "Thread" : "Messages",
    tabindex: "0",
    on: { scroll: noteEnd },
  };
  return h(
    "div",
    { ...props, hook: stayAtEnd(pane, shown.at(-1)?.ts) },
    h("div", { class: "log-inner" }, drawn.length ? drawn : nothing(here)),
  );
}

function follows(before, one) {
  const same = before.user === one.user && before.bot === one.bot && before.ephemeral === one.ephemeral;
  return same && Number(one.ts) - Number(before.ts) < 300 && !one.blocks?.length && !before.blocks?.length;
}

function dayLine(one, tz) {
  return h(
    "div",
    { key: `day ${one.ts}`, class: "day", role: "separator" },
    h("span", null, dayName(Number(one.ts), tz)),
  );
}

function nothing(here) {
  return h(
    "p",
    { class: "empty" },
    here.kind === "dm" ? "Nothing said here yet. Commands work here too." : "Nothing said here yet.",
  );
}

/** Keeps the newest message in sight unless the person has scrolled away and said and pressed nothing since. */
function stayAtEnd(pane, newest) {
  return (node, isNew) => {
    if (!isNew && node.matches(":active")) return; // what somebody is pressing stays under the pointer
    const said = pane.said && node.newest !== newest;
    if (isNew || said || node.atEnd) showNewest(node);
    if (isNew) node.atEnd = true;
    if (said) pane.said = false;
    node.newest = newest;
  };
}

/** Shows the end, but what is taller than the log from its top, so that one begins to read there. */
function showNewest(node) {
  node.scrollTop = node.scrollHeight;
  const last = [...node.querySelectorAll(".message")].at(-1);
  const above = last ? node.getBoundingClientRect().top - last.getBoundingClientRect().top : 0;
  if (above > 0) node.scrollTop -= above + 8;
  node.shownAt = node.scrollTop;
}

function noteEnd({ currentTarget: node }) {
  const untouched = Math.abs(node.scrollTop - node.shownAt) < 2;
  node.atEnd = untouched || node.scrollTop + node.clientHeight >= node.scrollHeight - 40;
}
