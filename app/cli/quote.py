"""`quayside quote`: a quotation without any model, from a port folder or the imported port.

The commands on stored quotations hang below it: app.cli.quotations.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.console import emit
from app.cli.house import enter
from app.cli.options import AsUser, Json
from core.clock import SystemClock, today
from core.errors import BadInput
from core.trade import PortBook
from core.turns import JsonObject


def quote(
    *,
    ctx: typer.Context,
    port: Annotated[Path | None, typer.Option(help="A port folder; without it, the imported port.")] = None,
    user: AsUser = None,
    day: Annotated[str | None, typer.Option("--date", help="YYYY-MM-DD; without it, today.")] = None,
    term: Annotated[str | None, typer.Option(help="Incoterm: EXW, FOB, CIF, ...")] = None,
    to: Annotated[str | None, typer.Option(help="Named place: a UN/LOCODE or a name.")] = None,
    line: Annotated[
        list[str] | None, typer.Option(help="SKU=300ctn or MERCHANT/SKU=2t; repeat it.")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217; without it, the port's.")] = None,
    mode: Annotated[str | None, typer.Option(help="LCL, 20GP, 40GP, 40HQ, 20RF or 40RH.")] = None,
    customs_mode: Annotated[str | None, typer.Option(help="1039 or 0110.")] = None,
    requests: Annotated[
        Path | None, typer.Option(help="JSON Lines: a request a line, answered by a result a line.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Quote one request, or with --requests a file of them; commands below work on stored quotations."""
    if ctx.invoked_subcommand is not None:
        return
    if (requests is None) == (not line):
        raise BadInput("A quotation needs either --line or --requests.", hint="See quayside quote --help.")
    book = _book(ctx, port)
    if requests is not None:
        _answer_file(requests, book)
        return
    document = {
        "term": term,
        "to": to,
        "currency": currency,
        "mode": mode,
        "customs_mode": customs_mode,
        "lines": list(_lines(line or [])),
    }
    result = _answer(document, user, _day(day, book), book)
    if as_json:
        emit(result)
    else:
        typer.echo(described(result))


def described(result: JsonObject) -> str:
    """A quotation as lines to read; any other outcome with the facts it carries."""
    if result["outcome"] != "quoted":
        facts = (f"  {key}: {json.dumps(value, ensure_ascii=False)}" for key, value in result.items())
        return "\n".join([result["outcome"], *(fact for fact in facts if "outcome:" not in fact)])
    rows = [f"{result['term']} {result['place']}, valid until {result['valid_until']}"]
    rows += [_row(f"{item['cartons']} ctn {item['sku']}", item["amount"]) for item in result["lines"]]
    rows += [_row(name, result[name]) for name in ("goods", "freight", "insurance")]
    rows += [_row(f"{charge['group']} {charge['code']}", charge["amount"]) for charge in result["charges"]]
    rows.append(_row(f"total {result['currency']}", result["total"]))
    rows.append(f"  customs mode 1039: {result['customs_1039']['verdict']}")
    return "\n".join(rows)


def _row(name: str, amount: str) -> str:
    return f"  {name:<32} {amount:>16}"


def _book(ctx: typer.Context, folder: Path | None) -> PortBook:
    if folder is None:
        with enter(ctx, exclusive=False, model=False) as house:
            return house.port.book()
    from tools.catalogue.folder import read_port_folder

    return read_port_folder(folder).book


def _answer(document: JsonObject, user: str | None, day: date, book: PortBook) -> JsonObject:
    from tools.quotation import caller_of, index_book, parse_request, quote, to_json

    caller = caller_of(user, book)
    if caller is None:
        known = ", ".join(known.user_id for known in book.users)
        raise BadInput(f"The port has no user {user!r}.", hint=f"Use one of: {known}; none for a visitor.")
    tariff = index_book(book)
    return to_json(quote(parse_request(document, tariff), tariff, caller, day))


def _answer_file(path: Path, book: PortBook) -> None:
    """A result for every line that is not blank, in their order."""
    from tools.quotation import answer_request, index_book

    tariff = index_book(book)
    for text in _lines_of(path):
        try:
            answer = answer_request(text.decode("utf-8"), tariff)
        except UnicodeDecodeError as error:
            answer = {"outcome": None, "error": f"The line is not UTF-8: {error.reason}."}
        emit(answer)


def _lines_of(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from (line for line in file if line.strip())
    except OSError as error:
        raise BadInput(
            f"Cannot read {str(path)!r}: {error.strerror}.", hint="Name a JSON Lines file."
        ) from error


def _lines(texts: list[str]) -> Iterator[dict[str, Any]]:
    from tools.quotation import parse_line

    for text in texts:
        line = parse_line(text)
        yield {"sku": line.asked, "qty": f"{line.quantity:f}", "unit": line.unit.value}


def _day(text: str | None, book: PortBook) -> date:
    if text is None:
        return today(SystemClock(), book.profile.timezone)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is no day.", hint="Write it as YYYY-MM-DD.") from None
