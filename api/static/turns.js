// The calls to the server: open a conversation, read one, send a message and follow its events.

export class Problem extends Error {
  constructor(document) {
    super(document.detail ?? document.title ?? "");
    this.status = document.status ?? 0;
    this.hint = document.hint ?? "";
  }
}

export async function openConversation() {
  const response = await fetch("/v1/conversations", { method: "POST" });
  return (await accepted(response).then((ok) => ok.json())).id;
}

export async function readConversation(id) {
  const response = await fetch(`/v1/conversations/${encodeURIComponent(id)}`);
  return (await accepted(response)).json();
}

// Calls `on(type, data)` for every event; resolves when the stream ends.
export async function sendMessage(id, message, on, signal) {
  const response = await fetch(`/v1/conversations/${encodeURIComponent(id)}/messages`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(message),
    signal,
  });
  await accepted(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    const frames = waiting.split("\n\n");
    waiting = frames.pop();
    for (const frame of frames) deliver(frame, on);
  }
}

function deliver(frame, on) {
  let type = "message";
  const data = [];
  for (const line of frame.split("\n")) {
    if (line.startsWith("event: ")) type = line.slice(7);
    if (line.startsWith("data: ")) data.push(line.slice(6));
  }
  if (data.length) on(type, JSON.parse(data.join("\n")));
}

// Raises a Problem with what the server says.
export async function accepted(response) {
  if (response.ok) return response;
  const document = await response.json().catch(() => ({ title: response.statusText, status: response.status }));
  throw new Problem(document);
}
