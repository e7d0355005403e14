// The one question before each step: what it does, a word to the other side, yes or no.

import { el, money, say } from "./page.js";

const LONGEST_NOTE = 500;

// Calls `go(note)` after a yes, and then leads the keyboard to `after`; a no leads it back to the button.
export function askFor(action, quote, go, after) {
  const note = action !== "revise" && el("textarea", { id: "note", rows: "2", maxlength: LONGEST_NOTE, dir: "auto" });
  const yes = el("button", { class: "button", text: say(`do_${action}`) });
  const no = el("button", { type: "button", class: "button second", text: say("not_now"), on: { click: () => dialog.close() } });
  const form = el("form", { class: "ask", method: "dialog", on: { submit } }, [
    el("h2", { id: "ask-title", text: say(`do_${action}`) }),
    el("p", { text: say(`ask_${action}`, sums(quote)) }),
    note && el("label", { for: "note", text: say("note") }),
    note,
    el("div", { class: "moves" }, [yes, no]),
  ]);
  const dialog = el("dialog", { "aria-labelledby": "ask-title", on: { close: () => dialog.remove() } }, [form]);

  async function submit(event) {
    event.preventDefault();
    yes.disabled = no.disabled = true;
    await go(note ? note.value.trim() : "");
    dialog.close();
    after.focus();
  }

  document.body.append(dialog);
  dialog.showModal();
}

function sums(quote) {
  return {
    sum: money(quote.total ?? quote.goods, quote.currency),
    number: quote.number,
    day: quote.valid_until,
  };
}
