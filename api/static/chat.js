// The chat page: one conversation, kept for this tab, and one turn at a time.

import { answerMessage, buyerMessage, problemNote } from "./messages.js";
import { showNotices } from "./notices.js";
import { page, say } from "./page.js";
import { openConversation, readConversation, sendMessage } from "./turns.js";

const STORED = `quayside-conversation-${page.owner}`;
const at = (id) => document.getElementById(id);
const [thread, messages, hello, live, form, text, send, over] = [
  "thread", "messages", "hello", "live", "composer", "text", "send", "over",
].map(at);

let conversation = sessionStorage.getItem(STORED);
let running = null;
let question = null;
let followed = 0;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (running) running.abort();
  else submit(text.value);
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (!running) submit(text.value);
  }
});
text.addEventListener("input", fit);
at("new").addEventListener("click", forget);
at("person").addEventListener("click", () => running || ask(say("person_message")));
for (const example of document.querySelectorAll(".example")) {
  example.addEventListener("click", () => running || ask(example.textContent));
}
if (conversation) restore();
prepare();
showNotices(at("notices"));

// Another page may bring a message along (?text=); it is put before its writer, who sends it or does not.
function prepare() {
  const address = new URL(location.href);
  const words = address.searchParams.get("text");
  if (words === null) return;
  text.value = words.slice(0, page.maxChars);
  address.searchParams.delete("text");
  history.replaceState(null, "", address);
  fit();
  text.focus();
}

function submit(words) {
  if (!words.trim() || words.trim().length > page.maxChars) return;
  text.value = "";
  fit();
  ask(words.trim());
}

async function ask(words) {
  hello.hidden = true;
  question = buyerMessage(words);
  messages.append(question);
  await answer({ text: words, message_id: crypto.randomUUID?.() ?? String(Math.random()) });
}

// A second try sends the same message_id, so that it can never become a second turn.
async function answer(message) {
  const shown = answerMessage();
  messages.append(shown.node);
  follow(true);
  setRunning(new AbortController());
  let answered = false;
  const events = {
    token: (data) => shown.add(data.text),
    tool: (data) => shown.step(data.tool),
    card: (data) => shown.card(data.type, data.card),
    answer: (data) => {
      answered = true;
      shown.finish(data);
      live.textContent = data.answer;
    },
    error: (data) => {
      answered = true;
      fail(shown, data.detail, data.hint, message);
    },
  };
  try {
    if (!conversation) remember(await openConversation());
    const on = (type, data) => {
      events[type]?.(data);
      follow();
    };
    await sendMessage(conversation, message, on, running.signal);
    if (!answered) fail(shown, say("error_cut"), "", message);
  } catch (error) {
    explain(shown, error, message);
  } finally {
    setRunning(null);
  }
}

function explain(shown, error, message) {
  if (error.name === "AbortError") fail(shown, say("stopped"), "", message);
  else if (error.status === 404) {
    remember(null);
    fail(shown, error.message, say("error_lost_hint"), message);
  } else if (error.status) fail(shown, error.message, error.hint, message);
  else fail(shown, say("error_offline"), say("error_offline_hint"), message);
}

function fail(shown, words, hint, message) {
  const retry = () => {
    if (running) return;
    shown.node.remove();
    answer(message);
  };
  shown.fail(problemNote(words, hint, retry));
  follow();
}

async function restore() {
  try {
    const { messages: earlier } = await readConversation(conversation);
    for (const message of earlier) {
      if (message.role === "user") {
        question = buyerMessage(message.text);
        messages.append(question);
      } else {
        const shown = answerMessage();
        shown.finish(message.reply ?? { answer: message.text });
        messages.append(shown.node);
      }
    }
    hello.hidden = earlier.length > 0;
    follow(true);
  } catch {
    remember(null); // gone, or no longer this caller's: an empty page is the honest start
  }
}

function forget() {
  running?.abort();
  remember(null);
  messages.replaceChildren();
  hello.hidden = false;
  text.focus();
}

function remember(id) {
  conversation = id;
  if (id) sessionStorage.setItem(STORED, id);
  else sessionStorage.removeItem(STORED);
}

function setRunning(controller) {
  running = controller;
  form.classList.toggle("running", Boolean(controller));
  send.setAttribute("aria-label", say(controller ? "stop" : "send"));
}

// Keep the end in view while it fits under the question, unless the reader has scrolled elsewhere.
function follow(always = false) {
  if (!always && Math.abs(thread.scrollTop - followed) > 4) return;
  const end = thread.scrollHeight - thread.clientHeight;
  const top = question?.isConnected ? offsetOf(question) - 20 : end;
  thread.scrollTop = Math.max(0, Math.min(end, top));
  followed = thread.scrollTop;
}

function offsetOf(node) {
  return node.getBoundingClientRect().top - thread.getBoundingClientRect().top + thread.scrollTop;
}

function fit() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 180)}px`;
  const excess = text.value.trim().length - page.maxChars;
  over.textContent = excess > 0 ? say("too_long", { over: excess }) : "";
}
