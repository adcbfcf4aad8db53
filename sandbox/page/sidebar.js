// Where a persona can go: Home, the app, channels, people.

import { h } from "./dom.js";
import { avatar, icon } from "./icons.js";
import { goTo } from "./live.js";
import { isApp, person, store } from "./state.js";

export function sidebar(pane) {
  const all = pane.remote?.conversations ?? [];
  const rooms = all.filter((one) => one.kind !== "dm").sort((a, b) => a.name.localeCompare(b.name));
  const direct = all.filter((one) => one.kind === "dm");
  const app = direct.filter((one) => isApp(one.with));
  const people = direct.filter((one) => !isApp(one.with));
  return h(
    "nav",
    { key: "sidebar", class: "sidebar", "aria-label": `Conversations on the ${pane.side}` },
    group("app", store.workspace.app.name, [
      store.workspace.app.home !== false && entry(
        pane,
        { key: "home", place: "home", mark: icon("home"), name: "Home" },
      ),
      app.map(
        (one) => entry(
          pane,
          { key: one.id, place: one.id, mark: icon("chat"), name: "Messages", unread: one.unread },
        ),
      ),
    ]),
    rooms.length > 0 && group("rooms", "Channels", rooms.map((one) => room(pane, one))),
    people.length > 0 && group("people", "People", people.map((one) => partner(pane, one))),
  );
}

function group(key, title, entries) {
  return h("div", { key, class: "group" }, h("h2", { class: "group-title" }, title), h("ul", null, entries));
}

function room(pane, one) {
  const hidden = one.kind === "private" || one.kind === "mpim";
  return entry(
    pane,
    {
      key: one.id,
      place: one.id,
      mark: icon(hidden ? "lock" : "hash"),
      name: one.name,
      note: hidden ? "private" : "",
      unread: one.unread,
    },
  );
}

function partner(pane, one) {
  const who = person(one.with);
  return entry(
    pane,
    { key: one.id, place: one.id, mark: avatar(who, "tiny"), name: who?.name ?? one.name, unread: one.unread },
  );
}

function entry(pane, { key, place, mark, name, note, unread }) {
  const here = pane.place === place;
  const label = [name, note, unread && !here ? `${unread} unread` : ""].filter(Boolean).join(", ");
  return h(
    "li",
    { key },
    h(
      "button",
      {
        class: "entry",
        type: "button",
        "aria-current": here ? "page" : null,
        hook: inSight(here),
        "aria-label": label,
        on: { click: () => goTo(pane, place) },
      },
      mark,
      h("span", { class: "entry-name" }, name),
      unread && !here ? h("span", { class: "unread" }, unread) : null,
    ),
  );
}

/** Where the list is a strip, the place one is at must not lie beyond its edge. */
function inSight(here) {
  return (node) => {
    const strip = node.closest(".sidebar");
    if (here && node.wasHere !== here) {
      const middle = node.offsetLeft + node.offsetWidth / 2;
      const covered = strip.firstElementChild.offsetWidth; // Home and Messages stay in sight, over the others
      strip.scrollLeft = middle - (covered + strip.clientWidth) / 2;
    }
    node.wasHere = here;
  };
}
