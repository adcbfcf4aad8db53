// The app's Home as the persona sees it.

import { drawBlocks } from "./blocks/index.js";
import { h } from "./dom.js";
import { avatar } from "./icons.js";
import { store } from "./state.js";
import { viewSurface } from "./surface.js";
import { notices } from "./notices.js";

export function homeView(pane) {
  const { home } = pane.remote;
  return h(
    "div",
    { key: "home", class: "room" },
    h("header", { class: "room-head" }, avatar(null, "small"), h("h2", null, `${store.workspace.app.name} · Home`)),
    h(
      "div",
      { class: "home scroll", role: "region", "aria-label": "Home" },
      home ? drawBlocks(home.blocks, viewSurface(pane, home)) : waiting(),
    ),
    notices(pane),
  );
}

function waiting() {
  return h("p", { class: "empty" }, `${store.workspace.app.name} has not drawn a Home for this person yet.`);
}
