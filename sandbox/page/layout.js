// The page as a whole: top bar, stories, two panes and the inspector.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { activeFaults } from "./faults.js";
import { pane } from "./pane.js";
import { stories } from "./stories.js";
import { person, store, update } from "./state.js";

export function page(inspector) {
  const { stories: told, inspector: looked } = store;
  return h(
    "div",
    { class: `page${told.open ? " with-stories" : ""}${looked.open ? " with-inspector" : ""}` },
    topBar(),
    told.open && h("aside", { key: "stories", class: "stories", "aria-label": "Try this" }, stories()),
    h(
      "main",
      { key: "panes", class: `panes active-${store.active}` },
      pane(store.panes.left),
      pane(store.panes.right),
    ),
    looked.open && h("section", { key: "inspector", class: "inspector", "aria-label": "Inspector" }, inspector()),
  );
}

function topBar() {
  const { team } = store.workspace;
  return h(
    "header",
    { key: "top", class: "top" },
    h(
      "div",
      { class: "brand" },
      h("span", { class: "brand-mark", "aria-hidden": "true" }, h("i"), h("i")),
      h("h1", null, team.name),
      h("span", { class: "brand-note" }, "sandbox"),
    ),
    sides(),
    h(
      "nav",
      { class: "top-tools", "aria-label": "Tools" },
      !store.online && h(
        "span",
        { key: "offline", class: "flag flag-bad", role: "status" },
        icon("warn"),
        "Connection lost, trying again",
      ),
      activeFaults(store.faults).map((name) => h("span", { key: name, class: "flag" }, icon("bolt"), name)),
      toggle("Try this", "spark", store.stories),
      toggle("Inspector", "pulse", store.inspector),
    ),
  );
}

function toggle(label, mark, panel) {
  const flip = () => {
    panel.open = !panel.open;
    update();
    panel.onOpen?.();
  };
  return h(
    "button",
    { key: label, class: "tool", type: "button", "aria-pressed": String(panel.open), on: { click: flip } },
    icon(mark),
    label,
  );
}

/** On narrow screens one pane shows at a time; this chooses which. */
function sides() {
  const tab = (side) => {
    const show = () => {
      store.active = side;
      update();
    };
    const name = person(store.panes[side].as)?.name ?? side;
    return h(
      "button",
      { class: "side", type: "button", "aria-pressed": String(store.active === side), on: { click: show } },
      name,
    );
  };
  return h("div", { class: "sides", role: "group", "aria-label": "Which side to show" }, tab("left"), tab("right"));
}
