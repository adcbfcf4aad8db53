// Keeps Tab inside a dialog, and goes on where one was writing when the last dialog closes.

const STOPS = "a[href], button:not([disabled]), input:not([disabled]), textarea, select, [tabindex='0']";

export function holdFocus(event) {
  if (event.key !== "Tab") return;
  const stops = [...event.currentTarget.querySelectorAll(STOPS)].filter((node) => node.offsetParent !== null);
  if (!stops.length) return;
  const [first, last] = [stops[0], stops.at(-1)];
  const leaving = event.shiftKey ? [first, event.currentTarget] : [last];
  if (!leaving.includes(document.activeElement)) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

/** A hook for what lies under dialogs: once none covers it, and nothing else took the focus, one types on. */
export function comeBack(covered) {
  return (node) => {
    if (node.wasCovered && !covered) setTimeout(() => {
      if (document.activeElement && document.activeElement !== document.body) return;
      (node.querySelector(".composer-field") ?? node.querySelector(".entry[aria-current]"))?.focus({ preventScroll: true });
    });
    node.wasCovered = covered;
  };
}
