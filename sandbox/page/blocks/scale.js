// Round numbers for axes and readable ones for labels.

import { h } from "../dom.js";

export function number(value) {
  return new Intl.NumberFormat("en-GB", { maximumFractionDigits: 4 }).format(value);
}

export function short(value) {
  return new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** Four or five round steps which hold all values and, for bars and areas, zero. */
export function ticks(values) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const rough = (high - low || 1) / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * magnitude).find((one) => one >= rough);
  const first = Math.floor(low / step) * step;
  const count = Math.ceil((high - first) / step - 1e-9);
  return Array.from({ length: Math.max(count, 1) + 1 }, (_, index) => first + index * step);
}

/** The picture with a name and the whole data as its description. */
export function frameOf(title, description, [width, height], inside, kind) {
  return h(
    "svg",
    {
      class: `plot plot-${kind}`,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": `${title}. ${description}`,
    },
    inside,
  );
}
