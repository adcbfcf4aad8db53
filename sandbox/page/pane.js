// One persona's view: who they are, where they can go, what they see there, and what lies above it.

import { confirmation } from "./confirm.js";
import { conversationView } from "./conversation.js";
import { clock } from "./dates.js";
import { h } from "./dom.js";
import { homeView } from "./home.js";
import { avatar, icon } from "./icons.js";
import { leaving } from "./inputs/button.js";
import { floating } from "./inputs/floating.js";
import { become } from "./live.js";
import { modal } from "./modal.js";
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
      style: { "--persona": who?.color || "var(--accent)" },
      on: { focusin: activate, pointerdown: activate },
    },
    identity(pane, who),
    h(
      "div",
      { key: "stage", class: "stage" },
      h("div", { key: "body", class: "pane-body", inert: covered }, sidebar(pane), place(pane)),
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
    who?.tz && h("span", { class: "who-clock", title: who.tz }, clock(Date.now() / 1000, who.tz), h("small", null, who.tz.split("/").at(-1).replaceAll("_", " "))),
    working && h("span", { key: "working", class: "working", role: "status" }, h("span", { class: "unseen" }, "Working…")),
  );
}

/** Who this side acts as, and the list of everybody it could be. */
function picker(pane, who) {
  const held = { get open() { return pane.menu === "people"; } };
  const set = (open) => {
    pane.menu = open ? "people" : null;
    update();
  };
  const toggle = { class: "who", type: "button", "aria-label": `Acting as ${who?.name ?? ""}`, "aria-haspopup": "menu", "aria-expanded": String(held.open), on: { click: () => set(!held.open) } };
  return h(
    "div",
    { class: "who-frame", on: leaving(() => set(false), held) },
    h(
      "button",
      toggle,
      h("span", { class: "who-line" }, h("span", { class: "who-acting" }, "Acting as"), h("strong", null, who?.name ?? "…"), icon("down")),
      h("span", { class: "who-title" }, [who?.title, standing(who)].filter(Boolean).join(" · ")),
    ),
    held.open && h("div", { key: "menu", class: "menu", role: "menu", "aria-label": "People", popover: "manual", hook: floating }, everybody(pane)),
  );
}

function everybody(pane) {
  const people = store.workspace.people.filter((one) => !one.bot && !one.deleted);
  return people.map((one) => {
    const checked = String(one.id === pane.as);
    const note = [one.title, standing(one)].filter(Boolean).join(" · ");
    return h(
      "button",
      { key: one.id, class: "menu-item menu-person", role: "menuitemradio", "aria-checked": checked, type: "button", on: { click: () => become(pane, one.id) } },
      avatar(one, "small"),
      h("span", null, one.name, h("small", null, note)),
      checked === "true" && icon("check"),
    );
  });
}

function standing(one) {
  return [one?.guest && "guest", one?.external && "another company"].filter(Boolean).join(", ");
}

function place(pane) {
  if (!pane.remote) return h("div", { key: "loading", class: "empty", role: "status" }, h("span", { class: "spinner" }), "Looking around…");
  if (pane.place === "home") return homeView(pane);
  if (conversation(pane)) return conversationView(pane);
  return h("div", { key: "nowhere", class: "empty" }, "Choose a conversation.");
}
