// Native charts drawn as SVG: line, bar, area and pie, each also readable as a table.

import { h } from "../dom.js";
import { update, widget } from "../state.js";
import { axisChart } from "./axes.js";
import { frameOf, number } from "./scale.js";

export function chart(block, on) {
  const held = widget(on.pane, `${on.key} ${block.block_id ?? block.title} chart`, { table: false });
  const { chart: drawn, title } = block;
  const flip = () => {
    held.table = !held.table;
    update();
  };
  const body = held.table ? asTable(drawn) : drawn.type === "pie" ? pie(drawn, title) : axisChart(drawn, title);
  return h(
    "figure",
    { class: "chart" },
    h(
      "figcaption",
      null,
      h("strong", null, title),
      h(
        "button",
        { class: "text-button", type: "button", on: { click: flip } },
        held.table ? "Show chart" : "Show data",
      ),
    ),
    body,
    held.table ? null : legend(drawn),
  );
}

function pie(drawn, title) {
  const total = drawn.segments.reduce((sum, one) => sum + one.value, 0);
  let angle = -Math.PI / 2;
  const slices = drawn.segments.map((segment, index) => {
    const from = angle;
    angle += (segment.value / total) * 2 * Math.PI;
    const name = `${segment.label}: ${number(segment.value)} (${Math.round((100 * segment.value) / total)} %)`;
    return h(
      "path",
      { class: `slice series-${index}`, d: ring(from, Math.min(angle, from + 6.2831)) },
      h("title", null, name),
    );
  });
  const sum = h("text", { class: "pie-total", x: 100, y: 106 }, number(total));
  return frameOf(title, summary(drawn), [200, 200], [slices, sum], "pie");
}

function ring(from, to) {
  const place = (length) => (100 + length).toFixed(2);
  const point = (angle, radius) => `${place(radius * Math.cos(angle))} ${place(radius * Math.sin(angle))}`;
  const large = to - from > Math.PI ? 1 : 0;
  const outside = `M${point(from, 92)} A92 92 0 ${large} 1 ${point(to, 92)}`;
  return `${outside} L${point(to, 56)} A56 56 0 ${large} 0 ${point(from, 56)} Z`;
}

function legend(drawn) {
  const total = drawn.segments?.reduce((sum, one) => sum + one.value, 0);
  const rows = drawn.type === "pie" ? drawn.segments.map(
    (one) => [one.label, `${Math.round((100 * one.value) / total)} %`],
  ) : drawn.series.map((one) => [one.name, ""]);
  if (drawn.type !== "pie" && rows.length < 2) return null;
  return h(
    "ul",
    { class: "legend" },
    rows.map(([name, share], index) =>
      h(
        "li",
        null,
        h("span", { class: `swatch series-${index}`, "aria-hidden": "true" }),
        name,
        share && h("span", { class: "share" }, share),
      ),
    ),
  );
}

function summary(drawn) {
  if (drawn.type === "pie") return drawn.segments.map((one) => `${one.label} ${number(one.value)}`).join(", ");
  return drawn.series
    .map((one) => `${one.name}: ${one.data.map((point) => `${point.label} ${number(point.value)}`).join(", ")}`)
    .join("; ");
}

function asTable(drawn) {
  const head = drawn.type === "pie" ? ["", "Value"] : ["", ...drawn.series.map((one) => one.name)];
  const rows =
    drawn.type === "pie"
      ? drawn.segments.map((one) => [one.label, one.value])
      : drawn.axis_config.categories.map((label) => [
          label,
          ...drawn.series.map((one) => one.data.find((point) => point.label === label)?.value ?? 0),
        ]);
  return h(
    "div",
    { class: "table-frame" },
    h(
      "table",
      { class: "table" },
      h(
        "thead",
        null,
        h("tr", null, head.map((name) => h("th", { scope: "col", class: name ? "right" : "left" }, name))),
      ),
      h(
        "tbody",
        null,
        rows.map(([name, ...values]) =>
          h(
            "tr",
            null,
            h("th", { scope: "row" }, name),
            values.map((value) => h("td", { class: "right" }, number(value))),
          ),
        ),
      ),
    ),
  );
}
