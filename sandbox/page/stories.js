// The "Try this" panel: stories of the workspace, told step by step, each step done by a button.

import { draftOf, send } from "./composer.js";
import { h } from "./dom.js";
import { avatar, icon } from "./icons.js";
import { become } from "./live.js";
import { placeNamed } from "./route.js";
import { appConversation, conversation, store, tell, update } from "./state.js";

export function stories() {
  const told = store.workspace.stories ?? [];
  const hide = () => {
    store.stories.open = false;
    update();
  };
  return [
    h(
      "header",
      { key: "head", class: "panel-head" },
      h("h2", null, "Try this"),
      h(
        "button",
        { class: "quiet", type: "button", "aria-label": "Hide Try this", on: { click: hide } },
        icon("close"),
      ),
    ),
    h(
      "div",
      { key: "list", class: "story-list scroll" },
      told.length ? grouped(told) : h("p", { class: "empty" }, "This workspace tells no stories."),
    ),
  ];
}

// Stories stand under whom they are for, in the order in which the workspace names them.
function grouped(told) {
  const groups = [...new Set(told.map((one) => one.for ?? ""))];
  return groups.flatMap((group) => [
    group && h("h3", { key: `for ${group}`, class: "story-group" }, group),
    ...told.map((one, number) => (one.for ?? "") === group && story(one, number)),
  ]);
}

function story(told, number) {
  const open = store.stories.story === number;
  const flip = () => {
    store.stories.story = open ? null : number;
    update();
  };
  const done = told.steps.filter((_, at) => store.stories.done.has(`${number}.${at}`)).length;
  return h(
    "section",
    { key: number, class: `story${open ? " story-open" : ""}` },
    h(
      "h4",
      null,
      h(
        "button",
        { type: "button", class: "story-title", "aria-expanded": String(open), on: { click: flip } },
        h("span", null, told.title),
        done ? h("small", null, `${done} of ${told.steps.length}`) : null,
        icon("down"),
      ),
    ),
    open && h(
      "div",
      { key: "told", class: "story-told" },
      h("p", { class: "story-about" }, told.about),
      h("ol", null, told.steps.map((step, at) => drawStep(step, number, at))),
    ),
  );
}

function drawStep(step, number, at) {
  const mark = `${number}.${at}`;
  const done = store.stories.done.has(mark);
  const who = store.workspace.people.find((one) => one.key === step.as);
  const before = store.workspace.stories[number].steps.slice(0, at);
  const left = before.findIndex((_, earlier) => !store.stories.done.has(`${number}.${earlier}`)) + 1;
  const run = async () => {
    if (await doStep(step, who, left)) store.stories.done.add(mark);
    update();
  };
  return h(
    "li",
    { key: mark, class: `step${done ? " step-done" : ""}` },
    avatar(who, "small"),
    h(
      "div",
      { class: "step-words" },
      h(
        "p",
        null,
        h("strong", null, who?.name.split(" ")[0] ?? step.as),
        h("span", { class: "step-side" }, sideOf(step)),
        done && icon("check", "done"),
      ),
      h("p", null, step.say),
      step.type && h("code", { class: "step-code" }, step.type),
      h(
        "button",
        { class: "button button-small", type: "button", "aria-label": `Do it: ${step.say}`, on: { click: run } },
        done ? "Again" : "Do it",
      ),
    ),
  );
}

function sideOf(step) {
  return step.side === "right" ? "right" : "left";
}

/** Seat the person, open the place, and type or press what the step says; true once that is done.
 *  ``left`` is the first step before it that was not done here, 0 if there is none. */
async function doStep(step, who, left) {
  const pane = store.panes[sideOf(step)];
  store.active = pane.side;
  if (!who) {
    tell(pane, `There is nobody called “${step.as}” in this workspace.`);
    return false;
  }
  await become(pane, who.id);
  const stay = conversation(pane) ? pane.place : (appConversation(pane)?.id ?? pane.remote?.conversations[0]?.id);
  const place = step.open ? placeNamed(pane, step.open) : step.type ? stay : pane.place;
  if (step.open && !place) {
    tell(pane, `${who.name} cannot see “${step.open}”.`);
    return false;
  }
  await become(pane, who.id, place);
  if (step.press) return press(pane, step, left);
  if (!step.type) return true;
  draftOf(pane).text = step.type;
  update();
  await send(pane, conversation(pane));
  return true;
}

/** Press the newest button of that name: in the dialog if one is open, else on the card that the step names. */
async function press(pane, step, left) {
  await new Promise((drawn) => setTimeout(drawn));
  if (step.after && left) {
    tell(pane, `Do step ${left} first: this one is about the card that comes of it.`);
    return false;
  }
  const seat = `.pane-${pane.side}`;
  const dialog = document.querySelector(`${seat} .modal`);
  const room = [...document.querySelectorAll(`${seat} .room`)];
  const cards = step.card ? [...document.querySelectorAll(`${seat} .room article`)].filter(saying(step.card)) : room;
  const places = dialog ? [dialog] : cards;
  const buttons = places.flatMap((place) => [...place.querySelectorAll("button")]);
  const button = buttons.findLast((one) => one.textContent.trim() === step.press);
  if (!button) {
    const card = step.card ? ` on a card that says “${step.card}”` : " here";
    const first = left ? ` Do step ${left} first.` : " Do the steps before this one first.";
    tell(pane, `There is no “${step.press}” to press${card}.${first}`);
    return false;
  }
  button.scrollIntoView({ block: "center" });
  button.click();
  return true;
}

function saying(words) {
  return (card) => card.textContent.replaceAll("\u2011", "-").includes(words);
}
