// A shipment: where it is, when it arrives, and the milestones so far.

import { el, page, say } from "./page.js";

export function shipmentCard(shipment) {
  return el("article", { class: "card" }, [
    el("header", { class: "card-head" }, [
      el("div", {}, [
        el("h3", { text: `${say("shipment")} ${shipment.reference}` }),
        el("p", { class: "place", dir: "auto", text: routeOf(shipment) }),
      ]),
      arrival(shipment),
    ]),
    warning("hold", shipment.hold_reason),
    warning("rollover", shipment.rollover_reason),
    timeline(shipment),
    facts(shipment),
    shipment.reported_on &&
      el("footer", { class: "card-foot" }, [
        el("span", { class: "soft", text: say("reported_on", { day: shipment.reported_on }) }),
      ]),
  ]);
}

function routeOf(shipment) {
  return [shipment.pol, shipment.pod].map(nameOf).filter(Boolean).join(" → ");
}

function nameOf(place) {
  return typeof place === "object" && place ? (place.name ?? place.locode) : place;
}

function arrival(shipment) {
  if (!shipment.eta) return null;
  const moved = shipment.eta_before && shipment.eta_before !== shipment.eta;
  return el("div", { class: "total" }, [
    el("span", { class: "soft", text: say("eta") }),
    el("strong", {}, [
      moved && el("del", { text: shipment.eta_before }),
      moved && el("span", { class: "arrow", "aria-hidden": "true", text: "→" }),
      el("time", { datetime: shipment.eta, text: shipment.eta }),
    ]),
    moved && shipment.eta_reason && el("span", { class: "soft", dir: "auto", text: shipment.eta_reason }),
  ]);
}

function warning(key, reason) {
  return reason
    ? el("p", { class: "warning" }, [el("strong", { text: say(key) }), el("span", { dir: "auto", text: reason })])
    : null;
}

function timeline(shipment) {
  const steps = shipment.timeline ?? shipment.milestones ?? [];
  if (!steps.length) return el("p", { class: "soft", text: say("not_reported") });
  const rows = steps.map((step) => {
    const happened = !step.classifier || step.classifier === "ACT" || step.classifier === "actual";
    const when = [step.date, !happened && say(step.classifier === "PLN" ? "planned" : "estimated")];
    return el("li", { class: happened ? "done" : "ahead" }, [
      el("span", { text: milestoneName(step.milestone) }),
      el("span", { class: "soft", dir: "auto", text: [nameOf(step.place), step.vessel].filter(Boolean).join(" · ") }),
      el("time", { datetime: step.date, text: when.filter(Boolean).join(" ") }),
    ]);
  });
  return el("ol", { class: "timeline" }, rows);
}

function milestoneName(milestone) {
  const key = `milestone_${milestone}`;
  return page.words[key] ?? milestone.replaceAll("_", " ");
}

function facts(shipment) {
  const entries = [
    ["vessel", [shipment.vessel, shipment.voyage].filter(Boolean).join(" / ")],
    ["carrier", shipment.carrier],
    ["container", shipment.container_no],
    ["bill_of_lading", shipment.bl_no],
    ["house_bill", shipment.house_bl_no],
    ["free_time", freeTime(shipment)],
  ].filter(([, value]) => value);
  const nodes = entries.flatMap(([key, value]) => [
    el("dt", { text: say(key) }),
    el("dd", { dir: "auto", text: value }),
  ]);
  return nodes.length ? el("dl", { class: "facts" }, nodes) : null;
}

function freeTime(shipment) {
  return [
    shipment.free_days_demurrage && say("free_demurrage", { days: shipment.free_days_demurrage }),
    shipment.free_days_detention && say("free_detention", { days: shipment.free_days_detention }),
    shipment.demurrage_last_free_day && say("last_free_day", { day: shipment.demurrage_last_free_day }),
  ]
    .filter(Boolean)
    .join(", ");
}
