// Calls of the pages outside a conversation, and their refusals in the page's own words.

import { el, say } from "./page.js";
import { accepted } from "./turns.js";

const SAID = new Set([0, 400, 403, 404, 409, 413]); // 0: nothing answered

// `json` and `file` are bodies; resolves to the answer's JSON, throws a Problem or what fetch throws.
export async function call(path, { method = "GET", json, file } = {}) {
  const headers = { Accept: "application/json" };
  if (json) headers["Content-Type"] = "application/json";
  if (file) headers["Content-Type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  const response = await fetch(path, { method, headers, body: json ? JSON.stringify(json) : file });
  return (await accepted(response)).json();
}

export function done(text) {
  return el("p", { class: "done", role: "status", text });
}

// What the server refused because of what was sent, it says itself, line by line; all else we say.
export function refusal(error) {
  const title = `refused_${SAID.has(error.status ?? 0) ? (error.status ?? 0) : 503}`;
  const [first, ...more] = (error.status === 400 ? error.message : "").split("\n").filter((line) => line.trim());
  return el("div", { class: "problem", role: "alert" }, [
    el("strong", { text: say(title) }),
    first && el("p", { dir: "auto", text: first }),
    more.length && el("ul", { class: "cells" }, more.map((line) => el("li", { dir: "auto", text: line.trim() }))),
    el("p", { class: "soft", dir: "auto", text: error.status === 400 ? error.hint : say(`${title}_hint`) }),
    error.status === 404 && el("a", { class: "link", href: `/sign-in?next=${encodeURIComponent(location.pathname)}`, text: say("sign_in") }),
  ]);
}
