// What the server gave this page, its words, and the one way to make elements: text is never markup.

export const page = JSON.parse(document.body.dataset.page);

export function say(key, values = {}) {
  const words = page.words[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function el(tag, { text, on = {}, ...attributes } = {}, children = []) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value);
  }
  for (const [type, listener] of Object.entries(on)) node.addEventListener(type, listener);
  if (text !== undefined) node.textContent = text;
  node.append(...children.filter(Boolean));
  return node;
}

// Decimal strings keep the decimals they came with; only the grouping is ours.
export function number(plain) {
  const [, decimals = ""] = String(plain).split(".");
  const format = new Intl.NumberFormat(page.language, {
    minimumFractionDigits: decimals.length,
    maximumFractionDigits: decimals.length,
    numberingSystem: "latn",
  });
  return format.format(String(plain));
}

// Measures without the zeros that only show how exactly they are kept.
export function measure(plain) {
  return number(String(plain).replace(/\.?0+$/, (zeros) => (zeros.startsWith(".") || String(plain).includes(".") ? "" : zeros)));
}

export function money(amount, currency) {
  return `${currency}\u00a0${number(amount)}`;
}
