// A quotation: total first, then the lines, how the total is made up, and what it rests on.

import { el, measure, money, number, page, say } from "./page.js";
import { explanation, hints } from "./quote-explanation.js";

const STEPS = ["goods", "origin", "freight", "insurance", "destination", "customs"];

export function quoteCard(quote) {
  return el("article", { class: "card" }, [
    el("header", { class: "card-head" }, [
      el("div", {}, [
        el("h3", { text: say("quotation") }),
        el("p", { class: "place", dir: "auto", text: [quote.term, placeOf(quote)].filter(Boolean).join(" ") }),
      ]),
      el("div", { class: "total" }, [
        el("span", { class: "soft", text: say(quote.partial ? "own_goods" : "total") }),
        el("strong", { text: money(quote.total ?? quote.goods, quote.currency) }),
        quote.valid_until &&
          el("span", { class: "soft" }, [
            `${say("valid_until")} `,
            el("time", { datetime: quote.valid_until, text: quote.valid_until }),
          ]),
      ]),
    ]),
    lineTable(quote),
    waterfall(quote),
    hints(quote),
    facts(quote),
    detail(say("charges_in_detail"), chargeLines(quote), "facts sums"),
    detail(say("landed"), landedLines(quote)),
    detail(say("rates_used"), rateLines(quote)),
    ...explanation(quote),
    el("footer", { class: "card-foot" }, [
      customsChip(quote.customs_1039),
      quote.quotation_id && idOf(quote.quotation_id),
    ]),
  ]);
}

// Who has signed in can open its own page; that page itself has no need to.
function idOf(id) {
  const text = `${say("quotation_id")} ${id}`;
  const linked = page.owner !== "visitor" && !page.quotation;
  return linked ? el("a", { class: "link", href: `/quotes/${encodeURIComponent(id)}`, text }) : el("span", { class: "soft", text });
}

function placeOf(quote) {
  if (!quote.place_name) return quote.place;
  return `${[quote.place_name, quote.place_country].filter(Boolean).join(", ")} (${quote.place})`;
}

function lineTable(quote) {
  const head = ["goods_column", "cartons", "unit_price", "amount"].map((key, column) =>
    el("th", { scope: "col", class: column ? "num" : null, text: say(key, { currency: quote.currency }) }),
  );
  const rows = (quote.lines ?? []).map((line) =>
    el("tr", {}, [
      el("td", { dir: "auto" }, [
        el("span", { text: line.name ?? line.sku }),
        el("small", { class: "soft", text: [line.merchant_id, line.sku].filter(Boolean).join("/") }),
        asked(line),
      ]),
      el("td", { class: "num", text: number(line.cartons) }),
      el("td", { class: "num" }, [
        priceOf(line, quote),
        el("small", { class: "soft", text: `/ ${say(`per_${line.price_unit}`)}` }),
      ]),
      el("td", { class: "num", text: number(line.amount) }),
    ]),
  );
  return el("div", { class: "scroll", tabindex: "0" }, [
    el("table", {}, [el("thead", {}, [el("tr", {}, head)]), el("tbody", {}, rows)]),
  ]);
}

// The table's currency is said once in its head; a list in another one says its own.
function priceOf(line, quote) {
  const currency = line.price_currency ?? quote.currency;
  return currency === quote.currency ? number(line.unit_price) : money(line.unit_price, currency);
}

function asked(line) {
  if (!line.asked?.qty || line.asked.unit === "carton") return null;
  return el("small", { class: "soft", text: say("asked_for", { asked: say(`unit_${line.asked.unit}`, { n: number(line.asked.qty) }) }) });
}

// Bars start where the one before ended, so that the last one ends at the total.
function waterfall(quote) {
  const sums = stepSums(quote);
  const total = Number(quote.total);
  let reached = 0;
  const rows = STEPS.filter((step) => Number(sums[step])).map((step) => {
    const bar = el("span", { class: `bar-${step}` });
    bar.style.marginInlineStart = `${(100 * reached) / total}%`;
    bar.style.width = `${(100 * Number(sums[step])) / total}%`;
    reached += Number(sums[step]);
    return el("li", {}, [
      el("span", { text: say(`step_${step}`) }),
      el("span", { class: "track", "aria-hidden": "true" }, [bar]),
      el("span", { class: "num", text: number(sums[step]) }),
    ]);
  });
  return rows.length > 1 ? el("ul", { class: "waterfall" }, rows) : null;
}

function stepSums(quote) {
  const sums = { goods: quote.goods, freight: quote.freight, insurance: quote.insurance };
  const decimals = (String(quote.total).split(".")[1] ?? "").length;
  for (const charge of quote.charges ?? []) {
    const before = Number(sums[charge.group] ?? 0);
    sums[charge.group] = (before + Number(charge.amount)).toFixed(decimals);
  }
  return sums;
}

function facts(quote) {
  const shipped = (quote.shipments ?? []).filter((part) => part.mode).map(modeOf);
  const entries = [
    shipped.length && [say("shipped_as"), shipped.join(", ")],
    quote.cbm && [say("volume"), `${measure(quote.cbm)} m³, ${measure(quote.gross_kg)} kg`],
  ].filter(Boolean);
  return entries.length ? el("dl", { class: "facts" }, entries.flatMap(entry)) : null;
}

// Duty and VAT are estimates, whoever made them: each line names its source and the day of it.
function landedLines(quote) {
  return (quote.landed?.lines ?? []).map((line) => [
    line.sku,
    [
      say("duty_and_vat", { duty: money(line.duty, quote.currency), vat: money(line.vat, quote.currency) }),
      line.source,
      line.source_date,
    ].join(" · "),
  ]);
}

function modeOf(part) {
  if (part.containers) return `${part.containers} × ${part.mode}`;
  return part.wm ? `${part.mode}, ${number(part.wm)} W/M` : part.mode;
}

function chargeLines(quote) {
  return (quote.charges ?? []).map((charge) => [charge.name ?? charge.code, money(charge.amount, quote.currency)]);
}

function rateLines(quote) {
  return (quote.fx ?? []).map((row) => [
    `${row.base}/${row.quote}`,
    [row.rate, row.date, row.source].filter(Boolean).join(" · "),
  ]);
}

function detail(summary, lines, look = "facts") {
  if (!lines.length) return null;
  return el("details", {}, [el("summary", { text: summary }), el("dl", { class: look }, lines.flatMap(entry))]);
}

function entry([term, description]) {
  return [el("dt", { dir: "auto", text: term }), el("dd", { dir: "auto", text: description })];
}

function customsChip(verdict) {
  if (!verdict) return null;
  const tone = { eligible: "good", ineligible: "bad" }[verdict.verdict] ?? "care";
  return el("span", { class: `chip ${tone}`, title: verdict.reason ?? verdict.rule, text: say(`customs_${verdict.verdict}`) });
}
