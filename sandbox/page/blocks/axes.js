// Charts with axes: grouped bars, lines and areas over categories.

import { h } from "../dom.js";
import { frameOf, number, short, ticks } from "./scale.js";

const WIDTH = 560;
const HEIGHT = 230;
const LEFT = 46;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 34;
const MARKS = { bar: bars, line: lines, area: areas };

export function axisChart(drawn, title) {
  const { categories, x_label: xLabel, y_label: yLabel } = drawn.axis_config;
  const series = drawn.series.map((one) => ({
    name: one.name,
    values: categories.map((label) => one.data.find((point) => point.label === label)?.value ?? 0),
  }));
  const grid = gridOf(series, categories, Boolean(xLabel));
  const inside = [
    axes(grid, categories),
    (MARKS[drawn.type] ?? lines)(series, grid, categories),
    xLabel && h("text", { class: "axis-title", x: WIDTH / 2, y: grid.height - 3 }, xLabel),
    yLabel && h("text", { class: "axis-title start", x: 2, y: 9 }, yLabel),
  ];
  return frameOf(title, describe(series, categories), [WIDTH, grid.height], inside, drawn.type);
}

function describe(series, categories) {
  return series
    .map((one) => `${one.name}: ${one.values.map((value, at) => `${categories[at]} ${number(value)}`).join(", ")}`)
    .join("; ");
}

function gridOf(series, categories, titled) {
  const steps = ticks(series.flatMap((one) => one.values));
  const height = titled ? HEIGHT + 14 : HEIGHT;
  const floor = HEIGHT - BOTTOM;
  const [low, high] = [steps[0], steps.at(-1)];
  const slot = (WIDTH - LEFT - RIGHT) / categories.length;
  return {
    steps,
    height,
    slot,
    x: (at) => LEFT + slot * (at + 0.5),
    y: (value) => floor - ((value - low) / (high - low)) * (floor - TOP - 6),
  };
}

function axes(grid, categories) {
  const skip = Math.ceil(categories.length / Math.floor((WIDTH - LEFT) / 58));
  return [
    grid.steps.map((step) => [
      h(
        "line",
        {
          class: step === 0 ? "baseline" : "gridline",
          x1: LEFT,
          x2: WIDTH - RIGHT,
          y1: grid.y(step),
          y2: grid.y(step),
        },
      ),
      h("text", { class: "tick end", x: LEFT - 8, y: grid.y(step) + 4 }, short(step)),
    ]),
    categories.map((label, at) =>
      at % skip
        ? null
        : h("text", { class: "tick", x: grid.x(at), y: HEIGHT - BOTTOM + 18 }, cut(label, grid.slot * skip)),
    ),
  ];
}

function cut(label, room) {
  const letters = Math.max(3, Math.floor(room / 6.2));
  return label.length > letters ? `${label.slice(0, letters - 1)}…` : label;
}

function bars(series, grid, categories) {
  const width = Math.min(34, (grid.slot * 0.72) / series.length);
  return series.map((one, index) =>
    one.values.map((value, at) => {
      const x = grid.x(at) + (index - series.length / 2) * width;
      const [top, bottom] = [grid.y(Math.max(value, 0)), grid.y(Math.min(value, 0))];
      const size = { x: x + 1, y: top, width: Math.max(width - 2, 1), height: Math.max(bottom - top, 0.5), rx: 2 };
      return h("rect", { class: `series-${index}`, ...size }, label(one.name, categories[at], value));
    }),
  );
}

function lines(series, grid, categories) {
  return series.map((one, index) => [
    h("path", { class: `curve series-${index}`, d: path(one.values, grid) }),
    one.values.map((value, at) =>
      h(
        "circle",
        { class: `dot series-${index}`, cx: grid.x(at), cy: grid.y(value), r: 3.4 },
        label(one.name, categories[at], value),
      ),
    ),
  ]);
}

function areas(series, grid, categories) {
  const floor = grid.y(0);
  const closed = (values) => `${path(values, grid)} L${grid.x(values.length - 1)} ${floor} L${grid.x(0)} ${floor} Z`;
  return [
    series.map((one, index) => h("path", { class: `shade series-${index}`, d: closed(one.values) })),
    lines(series, grid, categories),
  ];
}

function path(values, grid) {
  return values.map((value, at) => `${at ? "L" : "M"}${grid.x(at).toFixed(1)} ${grid.y(value).toFixed(1)}`).join(" ");
}

function label(series, category, value) {
  return h("title", null, `${series}, ${category}: ${number(value)}`);
}
