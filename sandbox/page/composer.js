// Where one writes: messages, and slash commands completed from the manifest.

import * as api from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { item, menu } from "./menu.js";
import { busy, store, tell, titleOf, update } from "./state.js";
import { readable } from "./surface.js";

export function composer(pane, here) {
  const draft = draftOf(pane);
  const matches = draft.closed ? [] : completions(draft.text);
  draft.active = Math.min(draft.active, Math.max(matches.length - 1, 0));
  const name = pane.thread ? "Reply in thread" : `Message ${here.kind === "dm" ? "" : "#"}${titleOf(here)}`;
  return h(
    "form",
    {
      key: `composer ${keyOf(pane)}`,
      class: "composer",
      on: { submit: (event) => { event.preventDefault(); send(pane, here); } },
    },
    matches.length > 0 && completionList(pane, draft, matches),
    field(pane, here, draft, matches, name),
    h(
      "div",
      { key: "tools", class: "composer-tools" },
      shortcutMenu(pane, here),
      h("span", { class: "composer-hint" }, hint(pane, draft)),
      h(
        "button",
        { class: "send", type: "submit", "aria-label": "Send", disabled: !draft.text.trim() },
        icon("send"),
      ),
    ),
  );
}

export function draftOf(pane) {
  return (pane.drafts[keyOf(pane)] ??= { text: "", active: 0, closed: false });
}

function keyOf(pane) {
  return `${pane.as} ${pane.place} ${pane.thread ?? ""}`;
}

function hint(pane, draft) {
  const word = draft.text.split(/\s/u)[0];
  const known = store.workspace.app.commands.find((one) => one.command === word);
  if (draft.editing) return "Enter saves the change";
  if (known?.usage_hint) return `${known.command} ${known.usage_hint}`;
  return draft.text || pane.thread ? "Enter sends · Shift+Enter for a new line" : "Type / for commands";
}

function completions(text) {
  if (!/^\/\S*$/u.test(text)) return [];
  const found = store.workspace.app.commands.filter((one) => one.command.startsWith(text.toLowerCase()));
  return found.length === 1 && found[0].command === text ? [] : found;
}

function completionList(pane, draft, matches) {
  const row = (one, at) =>
    h(
      "li",
      {
        key: one.command,
        id: `${pane.side}-command-${at}`,
        class: `option${at === draft.active ? " option-active" : ""}`,
        role: "option",
        "aria-selected": String(at === draft.active),
        on: { click: () => complete(draft, one) },
      },
      h(
        "span",
        { class: "option-words" },
        h("b", null, one.command),
        one.usage_hint && h("code", null, one.usage_hint),
        h("small", null, one.description),
      ),
    );
  const keepFocus = (event) => event.preventDefault();
  return h(
    "ul",
    {
      key: "commands",
      id: `${pane.side}-commands`,
      class: "options completions",
      role: "listbox",
      "aria-label": "Commands",
      on: { mousedown: keepFocus },
    },
    matches.map(row),
  );
}

function field(pane, here, draft, matches, name) {
  const open = matches.length > 0;
  return h("textarea", {
    key: "field",
    class: "composer-field",
    rows: 1,
    placeholder: name,
    "aria-label": name,
    "aria-autocomplete": "list",
    "aria-controls": open ? `${pane.side}-commands` : null,
    "aria-activedescendant": open ? `${pane.side}-command-${draft.active}` : null,
    value: draft.text,
    hook: grow,
    on: {
      input: (event) => {
        Object.assign(draft, { text: event.target.value, active: 0, closed: false });
        update();
      },
      keydown: (event) => key(event, { pane, here, draft, matches }),
    },
  });
}

function grow(node) {
  node.style.height = "auto";
  node.style.height = `${Math.min(node.scrollHeight, 160)}px`;
}

function key(event, { pane, here, draft, matches }) {
  if (event.isComposing) return;
  const open = matches.length > 0;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (open && step) {
    draft.active = (draft.active + step + matches.length) % matches.length;
  } else if (
    open && (event.key === "Tab" || (event.key === "Enter" && matches[draft.active].command !== draft.text))
  ) {
    complete(draft, matches[draft.active]);
  } else if (open && event.key === "Escape") {
    draft.closed = true;
  } else if (event.key === "Enter" && !event.shiftKey) {
    send(pane, here);
  } else {
    return;
  }
  event.preventDefault();
  update();
}

function complete(draft, one) {
  draft.text = `${one.command} `;
  update();
}

/** Send what stands in the composer; it comes back if it could not be sent. */
export async function send(pane, here) {
  const draft = draftOf(pane);
  const text = draft.text.trim();
  if (!text) return;
  const { as, thread } = pane;
  const { editing } = draft;
  if (!editing && thread && text.startsWith("/")) {
    tell(pane, "Slash commands do not work in threads.");
    return;
  }
  Object.assign(draft, { text: "", closed: false, editing: null });
  pane.said = true;
  tell(pane, null);
  const call = () => {
    if (editing) return api.edit({ as, channel: here.id, ts: editing, text });
    return text.startsWith("/") ? api.command(as, here.id, text) : api.message(as, here.id, text, thread ?? undefined);
  };
  const answer = await busy(pane, call);
  if (answer.ok !== false && !answer.error) return;
  if (!draft.text) draft.text = text;
  tell(pane, answer.shown ?? readable(answer.error));
}

function shortcutMenu(pane, here) {
  const shortcuts = store.workspace.app.shortcuts.filter((one) => one.type === "global");
  if (!shortcuts.length) return null;
  const run = ({ callback_id }) => async () => {
    const answer = await busy(pane, () => api.shortcut({ as: pane.as, callback_id, channel: here.id }));
    if (answer.error) tell(pane, readable(answer.error));
  };
  const items = () =>
    shortcuts.map((one) =>
      item(
        pane,
        { key: one.callback_id, run: run(one) },
        one.name,
        one.description && h("small", null, one.description),
      ),
    );
  return menu(pane, "shortcuts", { label: "Shortcuts", face: icon("bolt"), items });
}
