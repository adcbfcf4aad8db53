// One persona's view: who they are, where they can go, what they see there, and what lies above it.

import { confirmation } from "./confirm.js";
import { conversationView } from "./conversation.js";
import { clock } from "./dates.js";
import { h } from "./dom.js";
import { comeBack } from "./focus.js";
import { homeView } from "./home.js";
import { avatar, colourOf, icon } from "./icons.js";
import { become } from "./live.js";
import { item, menu } from "./menu.js";
import { modal } from "./modal.js";
import { follow } from "./permalinks.js";
import { sidebar } from "./sidebar.js";
import { conversation, person, store, update } from "./state.js";

export function pane(pane) {
  const who = person(pane.as);
  const view = pane.remote?.views.at(-1);
  const covered = Boolean(view || pane.confirm);
  const activate = () => {
    if (store.active === pane.side) return;
    store.active = pane.side;
    update();
  };
  return h(
    "section",
    {
      key: pane.side,
      class: `pane pane-${pane.side}`,
      "data-testid": pane.side,
      "aria-label": `${pane.side === "left" ? "Left" : "Right"}: ${who?.name ?? ""}`,
      style: { "--persona": colourOf(who) },
      on: { focusin: activate, pointerdown: activate, click: (event) => follow(pane, event) },
    },
    identity(pane, who),
    h(
      "div",
      { key: "stage", class: "stage" },
      h("div", { key: "body", class: "pane-body", inert: covered, hook: comeBack(covered) }, sidebar(pane), place(pane)),
      view && modal(pane, view, Boolean(pane.confirm)),
      pane.confirm && confirmation(pane),
    ),
  );
}

function identity(pane, who) {
  const working = pane.pending > 0 || pane.remote?.busy;
  return h(
    "header",
    { key: "identity", class: "identity", "aria-busy": working ? "true" : null },
    avatar(who, "large"),
    picker(pane, who),
    who?.tz && h(
      "span",
      { class: "who-clock", title: who.tz },
      clock(Date.now() / 1000, who.tz),
      h("small", null, who.tz.split("/").at(-1).replaceAll("_", " ")),
    ),
    working && h(
      "span",
      { key: "working", class: "working", role: "status" },
      h("span", { class: "unseen" }, "Working…"),
    ),
  );
}

/** Who this side acts as, and the list of everybody it could be. */
function picker(pane, who) {
  const face = [
    h(
      "span",
      { class: "who-line" },
      h("span", { class: "who-acting" }, "Acting as"),
      h("strong", null, who?.name ?? "…"),
      icon("down"),
    ),
    h("span", { class: "who-title" }, about(who)),
  ];
  return menu(
    pane,
    "people",
    { label: `Acting as ${who?.name ?? ""}`, face, items: () => everybody(pane), kind: "who" },
  );
}

function everybody(pane) {
  const people = store.workspace.people.filter((one) => !one.bot && !one.deleted);
  return people.map((one) => {
    const checked = one.id === pane.as;
    const run = () => become(pane, one.id);
    const words = h("span", null, one.name, h("small", null, about(one)));
    return item(
      pane,
      { key: one.id, run, checked, kind: "menu-person" },
      avatar(one, "small"),
      words,
      checked && icon("check"),
    );
  });
}

function about(one) {
  return [one?.title, standing(one)].filter(Boolean).join(" · ");
}

function standing(one) {
  return [one?.guest && "guest", one?.external && "another company"].filter(Boolean).join(", ");
}

function place(pane) {
  if (!pane.remote) return h(
    "div",
    { key: "loading", class: "empty", role: "status" },
    h("span", { class: "spinner" }),
    "Looking around…",
  );
  if (pane.place === "home") return homeView(pane);
  if (conversation(pane)) return conversationView(pane);
  return h("div", { key: "nowhere", class: "empty" }, "Choose a conversation.");
}
