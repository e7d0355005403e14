// The route of a shipment as a map, asked for when its card comes into view.

import { drawing } from "./drawing.js";
import { el } from "./page.js";

// Its room is kept from the start, so that nothing moves when it comes; without a map the room goes.
export function routeMap({ reference, pol, pod }) {
  if (!pol || !pod) return null;
  const figure = el("figure", { class: "route" });
  const seen = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    seen.disconnect();
    fill(figure, `/v1/shipments/${encodeURIComponent(reference)}/map.svg`);
  });
  seen.observe(figure);
  return figure;
}

async function fill(figure, path) {
  const map = await drawing(path).catch(() => null); // a card is whole without its map
  if (map) figure.replaceChildren(map);
  else figure.remove();
}
