// What a workbook would change: counts by table, warnings, each row that differs, and the button.

import { el, number, page, say } from "./page.js";

const KINDS = ["added", "changed", "missing", "unchanged"];
const TONES = { added: "good", changed: "care", missing: "bad" };

export function preview(told, apply) {
  const counts = Object.values(told.tables);
  const some = (kind) => counts.some((table) => table[kind] > 0);
  const differs = some("added") || some("changed") || some("missing");
  return [
    summary(told.tables),
    warnings(told.warnings),
    ...Object.keys(told.tables).map((name) => rowsOf(name, told.rows)),
    told.left_out && el("p", { class: "soft", text: say("left_out", { n: number(told.left_out) }) }),
    differs ? applying(some("added") || some("changed"), some("missing"), apply) : el("p", { class: "done", text: say("no_changes") }),
  ].filter(Boolean);
}

function tableName(name) {
  return page.words[`table_${name}`] ?? name;
}

function summary(tables) {
  const head = ["table", ...KINDS.map((kind) => `rows_${kind}`)].map((key, at) => el("th", { scope: "col", class: at ? "num" : null, text: say(key) }));
  const rows = Object.entries(tables).map(([name, counts]) =>
    el("tr", {}, [
      el("th", { scope: "row", text: tableName(name) }),
      ...KINDS.map((kind) => el("td", { class: "num", text: counts[kind] ? number(counts[kind]) : "–" })),
    ]),
  );
  return el("div", { class: "scroll", tabindex: "0" }, [
    el("table", {}, [el("thead", {}, [el("tr", {}, head)]), el("tbody", {}, rows)]),
  ]);
}

function warnings(sentences) {
  if (!sentences.length) return null;
  return el("section", { class: "warned" }, [
    el("h3", { text: say("warnings", { n: sentences.length }) }),
    el("ul", {}, sentences.map((text) => el("li", { dir: "auto", text }))),
  ]);
}

function rowsOf(name, rows) {
  const own = rows.filter((row) => row.table === name);
  if (!own.length) return null;
  const items = own.map((row) =>
    el("li", {}, [
      el("span", { class: `chip ${TONES[row.kind]}`, text: say(`row_${row.kind}`) }),
      el("span", { class: "code", dir: "auto", text: row.row }),
      row.follows && el("span", { class: "soft", text: say("follows", { row: row.follows }) }),
      ...(row.fields ?? []).map((field) => change(field, row.percent)),
    ]),
  );
  const heading = `${tableName(name)} (${number(own.length)})`;
  return el("details", { open: "" }, [el("summary", { text: heading }), el("ul", { class: "changes" }, items)]);
}

function change({ name, old, new: next }, percent) {
  return el("span", { class: "change", dir: "auto" }, [
    el("span", { class: "soft", text: `${name}: ` }),
    el("del", { text: old || say("empty_cell") }),
    " → ",
    el("ins", { text: next || say("empty_cell") }),
    name === "unit_price" && percent && ` (${percent} %)`,
  ]);
}

function applying(differs, missing, apply) {
  const remove = missing && el("input", { type: "checkbox", id: "remove" });
  const button = el("button", { class: "button", text: say("apply_changes") });
  const ready = () => (button.disabled = !differs && !remove.checked);
  if (missing) remove.addEventListener("change", ready);
  ready();
  return el("form", { class: "applying", on: { submit } }, [
    remove && el("label", { for: "remove" }, [remove, el("span", { text: say("remove_missing") })]),
    button,
  ]);

  function submit(event) {
    event.preventDefault();
    button.disabled = true;
    apply(Boolean(remove && remove.checked));
  }
}
