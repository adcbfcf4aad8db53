// Every block type by its name; an unknown one says so instead of vanishing.

import { h } from "../dom.js";
import { inputBlock } from "../inputs/index.js";
import { mrkdwn } from "../mrkdwn.js";
import { actions } from "./actions.js";
import { chart } from "./chart.js";
import { image } from "./media.js";
import { richText } from "./rich.js";
import { dataTable, table } from "./table.js";
import { alert, context, divider, header, section } from "./text.js";

const DRAW = {
  actions,
  alert,
  context,
  data_table: dataTable,
  data_visualization: chart,
  divider,
  header,
  image: (block) => image(block, "block"),
  input: inputBlock,
  markdown: (block, on) => h("div", { class: "text" }, mrkdwn(block.text, on.tz)),
  rich_text: richText,
  section,
  table,
};

export function drawBlocks(blocks, on) {
  return (blocks ?? []).map((block, index) => {
    const draw = Object.hasOwn(DRAW, block.type) ? DRAW[block.type] : unknown;
    const key = block.block_id ?? `${block.type} ${index}`;
    return h("div", { key, class: `block block-${block.type}` }, draw(block, on));
  });
}

function unknown(block) {
  return h("p", { class: "unknown" }, `The sandbox does not draw blocks of type “${block.type}”.`);
}
