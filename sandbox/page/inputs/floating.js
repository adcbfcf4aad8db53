// Puts an open list into the top layer, beside what opened it, where there is room.

const GAP = 4;

export function floating(element) {
  if (!element.matches(":popover-open")) element.showPopover();
  const anchor = element.parentElement.getBoundingClientRect();
  const height = Math.min(element.scrollHeight, 320);
  const below = window.innerHeight - anchor.bottom - GAP * 3;
  const up = below < height && anchor.top > below;
  const room = Math.max(120, up ? anchor.top - GAP * 3 : below);
  const width = Math.max(anchor.width, element.classList.contains("menu") ? 200 : 0);
  const edge = element.closest(".pane")?.getBoundingClientRect().right ?? window.innerWidth;
  const left = Math.max(8, Math.min(anchor.left, edge - Math.max(width, element.offsetWidth) - 8));
  element.style.left = `${left}px`;
  element.style.top = up ? "auto" : `${anchor.bottom + GAP}px`;
  element.style.bottom = up ? `${window.innerHeight - anchor.top + GAP}px` : "auto";
  element.style.minWidth = `${width}px`;
  element.style.maxWidth = `${Math.max(width, 340)}px`;
  element.style.maxHeight = `${Math.min(320, room)}px`;
}
