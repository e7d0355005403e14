// Messages of the thread: the buyer's words, the answer with its footnotes, cards and what it cost.

import { el, number, page, say } from "./page.js";
import { quoteCard } from "./quote-card.js";
import { shipmentCard } from "./shipment-card.js";

export function buyerMessage(text) {
  return el("li", { class: "message buyer" }, [
    el("span", { class: "hidden", text: say("you") }),
    el("p", { class: "words", dir: "auto", text }),
  ]);
}

// An answer that is still coming: `add` text, show a `step`, then `finish` with the reply.
export function answerMessage() {
  const step = el("p", { class: "step", text: say("thinking") });
  const words = el("p", { class: "words", dir: "auto" });
  const cards = el("div", { class: "cards" });
  const drawOnce = cardDrawer();
  const node = el("li", { class: "message answer coming" }, [
    el("span", { class: "hidden", text: say("assistant") }),
    step,
    words,
    cards,
  ]);
  return {
    node,
    add(text) {
      step.remove();
      words.append(text);
    },
    step(tool) {
      step.textContent = say(`tool_${tool}`);
    },
    card(type, card) {
      const drawn = drawOnce(type, card);
      if (drawn) cards.append(drawn);
    },
    finish(reply) {
      step.remove();
      node.classList.remove("coming");
      words.replaceChildren(...withMarkers(reply));
      cards.replaceChildren(
        ...[drawOnce("quote", reply.quote), drawOnce("shipment", reply.shipment)].filter(Boolean),
      );
      node.append(...[sources(reply), usage(reply.usage)].filter(Boolean));
    },
    fail(problem) {
      step.remove();
      node.classList.remove("coming");
      node.append(problem);
    },
  };
}

export function problemNote(message, hint, retry) {
  return el("div", { class: "problem", role: "alert" }, [
    el("strong", { text: say("error_title") }),
    el("p", { dir: "auto", text: message }),
    hint && el("p", { class: "soft", dir: "auto", text: hint }),
    retry && el("button", { type: "button", class: "button small", text: say("try_again"), on: { click: retry } }),
  ]);
}

// The finished reply brings the cards that came before it once more: what is drawn, stays as its reader left it.
function cardDrawer() {
  const drawn = new Map();
  return (type, card) => {
    const key = `${type} ${JSON.stringify(card)}`;
    if (!drawn.has(key)) drawn.set(key, drawCard(type, card));
    return drawn.get(key);
  };
}

function drawCard(type, card) {
  if (type === "quote" && card?.second) return el("div", { class: "cards" }, [quoteCard(card), quoteCard(card.second)]);
  if (type === "quote" && card?.total) return quoteCard(card);
  if (type === "shipment" && card?.reference) return shipmentCard(card);
  return null;
}

// [1] in the text becomes a link to the footnote with that marker; a date never breaks over two lines.
function withMarkers(reply) {
  const known = new Set((reply.citations ?? []).map((citation) => String(citation.marker)));
  return reply.answer.split(/( ?\[\d+\]|\d{4}-\d{2}-\d{2})/).map((piece) => {
    if (/^\d{4}-\d{2}-\d{2}$/.test(piece)) return el("span", { class: "nowrap", text: piece });
    const marker = piece.match(/^ ?\[(\d+)\]$/)?.[1];
    if (!known.has(marker)) return document.createTextNode(piece);
    const link = el("a", { class: "marker", href: `#${footnoteId(reply, marker)}`, text: marker });
    return el("sup", {}, [link]);
  });
}

function sources(reply) {
  if (!reply.citations?.length) return null;
  const notes = reply.citations.map((citation) =>
    el("li", { id: footnoteId(reply, citation.marker), value: citation.marker }, [
      el("span", { class: "source", dir: "auto", text: citation.title || citation.file_name }),
      el("span", { class: "soft", dir: "auto", text: whereIn(citation) }),
      citation.quote && el("q", { dir: "auto", text: citation.quote }),
    ]),
  );
  return el("section", { class: "sources" }, [el("h3", { text: say("sources") }), el("ol", {}, notes)]);
}

function whereIn(citation) {
  return [
    citation.file_name,
    citation.heading,
    citation.page && say("page", { page: citation.page }),
    citation.version && say("version", { version: citation.version }),
  ]
    .filter(Boolean)
    .join(" · ");
}

function usage(spent) {
  if (!spent) return null;
  const parts = [
    say("usage_seconds", { seconds: number((spent.ms / 1000).toFixed(1)) }),
    say("usage_tokens", { input: number(spent.input_tokens), output: number(spent.output_tokens) }),
    `${spent.cost.currency}\u00a0${short(spent.cost.amount)}`,
    `${say("usage_energy", { wh: short(spent.energy_wh) })} (${say("usage_estimate")})`,
  ];
  return el("p", { class: "usage", title: say("usage_basis", { basis: spent.cost.basis }), text: parts.map(unbroken).join(" · ") });
}

function unbroken(text) {
  return text.replaceAll(" ", "\u00a0");
}

// Two significant digits: 0.0000213 is 0.000021, and never 2e-5.
function short(plain) {
  const format = new Intl.NumberFormat(page.language, {
    maximumSignificantDigits: 2,
    numberingSystem: "latn",
  });
  return format.format(Number(plain));
}

function footnoteId(reply, marker) {
  return `note-${reply.turn_id}-${marker}`;
}
