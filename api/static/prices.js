// The page of a product's prices: its charts, and the form that writes the message which sets an alert.

import { drawing } from "./drawing.js";
import { page, say } from "./page.js";

for (const figure of document.querySelectorAll("[data-drawing]")) fill(figure);

document.getElementById("set-alert")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const { below, currency } = Object.fromEntries(new FormData(event.target));
  const text = say("alert_sentence", { goods: page.goods, sum: below, currency });
  location.assign(`/?${new URLSearchParams({ text })}`);
});

async function fill(figure) {
  const chart = await drawing(figure.dataset.drawing).catch(() => null); // the table has all of it
  if (chart) figure.replaceChildren(chart);
  else figure.remove();
}
