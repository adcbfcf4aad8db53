// A small keyed renderer: h() describes, patch() draws; whatever people typed only ever becomes text nodes.

const SVG = "http://www.w3.org/2000/svg";
const LIVE = new Set(["value", "checked", "indeterminate"]); // compared with the element itself at each draw
const UNBROKEN = "\u2011";
let afterwards = [];

/** Describe an element. Props: key, class, on, style, hook(element, isNew), anything else is an attribute. */
export function h(tag, props, ...children) {
  return { tag, props: props ?? {}, key: props?.key, children: described(children) };
}

function described(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "")
    .flatMap((child) => (typeof child === "object" ? child : words(String(child))));
}

/** Text; a word with a non-breaking hyphen keeps together, and is found and copied with the hyphen people type. */
function words(text) {
  if (!text.includes(UNBROKEN)) return [{ text }];
  const kept = (word) => h("span", { style: { "white-space": "nowrap" } }, word.replaceAll(UNBROKEN, "-"));
  return text.split(/(\S*\u2011\S*)/u).flatMap((part) => (part.includes(UNBROKEN) ? kept(part) : part ? { text: part } : []));
}

/** Draw the children of `root`, touching only what differs. */
export function draw(root, ...children) {
  patch(root, described(children));
  const hooks = afterwards;
  afterwards = [];
  for (const hook of hooks) hook();
}

function patch(parent, wanted) {
  const claim = claims(parent.kids ?? []);
  const claimed = wanted.map((node) => claim(node));
  for (const old of claim.left()) old.element.remove();
  wanted.forEach((node, index) => {
    const old = claimed[index];
    node.element = old ? old.element : created(node, parent);
    const there = parent.childNodes[index] ?? null;
    if (there !== node.element) parent.insertBefore(node.element, there);
    if ("text" in node) {
      if (old && old.text !== node.text) node.element.data = node.text;
    } else {
      dress(node, old);
    }
  });
  parent.kids = wanted;
}

/** Matches new nodes with old ones: by key, else by the order of equal tags. */
function claims(kids) {
  const waiting = new Map();
  for (const kid of kids) {
    const name = nameOf(kid);
    if (!waiting.has(name)) waiting.set(name, []);
    waiting.get(name).push(kid);
  }
  const claim = (node) => waiting.get(nameOf(node))?.shift();
  claim.left = () => [...waiting.values()].flat();
  return claim;
}

function nameOf(node) {
  return "text" in node ? "#text" : `${node.tag} ${node.key ?? ""}`;
}

function created(node, parent) {
  if ("text" in node) return document.createTextNode(node.text);
  const drawing = node.tag === "svg" || (parent.namespaceURI === SVG && parent.tagName !== "foreignObject");
  return drawing ? document.createElementNS(SVG, node.tag) : document.createElement(node.tag);
}

function dress(node, old) {
  const { element, props } = node;
  const before = old?.props ?? {};
  for (const name of Object.keys(before)) if (!(name in props)) setAttribute(element, name, null);
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") listen(element, value);
    else if (name === "style") paint(element, value);
    else if (!LIVE.has(name) && value !== before[name]) setAttribute(element, name, value);
  }
  if (before.on && !props.on) listen(element, {});
  patch(element, node.children);
  for (const name of LIVE) {
    const value = props[name];
    if (value !== undefined && element[name] !== value) element[name] = value;
  }
  if (props.hook) afterwards.push(() => props.hook(element, !old));
}

function setAttribute(element, name, value) {
  if (name === "key" || name === "hook" || name === "on" || name === "style" || LIVE.has(name)) return;
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : String(value).replaceAll(UNBROKEN, "-"));
}

function paint(element, style) {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
}

/** One listener a kind of event; what it calls is exchanged at each draw. */
function listen(element, handlers) {
  const known = (element.handlers ??= {});
  for (const kind of Object.keys(handlers)) {
    if (!(kind in known)) element.addEventListener(kind, (event) => element.handlers[kind]?.(event));
  }
  element.handlers = { ...Object.fromEntries(Object.keys(known).map((kind) => [kind, null])), ...handlers };
}
