// What Slack itself would tell the person: failures, timeouts, and what the page could not do.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openNotices } from "./live.js";
import { plain } from "./mrkdwn.js";
import { tell, update } from "./state.js";

export function notices(pane) {
  const put = (key) => () => {
    pane.seen.add(key);
    update();
  };
  const shown = openNotices(pane).map((notice) => line(notice.key, notice.text, put(notice.key)));
  const own = pane.toast && !shownAlready(pane) ? line("own", pane.toast.text, () => tell(pane, null)) : null;
  if (!shown.length && !own) return null;
  return h("div", { key: "notices", class: "notices", role: "status", "aria-label": "Notices" }, shown, own);
}

/** Slack's own sentence comes twice: as the call's answer and as a notice that stays. */
function shownAlready(pane) {
  return (pane.remote?.notices ?? []).some((notice) => notice.text === pane.toast.text);
}

function line(key, text, away) {
  return h(
    "div",
    { key, class: "notice" },
    icon("warn"),
    h("p", null, plain(text)),
    h("button", { class: "quiet", type: "button", "aria-label": "Dismiss", on: { click: away } }, icon("close")),
  );
}
