// Typed markup to Slack's rich text and back.

const STYLES = { "*": "bold", _: "italic", "~": "strike", "`": "code" };
const STYLED = /([*_~`])(?=\S)([^\n]+?)(?<=\S)\1/gu;

export function fromMarkup(text) {
  if (!text.trim()) return null;
  const elements = [];
  for (const line of text.split("\n")) {
    const item = /^\s*[•-]\s+(.*)$/u.exec(line);
    const last = elements.at(-1);
    if (item) {
      const entry = { type: "rich_text_section", elements: leaves(item[1]) };
      if (last?.type === "rich_text_list") last.elements.push(entry);
      else elements.push({ type: "rich_text_list", style: "bullet", indent: 0, elements: [entry] });
    } else if (last?.type === "rich_text_section") {
      last.elements.push({ type: "text", text: "\n" }, ...leaves(line));
    } else {
      elements.push({ type: "rich_text_section", elements: leaves(line) });
    }
  }
  return { type: "rich_text", elements, typed: text };
}

function leaves(line) {
  const found = [];
  let from = 0;
  for (const match of line.matchAll(STYLED)) {
    if (match.index > from) found.push({ type: "text", text: line.slice(from, match.index) });
    found.push({ type: "text", text: match[2], style: { [STYLES[match[1]]]: true } });
    from = match.index + match[0].length;
  }
  if (from < line.length) found.push({ type: "text", text: line.slice(from) });
  return found;
}

export function toMarkup(rich) {
  if (!rich) return "";
  return rich.typed ?? rich.elements.map(written).join("\n");
}

function written(element) {
  if (element.type === "rich_text_list") return element.elements.map((item) => `• ${written(item)}`).join("\n");
  return (element.elements ?? []).map(leaf).join("");
}

function leaf({ text = "", url, style = {} }) {
  const mark = Object.entries(STYLES).find(([, name]) => style[name])?.[0] ?? "";
  return `${mark}${text || url || ""}${mark}`;
}

/** What goes to Slack: without our note of what was typed. */
export function bare(rich) {
  if (!rich) return rich;
  const { typed: _, ...rest } = rich;
  return rest;
}
