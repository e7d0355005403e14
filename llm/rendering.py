"""A program of its own, run by `llm.template`: renders a chat template that came in a model file.

Jinja's sandbox keeps a template from the interpreter but not from endless loops and huge strings. Those
end with this process, which reads one order as JSON from its input and writes the texts to its output.
"""

import json
import sys
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, NoReturn

from jinja2 import BaseLoader, Template, TemplateError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

CPU_S = 2
MEMORY_BYTES = 512 * 1024 * 1024
MAX_CHARS = 100_000
_SHOWN_ERROR_CHARS = 300


class _Generation(Extension):
    """`{% generation %}` marks what an assistant said, for training; here it is only passed through."""

    tags = {"generation"}  # noqa: RUF012 - the base class declares it so

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def main() -> None:
    order = json.load(sys.stdin)
    _limit()
    json.dump(answer(order), sys.stdout)


def answer(order: dict[str, Any]) -> list[dict[str, str]]:
    """A `text` or an `error` for each of the order's jobs."""
    try:
        template = _environment(date.fromisoformat(order["today"])).from_string(order["source"])
    except Exception as error:  # a template may be wrong in any way
        return [{"error": _said(error)} for _ in order["jobs"]]
    return [_rendered(template, {**order["variables"], **job}) for job in order["jobs"]]


def _environment(today: date) -> ImmutableSandboxedEnvironment:
    """What Hugging Face gives to chat templates, with a day of ours instead of a clock."""
    environment = ImmutableSandboxedEnvironment(
        loader=BaseLoader(),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_Generation, loopcontrols],
    )
    midnight = datetime.combine(today, time())
    environment.filters["tojson"] = _json
    environment.globals["raise_exception"] = _refuse
    environment.globals["strftime_now"] = midnight.strftime
    return environment


def _rendered(template: Template, variables: dict[str, Any]) -> dict[str, str]:
    text = ""
    try:
        for piece in template.generate(variables):
            text += piece
            if len(text) > MAX_CHARS:
                return {"error": f"it writes more than {MAX_CHARS} characters"}
    except Exception as error:  # a template may fail in any way
        return {"error": _said(error)}
    return {"text": text}


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:_SHOWN_ERROR_CHARS]


def _refuse(message: str) -> NoReturn:
    raise TemplateError(message)


def _json(value: Any, ensure_ascii: bool = False, indent: int | None = None, **more: Any) -> str:
    """Jinja's own filter escapes for HTML, which no model was trained on."""
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, **more)


def _limit() -> None:
    """CPU_S of processor time from now on, MEMORY_BYTES, and no files: as far as the system can."""
    with suppress(ImportError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        end = int(used.ru_utime + used.ru_stime) + CPU_S
        limits = {
            resource.RLIMIT_CPU: (end, end + 1),
            resource.RLIMIT_AS: (MEMORY_BYTES, MEMORY_BYTES),
            resource.RLIMIT_FSIZE: (0, 0),
            resource.RLIMIT_CORE: (0, 0),
        }
        for limit, most in limits.items():
            with suppress(ValueError, OSError):  # a tighter one holds already
                resource.setrlimit(limit, most)


if __name__ == "__main__":
    main()
