// Drawings that the server makes (maps, charts), put into the page so that they take its colours.
// They are parsed as XML, and refused unless they hold shapes and text alone: nothing that runs or loads.

import { el } from "./page.js";

const SVG = "http://www.w3.org/2000/svg";
const ELEMENTS = new Set(["svg", "title", "desc", "g", "path", "rect", "circle", "line", "polyline", "polygon", "text", "tspan"]);
const LOADS = /url\s*\(|@import|javascript:|\\/i;
const STYLES = /<style>([^<]*)<\/style>/g;

// Resolves to an element that shows the drawing at `path`; to null when there is none to show.
export async function drawing(path) {
  const response = await fetch(path, { headers: { Accept: "image/svg+xml" } });
  return response.ok ? drawn(await response.text()) : null;
}

// Its rules are taken out first: the page's policy lets no style element in, wherever it is parsed.
function drawn(text) {
  const rules = [...text.matchAll(STYLES)].map(([, css]) => css).join("\n");
  const parsed = new DOMParser().parseFromString(text.replace(STYLES, ""), "image/svg+xml");
  return isHarmless(parsed) && !LOADS.test(rules) ? shown(parsed.documentElement, rules) : null;
}

function isHarmless(parsed) {
  const root = parsed.documentElement;
  if (root?.localName !== "svg") return false;
  return [root, ...root.querySelectorAll("*")].every(
    (node) => node.namespaceURI === SVG && ELEMENTS.has(node.localName) && [...node.attributes].every(isPlain),
  );
}

function isPlain({ localName, value }) {
  return !/^(on|href|src|style)/i.test(localName) && !LOADS.test(value);
}

// In a tree of its own, so that its rules reach nothing else of the page.
function shown(root, rules) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`svg { display: block; width: 100%; height: auto; }\n${rules}`);
  const host = el("div", { class: "drawn" });
  const tree = host.attachShadow({ mode: "open" });
  tree.adoptedStyleSheets = [sheet];
  tree.append(document.importNode(root, true));
  return host;
}
