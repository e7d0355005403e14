// What stands behind a shipment card: the legs of its voyage, its free time, how its arrival date changed.

import { el, number, say } from "./page.js";

export function nameOf(place) {
  return typeof place === "object" && place ? (place.name ?? place.locode) : place;
}

export function someDays(n) {
  return say(n === 1 ? "one_day" : "several_days", { n: number(n) });
}

// "planned" or "estimated"; nothing for what has happened.
export function markOf(classifier) {
  if (!classifier || classifier === "ACT" || classifier === "actual") return "";
  return say(classifier === "PLN" ? "planned" : "estimated");
}

// A voyage of one leg is told by its milestones already.
export function legs({ legs: found = [] }) {
  if (found.length < 2) return null;
  const rows = found.map((leg) =>
    el("li", {}, [
      el("span", { dir: "auto", text: [leg.from, leg.to].map(nameOf).map((name) => name || "?").join(" → ") }),
      el("span", { class: "soft", dir: "auto", text: [leg.vessel, leg.voyage].filter(Boolean).join(" / ") }),
      el("span", { class: "soft", text: [legDay(leg.departed, "leg_departed", "leg_departs"), legDay(leg.arrived, "leg_arrived", "leg_arrives")].filter(Boolean).join(say("comma")) }),
    ]),
  );
  return el("section", {}, [el("h4", { text: say("legs") }), el("ol", { class: "legs" }, rows)]);
}

function legDay(told, happened, ahead) {
  if (!told) return "";
  const mark = markOf(told.classifier);
  return say(mark ? ahead : happened, { day: told.day, mark });
}

export function freeTime(shipment) {
  const rows = [demurrage(shipment), detention(shipment)].filter(Boolean);
  if (!rows.length) return null;
  const remarks = [
    shipment.holidays_known === false && say("holidays_unknown"),
    shipment.holidays_estimated && say("holidays_estimated"),
  ].filter(Boolean);
  return el("section", { class: "free-time" }, [
    el("h4", { text: say("free_time") }),
    el("dl", { class: "facts" }, rows.flat()),
    remarks.length && el("p", { class: "soft", text: remarks.join(" ") }),
  ]);
}

function demurrage(shipment) {
  const expected = shipment.demurrage_last_free_day_expected;
  const last = shipment.demurrage_last_free_day;
  const told = [
    daysFree(shipment.free_days_demurrage),
    last && say("last_free_day", { day: last }),
    expected && say("last_free_day_expected", { day: expected }),
  ];
  return row("demurrage", told, daysOver(shipment.demurrage_days_over, shipment.demurrage_estimated));
}

function detention(shipment) {
  const last = shipment.detention_last_free_day;
  const told = [daysFree(shipment.free_days_detention), last && say("last_free_day", { day: last })];
  return row("detention", told, daysOver(shipment.detention_days_over, false));
}

function daysFree(days) {
  return days !== undefined && say("days_free", { days: someDays(days) });
}

function daysOver(days, expected) {
  if (!days) return null;
  const key = expected ? "days_over_expected" : "days_over";
  return el("span", { class: expected ? "chip care" : "chip bad", text: say(key, { days: someDays(days) }) });
}

function row(key, told, over) {
  const words = told.filter(Boolean).join(say("comma"));
  return words || over ? [el("dt", { text: say(key) }), el("dd", {}, [words && `${words} `, over])] : null;
}

// Each date that was told after another, the newest first: the old one, the new one, by how much, when and why.
export function etaHistory({ eta_history: versions = [] }) {
  if (versions.length < 2) return null;
  const rows = versions.map((version, at) => {
    const before = versions[at - 1]?.day;
    return el("li", {}, [
      el("span", {}, [
        before && before !== version.day && el("span", { class: "soft nowrap", text: `${before} → ` }),
        el("span", { class: "nowrap", text: version.day }),
      ]),
      el("span", { class: "soft", text: [moved(version.delta_days), markOf(version.classifier)].filter(Boolean).join(" · ") }),
      el("span", { class: "soft", dir: "auto", text: [say("eta_told", { day: version.told }), version.reason].filter(Boolean).join(" · ") }),
    ]);
  });
  return el("details", {}, [el("summary", { text: say("eta_history") }), el("ol", { class: "legs" }, rows.reverse())]);
}

function moved(delta) {
  return delta ? `${delta > 0 ? "+" : "−"}${someDays(Math.abs(delta))}` : "";
}
