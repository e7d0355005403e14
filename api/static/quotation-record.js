// What happened to a quotation, and what its seller earns on it.

import { call, refusal } from "./calls.js";
import { el, number, page, say } from "./page.js";

export function history(quote) {
  const made = quote.moves[0]?.move === "draft" ? [] : [{ move: "make", at: quote.made_at }];
  const rows = [...made, ...quote.moves].map((move) =>
    el("li", {}, [
      el("span", { text: [say(`move_${move.move}`), move.role && say(`by_${move.role}`)].filter(Boolean).join(" ") }),
      el("time", { datetime: move.at, title: move.at, text: moment(move.at) }),
      el("span", { class: "soft", dir: "auto", text: move.note ? `“${move.note}”` : "" }),
    ]),
  );
  return el("section", { class: "record" }, [el("h2", { text: say("history") }), el("ol", { class: "timeline" }, rows)]);
}

function moment(at) {
  return new Intl.DateTimeFormat(page.language, { dateStyle: "medium", timeStyle: "short", numberingSystem: "latn" }).format(new Date(at));
}

// Read only when it is opened, so that costs lie on no screen unasked.
export function margin(address) {
  const content = el("div", { "aria-live": "polite" });
  const details = el("details", { class: "record" }, [el("summary", { text: say("margin") }), content]);
  details.addEventListener("toggle", () => details.open && fill(), { once: true });

  async function fill() {
    try {
      content.replaceChildren(...table(await call(`${address}/margin`)));
    } catch (error) {
      content.replaceChildren(refusal(error));
    }
  }
  return details;
}

function table({ currency, lines, sum, lines_without_cost: unknown }) {
  const head = ["goods_column", "unit_price", "unit_cost", "amount", "cost", "margin_column"].map((key, at) =>
    el("th", { scope: "col", class: at ? "num" : null, text: say(key, { currency }) }),
  );
  const rows = lines.map((line) => row([
    el("span", {}, [line.sku, el("small", { class: "soft", text: say("unit_carton", { n: number(line.cartons) }) })]),
    priced(line.unit_price, line.price_currency, say(`per_${line.price_unit}`)),
    line.unit_cost ? priced(line.unit_cost, line.cost_currency, say("per_carton")) : say("margin_no_cost"),
    number(line.amount),
    line.cost ? number(line.cost) : "–",
    earned(line),
  ]));
  const total = sum && row([say("total"), "", "", number(sum.amount), number(sum.cost), earned(sum)]);
  return [
    el("div", { class: "scroll", tabindex: "0" }, [
      el("table", {}, [el("thead", {}, [el("tr", {}, head)]), el("tbody", {}, rows), total && el("tfoot", {}, [total])]),
    ]),
    unknown && el("p", { class: "soft", text: say("margin_lines_without_cost", { n: unknown }) }),
  ].filter(Boolean);
}

function row(cells) {
  return el("tr", {}, cells.map((cell, at) => el("td", { class: at ? "num" : null }, [cell])));
}

function priced(amount, currency, unit) {
  return el("span", {}, [number(amount), el("small", { class: "soft", text: `${currency} / ${unit}` })]);
}

function earned({ margin: amount, percent, missing }) {
  if (!amount) return say(missing === "no_exchange_rate" ? "margin_no_rate" : "margin_no_cost");
  return el("span", {}, [number(amount), percent && el("small", { class: "soft", text: `${number(percent)} %` })]);
}
