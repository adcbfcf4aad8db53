// Keeps Tab inside a dialog.

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
