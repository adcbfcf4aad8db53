// The page's side of the control interface: one function a call, and the live stream.

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  return response.ok ? body : { ok: false, error: body.error ?? `HTTP ${response.status}`, ...body };
}

async function get(path) {
  return answer(await fetch(`/control/${path}`));
}

async function post(path, body) {
  try {
    const headers = { "Content-Type": "application/json" };
    return await answer(await fetch(`/control/${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
  } catch {
    return { ok: false, error: "The sandbox does not answer. Is it still running?" };
  }
}

export const workspace = () => get("workspace");
export const state = (as, reading) => get(
  `state?as=${encodeURIComponent(as)}&reading=${encodeURIComponent(reading)}`,
);
export const traffic = (after) => get(`traffic?after=${after}&limit=200`);
export const faults = () => get("faults");

export const setFaults = (faults) => post("faults", faults);
export const command = (as, channel, text) => post("command", { as, channel, text });
export const message = (as, channel, text, thread_ts) => post("message", { as, channel, text, thread_ts });
export const action = (body) => post("action", body);
export const suggest = (body) => post("suggest", body);
export const submit = (as, view_id, values) => post("submit", { as, view_id, values });
export const close = (as, view_id, all) => post("close", { as, view_id, all });
export const home = (as) => post("home", { as });
export const shortcut = (body) => post("shortcut", body);
export const react = (body) => post("react", body);
export const edit = (body) => post("edit", body);
export const remove = (body) => post("delete", body);

/** Calls back whenever what `as` sees may differ, or traffic grew; returns the way to stop it. */
export function stream(as, { changed, traffic, online }) {
  const source = new EventSource(`/control/stream?as=${encodeURIComponent(as)}`);
  source.addEventListener("changed", changed);
  source.addEventListener("traffic", traffic);
  source.addEventListener("open", () => online(true));
  source.addEventListener("error", () => online(false));
  return () => source.close();
}
