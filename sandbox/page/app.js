// Opens the workspace, listens to what changes and draws the page.

import * as api from "./api.js";
import { draw } from "./dom.js";
import { inspector, loadFaults, loadTraffic } from "./inspector.js";
import { loadPane } from "./live.js";
import { page } from "./layout.js";
import { readRoute, writeRoute } from "./route.js";
import { onUpdate, store, update } from "./state.js";

const root = document.getElementById("page");

async function start() {
  store.workspace = await api.workspace();
  if (!store.workspace.people) {
    draw(root, "The sandbox does not answer. Is it still running?");
    return;
  }
  document.title = `${store.workspace.team.name} · sandbox`;
  store.stories.open = window.innerWidth >= 1280 && (store.workspace.stories ?? []).length > 0;
  root.replaceChildren();
  onUpdate(() => {
    writeRoute();
    draw(root, page(inspector));
  });
  await Promise.all([readRoute(), loadFaults()]);
  update();
}

window.addEventListener("hashchange", () => readRoute());
window.addEventListener("resize", update);
setInterval(update, 30_000); // the clocks of the personas
document.addEventListener("scroll", () => document.querySelector("[popover]") && update(), true);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  loadTraffic();
  for (const pane of Object.values(store.panes)) loadPane(pane);
});

start();
