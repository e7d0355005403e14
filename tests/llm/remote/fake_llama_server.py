"""A stand-in for the llama-server program. The model's file name says how it behaves."""

import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import ClassVar


def main(arguments: list[str]) -> None:
    value = dict(pairwise(arguments))
    behaviour = Path(value["--model"]).stem
    key = Path(value["--api-key-file"]).read_text().strip()
    write(f"loading {behaviour}")
    if behaviour == "dies":
        write(f"error: no such tensor, key {key}")
        sys.exit(3)
    if behaviour == "loads_for_ever":
        time.sleep(3600)
    if behaviour == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Handler.key = key
    Handler.slots = behaviour == "shows_slots"
    Handler.arguments = arguments
    ThreadingHTTPServer((value["--host"], int(value["--port"])), Handler).serve_forever()


def write(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


class Handler(BaseHTTPRequestHandler):
    key: ClassVar[str] = ""
    slots: ClassVar[bool] = False
    arguments: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        if self.path == "/health":
            return self._answer(200, {"status": "ok"})
        if self.headers.get("Authorization") != f"Bearer {self.key}":
            return self._answer(401, {"error": {"message": "Invalid API Key"}})
        if self.path == "/slots":
            return self._answer(200 if self.slots else 501, [])
        if self.path == "/props":
            told = {"endpoint_slots": self.slots, "arguments": self.arguments, "env": sorted(os.environ)}
            return self._answer(200, told)
        if self.path == "/die":
            write("terminate called")
            os._exit(9)
        return self._answer(404, {})

    def _answer(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Silent."""


if __name__ == "__main__":
    main(sys.argv[1:])
