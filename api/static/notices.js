// What price alerts have to tell, above the conversation until it is marked as read.

import { el, money, number, page, say } from "./page.js";

const MOST_SHOWN = 3;

// Fills `place`; leaves it as it is for who has no alerts, and when the server cannot be asked.
export async function showNotices(place) {
  if (!page.hasAlerts) return;
  const unread = await unreadNotices().catch(() => []);
  const lines = unread.slice(0, MOST_SHOWN).map(line);
  const more = unread.length - lines.length;
  if (more > 0) lines.push(el("li", {}, [el("a", { class: "link", href: "/alerts", text: say("notice_more", { n: number(more) }) })]));
  place.replaceChildren(...lines);
}

async function unreadNotices() {
  const response = await fetch("/v1/notices?unread=true", { headers: { Accept: "application/json" } });
  return response.ok ? (await response.json()).notices : [];
}

function line(notice) {
  const path = [notice.merchant_id, notice.sku].map(encodeURIComponent).join("/");
  const dismiss = el("button", { type: "button", class: "quiet", title: say("dismiss"), "aria-label": say("dismiss"), text: "×", on: { click } });
  const node = el("li", {}, [
    el("span", {}, [
      el("span", { dir: "auto", text: `${sentence(notice)} ` }),
      el("a", { class: "link", href: `/prices/${path}`, text: say("price_history") }),
    ]),
    dismiss,
  ]);

  // It goes only when the server knows that it was read: else it would come back.
  async function click() {
    dismiss.disabled = true;
    const response = await fetch(`/v1/notices/${encodeURIComponent(notice.id)}/read`, { method: "POST" }).catch(() => null);
    if (response?.ok || response?.status === 404) node.remove();
    else dismiss.disabled = false;
  }
  return node;
}

// "Dried mango fell to USD 45.00 a carton (was USD 48.50), below your USD 46.00"
function sentence(notice) {
  const { currency, unit, old } = notice;
  const told = {
    product: nameOf(notice),
    price: money(notice.price, currency),
    unit: say(`unit_a_${unit}`),
    term: [notice.term, notice.place?.name].filter(Boolean).join(" "),
  };
  const comparable = old && !notice.term && old.currency === currency && old.price_unit === unit;
  return [
    say(notice.term ? "notice_fell_to" : "notice_fell", told),
    comparable && say("notice_was", { old: number(old.unit_price) }),
    notice.cartons > 1 && say(notice.term ? "notice_for" : "notice_from", { cartons: number(notice.cartons) }),
    say("notice_below", { below: money(asExact(notice.below, notice.price), currency) }),
  ]
    .filter(Boolean)
    .join("");
}

// A sum that its owner wrote as 46 has the decimals of the price that it is compared with.
function asExact(sum, price) {
  const [, wanted = ""] = price.split(".");
  const [whole, decimals = ""] = sum.split(".");
  return wanted.length > decimals.length ? `${whole}.${decimals.padEnd(wanted.length, "0")}` : sum;
}

function nameOf({ product, product_zh: chinese, sku }) {
  return (page.language === "zh" && chinese) || product || sku;
}
