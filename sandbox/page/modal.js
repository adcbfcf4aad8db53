// A modal over one pane: the top view of the stack, its form, its errors, and the keys that belong to it.

import * as api from "./api.js";
import { drawBlocks } from "./blocks/index.js";
import { h } from "./dom.js";
import { valuesOf } from "./forms.js";
import { icon, iconButton } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { busy, store, update } from "./state.js";
import { readable, viewSurface } from "./surface.js";
import { holdFocus } from "./focus.js";

export function modal(pane, view, covered) {
  const on = viewSurface(pane, view);
  const { form } = on;
  takeErrors(form, view);
  const id = `${pane.side}-dialog-title`;
  const about = { role: "dialog", "aria-modal": "true", "aria-labelledby": id, tabindex: "-1" };
  const leave = () => close(pane, view, false);
  return h(
    "div",
    { key: "modal", class: "scrim", inert: covered },
    h(
      "div",
      { key: view.id, class: "modal", ...about, hook: enter(pane), on: keys(leave) },
      h(
        "form",
        { class: "modal-form", novalidate: true, on: sending(() => submit(pane, view, on)) },
        head(pane, view, id, leave),
        h("div", { key: "body", class: "modal-body scroll" }, drawBlocks(view.blocks, on)),
        form.message && h("p", { key: "message", class: "modal-message", role: "alert" }, icon("warn"), form.message),
        foot(view, form, leave),
      ),
    ),
  );
}

function keys(leave) {
  return { keydown: (event) => (event.key === "Escape" ? leave() : holdFocus(event)) };
}

function sending(send) {
  return {
    submit: (event) => {
      event.preventDefault();
      send();
    },
  };
}

/** The arrow goes back one view; the cross leaves them all. */
function head(pane, view, id, leave) {
  const leaveAll = () => close(pane, view, true);
  const deep = pane.remote.views.length > 1;
  return h(
    "header",
    { key: "head", class: "modal-head" },
    deep && iconButton("left", "Back", leave, { key: "back" }),
    h("h2", { id }, plain(view.title?.text)),
    iconButton("close", "Close", leaveAll, { key: "close" }),
  );
}

function foot(view, form, leave) {
  const cancel = h(
    "button",
    { key: "cancel", class: "button button-plain", type: "button", on: { click: leave } },
    plain(view.close?.text ?? (view.submit ? "Cancel" : "Close")),
  );
  const words = form.sending ? [h("span", { class: "spinner" }), plain(view.submit?.text)] : plain(view.submit?.text);
  const go = view.submit && h(
    "button",
    { key: "submit", class: "button button-primary", type: "submit", "aria-busy": form.sending ? "true" : null },
    words,
  );
  return h("footer", { key: "foot", class: "modal-foot" }, cancel, go);
}

/** Errors the server keeps with the view count once; typing in a field takes its error away. */
function takeErrors(form, view) {
  const told = JSON.stringify(view.errors ?? {});
  if (form.told === told) return;
  form.told = told;
  showErrors(form, { ...view.errors }, view);
}

/** What had the focus may be gone with the page it stood on; the dialog then takes it, so that its keys work. */
function enter(pane) {
  return (node, isNew) => {
    const lost = store.active === pane.side && document.activeElement === document.body;
    if (!(isNew || lost) || node.contains(document.activeElement)) return;
    const first = node.querySelector(".modal-body :is(input, textarea, select):not([type=radio], [type=checkbox])");
    (first ?? node).focus({ preventScroll: true });
  };
}

async function submit(pane, view, on) {
  const { form } = on;
  if (form.sending || !view.submit) return;
  Object.assign(form, { sending: true, message: null, errors: {} });
  const answer = await busy(pane, () => api.submit(pane.as, view.id, valuesOf(form, view.blocks)));
  form.sending = false;
  showErrors(form, answer.errors ?? {}, view);
  if (answer.error) form.message = readable(answer.error);
  update();
  showFirstError(pane);
}

/** Errors stand beside their fields; one that belongs to no field stands above the buttons. */
function showErrors(form, errors, view) {
  const known = new Set(view.blocks.map((block) => block.block_id));
  form.errors = errors;
  form.message = Object.entries(errors).find(([block]) => !known.has(block))?.[1] ?? null;
}

function showFirstError(pane) {
  setTimeout(() => {
    const wrong = document.querySelector(`.pane-${pane.side} .modal [aria-invalid=true]`);
    wrong?.scrollIntoView({ block: "center" });
    wrong?.focus({ preventScroll: true });
  });
}

async function close(pane, view, all) {
  const answer = await busy(pane, () => api.close(pane.as, view.id, all));
  if (answer.error) pane.forms[view.id].message = readable(answer.error);
  update();
}
