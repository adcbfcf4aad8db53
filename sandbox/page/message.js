// One message: who, when, what; private and edited marks, reactions, replies and shortcuts.

import * as api from "./api.js";
import { drawBlocks } from "./blocks/index.js";
import { draftOf } from "./composer.js";
import { clock } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { avatar, icon } from "./icons.js";
import { goTo } from "./live.js";
import { item, menu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { busy, isApp, person, store, tell, update } from "./state.js";
import { messageSurface, readable } from "./surface.js";

const REACTIONS = ["eyes", "white_check_mark", "thumbsup", "x"];

export function message(pane, here, one, { follows }) {
  const app = one.bot || isApp(one.user);
  const who = app ? {
    app: true,
    name: one.username ?? store.workspace.app.name,
  } : (person(one.user) ?? { name: one.user ?? "Somebody" });
  const { tz } = person(pane.as) ?? {};
  const time = clock(Number(one.ts), tz);
  const kind = `${one.ephemeral ? " message-private" : ""}${follows ? " message-follows" : ""}`;
  return h(
    "article",
    {
      key: `${one.ephemeral ? "private " : ""}${one.ts}`,
      class: `message${kind}`,
      "aria-label": `${who.name}, ${time}`,
      "data-ts": one.ts,
    },
    follows ? h("span", { class: "message-gutter" }, h("time", null, time)) : avatar(who),
    h(
      "div",
      { class: "message-body" },
      one.ephemeral && h("p", { key: "private", class: "only-you" }, icon("eye"), "Only visible to you"),
      !follows && h(
        "p",
        { key: "byline", class: "byline" },
        h("strong", null, who.name),
        app && h("span", { class: "app-mark" }, "app"),
        h("time", null, time),
      ),
      content(pane, here, one, tz),
      reactions(one),
      replies(pane, here, one),
    ),
    one.ephemeral ? null : tools(pane, here, one),
  );
}

function content(pane, here, one, tz) {
  const edited = one.edited && h("span", { class: "edited" }, "edited");
  const words = !one.blocks?.length && one.text ? h("div", { class: "text" }, mrkdwn(one.text, tz), edited) : null;
  const blocks = one.blocks?.length ? h(
    "div",
    { key: "blocks", class: "blocks" },
    drawBlocks(one.blocks, messageSurface(pane, here.id, one)),
    edited,
  ) : null;
  return [
    words,
    blocks,
    (one.attachments ?? []).map((added, at) => attachment(pane, here, one, added, at, tz)),
    files(one),
  ];
}

function attachment(pane, here, one, added, at, tz) {
  const inside = { ...one, blocks: added.blocks ?? [], ts: one.ts };
  return h(
    "div",
    { key: `attachment ${at}`, class: "attachment" },
    added.title && h("strong", null, added.title),
    added.text && h("div", { class: "text" }, mrkdwn(added.text, tz)),
    drawBlocks(inside.blocks, messageSurface(pane, here.id, inside)),
  );
}

function files(one) {
  return (one.files ?? []).map((file) =>
    h(
      "a",
      {
        key: file.id,
        class: "file",
        href: file.url_private ?? file.permalink ?? null,
        target: "_blank",
        rel: "noopener",
      },
      icon("table"),
      h("span", null, file.title ?? file.name),
    ),
  );
}

function reactions(one) {
  if (!one.reactions?.length) return null;
  const drawn = one.reactions.map((each) => {
    const names = (each.users ?? []).map((id) => person(id)?.name ?? id).join(", ");
    return h(
      "li",
      { key: each.name, title: names },
      emoji(each.name) ?? `:${each.name}:`,
      h("span", null, each.count ?? each.users?.length ?? 1),
    );
  });
  return h("ul", { key: "reactions", class: "reactions", "aria-label": "Reactions" }, drawn);
}

function replies(pane, here, one) {
  if (!one.reply_count || pane.thread) return null;
  const words = one.reply_count === 1 ? "1 reply" : `${one.reply_count} replies`;
  return h(
    "button",
    { key: "replies", class: "replies", type: "button", on: { click: () => goTo(pane, here.id, one.ts) } },
    icon("reply"),
    words,
  );
}

/** Take one's own message into the composer, to be sent anew in its place. */
function startEditing(pane, one) {
  Object.assign(draftOf(pane), { text: one.text, editing: one.ts });
  update();
}

function tools(pane, here, one) {
  const shortcuts = store.workspace.app.shortcuts.filter((each) => each.type === "message");
  const at = { as: pane.as, channel: here.id, ts: one.ts };
  const doing = (call) => async () => {
    const answer = await busy(pane, call);
    if (answer.error) tell(pane, readable(answer.error));
  };
  const reply = () => goTo(pane, here.id, one.thread_ts ?? one.ts);
  const items = () => [
    REACTIONS.map((name) =>
      item(pane, { key: name, kind: "menu-reaction", run: doing(() => api.react({ ...at, name })) }, emoji(name)),
    ),
    pane.thread ? null : item(pane, { key: "reply", run: reply }, "Reply in thread"),
    shortcuts.map(({ callback_id, name }) =>
      item(pane, { key: callback_id, run: doing(() => api.shortcut({ ...at, callback_id })) }, name),
    ),
    one.user === pane.as ? item(pane, { key: "edit", run: () => startEditing(pane, one) }, "Edit message") : null,
    one.user === pane.as ? item(pane, { key: "delete", run: doing(() => api.remove(at)) }, "Delete message") : null,
  ];
  const face = icon("more");
  return h(
    "div",
    { key: "tools", class: "message-tools" },
    menu(pane, `message ${one.ts}`, { label: "Message actions", face, items }),
  );
}
