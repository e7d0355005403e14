// What stands behind a quotation: the next price break, fill and other ways, who bears what, what comes on top.

import { el, measure, money, number, say } from "./page.js";

const STEPS = ["goods", "origin", "freight", "insurance", "destination", "customs", "duty", "vat"];
const ON_TOP = new Set(["destination_charges_extra", "national_tariff_code_needed"]);

export function hints(quote) {
  const found = quote.explanation ?? {};
  const breaks = (found.next_tiers ?? []).map((tier) =>
    say("next_tier", { more: number(tier.more_cartons), less: number(tier.percent_less), product: nameOf(quote, tier) }),
  );
  const notes = (found.notes ?? []).filter((note) => !ON_TOP.has(note)).map((note) => say(`note_${note}`));
  const lines = [...breaks, ...notes].map((text) => el("li", { text }));
  return lines.length ? el("ul", { class: "hints" }, lines) : null;
}

export function explanation(quote) {
  const found = quote.explanation;
  if (!found) return [];
  return [
    ...(found.shipments ?? []).map((shipment) => carriage(shipment, quote)),
    section("shares_by_line", shares(found.lines, quote, (line) => nameOf(quote, line))),
    found.merchants?.length > 1 && section("shares_by_merchant", shares(found.merchants, quote, (row) => row.merchant_id)),
    section("not_included", onTop(found, quote)),
  ];
}

function nameOf(quote, { merchant_id, sku }) {
  const line = quote.lines?.find((item) => item.sku === sku && item.merchant_id === merchant_id);
  return line?.name ?? sku;
}

function section(key, content) {
  return content ? el("details", {}, [el("summary", { text: say(key) }), content]) : null;
}

// One bar for each container, and the ways that were weighed, at the same named place.
function carriage(shipment, quote) {
  const title = [
    say("carriage"),
    say(`storage_${shipment.storage}`),
    shipment.setpoint_c && `${shipment.setpoint_c} °C`,
    shipment.transit_days && say("days_at_sea", { days: shipment.transit_days }),
  ];
  const parts = [fill(shipment), ways(shipment, quote)].filter(Boolean);
  return parts.length ? el("details", {}, [el("summary", { text: title.filter(Boolean).join(" · ") }), ...parts]) : null;
}

function fill(shipment) {
  const bars = (shipment.fill_percent ?? []).map((percent, at) => {
    const bar = el("span", { class: "bar-fill" });
    bar.style.width = `${Math.min(100, Number(percent))}%`;
    return el("li", {}, [
      el("span", { text: say("container_no_of", { n: at + 1 }) }),
      el("span", { class: "track", "aria-hidden": "true" }, [bar]),
      el("span", { class: "num", text: `${number(percent)} %` }),
    ]);
  });
  const remarks = [
    shipment.binding && say(`binding_${shipment.binding}`),
    shipment.kg_over && say("kg_over", { kg: measure(shipment.kg_over) }),
    shipment.room_cbm && say("room_left", { cbm: measure(shipment.room_cbm), kg: measure(shipment.room_kg) }),
    shipment.break_even_wm && say("break_even", { wm: measure(shipment.break_even_wm) }),
  ].filter(Boolean);
  if (!bars.length && !remarks.length) return null;
  return el("div", {}, [
    bars.length && el("ul", { class: "waterfall" }, bars),
    remarks.length && el("p", { class: "soft", text: remarks.join(" ") }),
  ]);
}

function ways(shipment, quote) {
  if (!shipment.ways) return null;
  const rows = shipment.ways.map((way) => [
    way.containers ? `${way.containers} × ${way.mode}` : way.mode,
    number(way.cost),
    number(way.at_destination),
    way.chosen ? say("chosen") : "",
  ]);
  const head = [say("way"), say("way_cost", { currency: quote.currency }), say("way_at_destination"), ""];
  return grid(head, rows);
}

function shares(rows, quote, name) {
  if (!rows?.length) return null;
  const steps = STEPS.filter((step) => rows.some((row) => Number(row[step])));
  const head = ["", ...steps.map((step) => say(`share_${step}`)), say("total"), rows[0].per_carton && say("a_carton")];
  const lines = rows.map((row) => [
    name(row),
    ...steps.map((step) => (row[step] ? number(row[step]) : "–")),
    number(row.total),
    row.per_carton && number(row.per_carton),
  ]);
  return grid(head, lines);
}

function onTop(found, quote) {
  const landed = found.landed_estimate;
  const rows = (found.not_included ?? []).map((charge) => [charge.name, money(charge.amount, quote.currency)]);
  if (landed) {
    rows.push([say("duty_estimate"), money(landed.duty, quote.currency)], [say("vat_estimate"), money(landed.vat, quote.currency)]);
    rows.push([say("landed_total"), money(landed.total, quote.currency)]);
  }
  if (!rows.length) return null;
  const entries = rows.flatMap(([term, sum]) => [el("dt", { dir: "auto", text: term }), el("dd", { text: sum })]);
  const source = landed?.lines?.[0];
  const remarks = [
    source && `${say("estimate_only")} ${source.source}, ${source.source_date}.`,
    ...(found.notes ?? []).filter((note) => ON_TOP.has(note)).map((note) => say(`note_${note}`)),
  ].filter(Boolean);
  return el("div", {}, [
    el("dl", { class: "facts sums" }, entries),
    remarks.length && el("p", { class: "soft", dir: "auto", text: remarks.join(" ") }),
  ]);
}

function grid(head, rows) {
  const cells = (tag, row) => row.filter((cell) => cell !== undefined).map((text, at) => el(tag, { class: at ? "num" : null, dir: "auto", text }));
  return el("div", { class: "scroll", tabindex: "0" }, [
    el("table", {}, [
      el("thead", {}, [el("tr", {}, cells("th", head))]),
      el("tbody", {}, rows.map((row) => el("tr", {}, cells("td", row)))),
    ]),
  ]);
}
