// A shipment: where it is, when it arrives and how fresh that is, what stops it, and the milestones so far.

import { el, measure, page, say } from "./page.js";
import { routeMap } from "./route-map.js";
import { etaHistory, freeTime, legs, markOf, nameOf, someDays } from "./shipment-detail.js";

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
    warning("not_loaded", notLoaded(shipment.not_loaded)),
    routeMap(shipment),
    timeline(shipment),
    legs(shipment),
    facts(shipment),
    freeTime(shipment),
    etaHistory(shipment),
    foot(shipment),
  ]);
}

function routeOf(shipment) {
  return [shipment.pol, shipment.pod].map(nameOf).filter(Boolean).join(" → ");
}

function arrival(shipment) {
  if (!shipment.eta && !shipment.arrived_on) return null;
  const day = shipment.arrived_on ?? shipment.eta;
  const moved = shipment.eta_before && shipment.eta_before !== day;
  const stale = isStale(shipment);
  return el("div", { class: stale ? "total stale" : "total" }, [
    el("span", { class: "soft", text: say(shipment.arrived_on ? "arrived" : "eta") }),
    el("strong", {}, [
      moved && el("del", { text: shipment.eta_before }),
      moved && el("span", { class: "arrow", "aria-hidden": "true", text: "→" }),
      el("time", { datetime: day, text: day }),
    ]),
    stale && el("span", { class: "chip care", text: say("silent_since", { day: shipment.not_reported_since }) }),
    shipment.overdue && el("span", { class: "late", text: say("eta_overdue") }),
    moved && el("span", { class: "soft why", dir: "auto", text: change(shipment) }),
  ]);
}

// A date ahead that nobody has confirmed for too long does not look like news.
function isStale(shipment) {
  return Boolean(shipment.not_reported_since && shipment.eta && !shipment.arrived_on);
}

function change({ eta_delta_days: delta, eta_reason: reason }) {
  const days = delta && say(delta > 0 ? "eta_later" : "eta_earlier", { days: someDays(Math.abs(delta)) });
  return [days, reason].filter(Boolean).join(say("colon"));
}

function notLoaded(found) {
  if (!found) return null;
  const what = page.words[`to_fix_${found.to_fix}`] ?? found.to_fix.replaceAll("_", " ");
  return [
    found.vessel ? say("not_loaded_vessel", { vessel: found.vessel }) : say("not_loaded_any"),
    say("to_fix", { what, day: found.since }),
    found.reason,
  ]
    .filter(Boolean)
    .join(" ");
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
    const mark = markOf(step.classifier);
    return el("li", { class: mark ? "ahead" : "happened" }, [
      el("span", { text: milestoneName(step.milestone) }),
      el("span", { class: "soft", dir: "auto", text: [nameOf(step.place), step.vessel].filter(Boolean).join(" · ") }),
      el("time", { datetime: step.date, text: [step.date, mark].filter(Boolean).join(" ") }),
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
    ["setpoint", shipment.setpoint_c && `${measure(shipment.setpoint_c)} °C`],
    ["bill_of_lading", shipment.bl_no],
    ["house_bill", shipment.house_bl_no],
  ].filter(([, value]) => value);
  const nodes = entries.flatMap(([key, value]) => [
    el("dt", { text: say(key) }),
    el("dd", { dir: "auto", text: value }),
  ]);
  return nodes.length ? el("dl", { class: "facts" }, nodes) : null;
}

function foot(shipment) {
  const day = shipment.not_reported_since ?? shipment.reported_on;
  if (!day || isStale(shipment)) return null;
  const key = shipment.not_reported_since ? "silent_since" : "reported_on";
  return el("footer", { class: "card-foot" }, [el("span", { class: "soft", text: say(key, { day }) })]);
}
