// The page of one quotation: where it stands, what its reader may do with it, what it says, what happened.

import { call, done, refusal } from "./calls.js";
import { el, page, say } from "./page.js";
import { askFor } from "./quotation-ask.js";
import { history, margin } from "./quotation-record.js";
import { quoteCard } from "./quote-card.js";

const TONES = { indicative: "care", released: "good", accepted: "good", declined: "bad" };
const STRONG = ["accept", "release", "issue"];
const [notes, shown] = ["notes", "quotation"].map((id) => document.getElementById(id));

let quote = page.quotation;
draw();

function draw() {
  shown.replaceChildren(
    ...[head(), actions(), files(), quoteCard(quote), page.role === "merchant" && margin(address()), history(quote)].filter(Boolean),
  );
}

function address(more = "") {
  return `/v1/quotes/${encodeURIComponent(quote.quotation_id)}${more}`;
}

function head() {
  return el("header", { class: "sheet-head" }, [
    el("h1", {}, [`${say("quotation")} `, el("span", { class: "code", text: quote.number })]),
    el("p", { class: "standing" }, [
      el("span", { class: `chip ${TONES[quote.state] ?? "plain"}`, text: say(`state_${quote.state}`) }),
      el("span", { class: "soft", text: say("revision_no", { n: quote.revision }) }),
      quote.former && el("a", { class: "link", href: `/quotes/${quote.former}`, text: say("revision_before") }),
      quote.successor && el("a", { class: "link", href: `/quotes/${quote.successor}`, text: say("revision_after") }),
    ]),
    el("p", { text: say(`means_${quote.state}`) }),
    waiting(),
  ]);
}

// A quotation of several merchants waits for each of them; one of them sees nothing of the others.
function waiting() {
  if (!["draft", "indicative"].includes(quote.state)) return null;
  if (quote.partial) return quote.approvals.length && el("p", { class: "soft", text: say("own_part_released") });
  const merchants = [...new Set(quote.lines.map((line) => line.merchant_id))];
  const released = new Set(quote.approvals.map((approval) => approval.merchant_id));
  const others = merchants.filter((id) => !released.has(id));
  return merchants.length > 1 && el("p", { class: "soft", text: say("waits_for", { merchants: others.join(", ") }) });
}

function actions() {
  const buttons = quote.actions.map((action, at) =>
    el("button", {
      type: "button",
      class: at === 0 && STRONG.includes(action) ? "button" : "button second",
      text: say(`do_${action}`),
      on: { click: () => askFor(action, quote, (note) => act(action, note), notes) },
    }),
  );
  return buttons.length ? el("div", { class: "moves" }, buttons) : null;
}

function files() {
  if (quote.partial) return null;
  const kinds = [["pdf", "PDF"], ["xlsx", "XLSX"], ["xml", "XML (UBL)"]];
  return el("p", { class: "files" }, [
    el("span", { class: "soft", text: say("as_file") }),
    ...kinds.map(([kind, text]) => el("a", { href: `${address(`.${kind}`)}?language=${page.language}`, download: "", text })),
  ]);
}

// Whatever comes of it, the page then shows the quotation as it is now.
async function act(action, note) {
  try {
    if (action === "revise") {
      const revised = await call(address("/revisions"), { method: "POST" });
      if (revised.quotation_id) return location.assign(`/quotes/${encodeURIComponent(revised.quotation_id)}`);
      notes.replaceChildren(unquoted(revised));
    } else {
      await call(address(`/${action}`), { method: "POST", json: { content_hash: quote.content_hash, note } });
      notes.replaceChildren(done(say(`done_${action}`)));
    }
  } catch (error) {
    notes.replaceChildren(refusal(error));
  }
  await again();
}

async function again() {
  try {
    quote = await call(address());
    draw();
  } catch {
    // what is shown stays; the note above it says what went wrong
  }
}

function unquoted({ outcome }) {
  const known = page.words[`unquoted_${outcome}`] ? outcome : "other";
  return el("div", { class: "problem", role: "alert" }, [
    el("strong", { text: say("unquoted") }),
    el("p", { text: say(`unquoted_${known}`) }),
    el("p", { class: "soft", text: say("unquoted_hint") }),
  ]);
}
