// The catalogue's workbook on the desk: look at what it would change, then apply exactly that.

import { call, done, refusal } from "./calls.js";
import { preview } from "./desk-preview.js";
import { say } from "./page.js";

const [form, chosen, look, shown] = ["upload", "workbook", "look", "preview"].map((id) => document.getElementById(id));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (chosen.files.length) show(chosen.files[0]);
});
chosen.addEventListener("change", () => shown.replaceChildren());

async function show(file) {
  look.disabled = true;
  shown.replaceChildren(done(say("reading_workbook")));
  try {
    // The bytes that were looked at are kept: the file may be saved anew in the meantime.
    const content = await file.arrayBuffer();
    const told = await call("/v1/catalogue/preview", { method: "POST", file: content });
    shown.replaceChildren(...preview(told, (remove) => apply(content, told.token, remove)));
    shown.focus();
  } catch (error) {
    shown.replaceChildren(refusal(error));
  } finally {
    look.disabled = false;
  }
}

async function apply(content, token, remove) {
  try {
    const told = await call(`/v1/catalogue?token=${token}&remove=${remove}`, { method: "POST", file: content });
    const sums = { added: 0, changed: 0, removed: 0 };
    for (const counts of Object.values(told.tables)) {
      for (const kind of Object.keys(sums)) sums[kind] += counts[kind] ?? 0;
    }
    form.reset();
    shown.replaceChildren(done(say("applied", sums)));
  } catch (error) {
    shown.replaceChildren(refusal(error));
  }
}
