"""The quotation or proforma invoice as a PDF, set by typst from proforma.typ and the fonts beside it.

All that comes from outside goes in as JSON, never as source, so typst markup in a name stays text.
"""

import io
import json
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import SystemFault
from core.turns import JsonObject
from tools.quotation.files import contents, sheet
from tools.quotation.files.wording import Wording, breakable, breakable_name, clean, wording_for
from tools.quotation.paper import Paper

if TYPE_CHECKING:
    from typst import Fonts

_HERE = Path(__file__).parent
_TEMPLATE = "proforma.typ"


def pdf_of(paper: Paper, language: str) -> bytes:
    """A4, tagged, dated by the day of issue. Raises SystemFault when typst cannot set it."""
    import typst

    words = wording_for(language)
    try:
        written = typst.Compiler(
            (_HERE / _TEMPLATE).read_bytes(),
            root=_HERE,
            font_paths=_fonts(),
            sys_inputs={"paper": json.dumps(layout(paper, words), ensure_ascii=False)},
        ).compile(format="pdf", timestamp=datetime.combine(paper.issued, time(), UTC))
    except typst.TypstError as failed:
        raise SystemFault(
            f"The quotation {paper.number!r} could not be set as a PDF: {failed.message}.",
            hint="Download it as XLSX or XML instead.",
        ) from failed
    assert isinstance(written, bytes), "a PDF is one file"
    return written


def layout(paper: Paper, words: Wording) -> JsonObject:
    """What proforma.typ reads: text that is ready to be set, and the direction it runs in."""
    result = paper.result
    return {
        "language": words.language,
        "dir": "rtl" if words.is_right_to_left else "ltr",
        "port": breakable_name(paper.profile.name),
        "title": contents.title(paper, words),
        "warning": contents.warning(paper, words),
        "reference": contents.reference(paper),
        "issued": [paper.issued.year, paper.issued.month, paper.issued.day],
        "qr": _qr(paper.url),
        "labels": {key: words[key] for key in ("open_online", "page", "trademark", "ai_line")},
        "facts": _facts(paper, words),
        "sellers": {
            "head": words["sellers" if len(paper.sellers) > 1 else "seller"],
            "rows": _sellers(paper),
        },
        "buyer": {"head": words["buyer"], "rows": [_buyer(paper, words)]},
        "term": {
            "head": words["term"],
            "name": breakable(f"{result.term.value} {contents.place_name(result)}"),
            "rules": words.listed(contents.country_name(result, words), words.isolated("Incoterms® 2020")),
        },
        "ports": _ports(paper, words),
        "lines": sheet.line_table(paper, words),
        "plan": {"title": words["plan"], **sheet.plan_table(paper, words)},
        "sums": {
            "title": words.listed(words["price_build"], result.currency),
            "rows": sheet.sums(paper, words),
        },
        "landed": _titled(words["landed"], sheet.landed_table(paper, words)),
        "rates": _titled(words["rates"], sheet.rate_table(paper, words)),
        "notes": _notes(paper, words),
        "agree": {
            "title": words["agree"],
            "rows": [[words[key], words["to_be_agreed"]] for key in contents.TO_BE_AGREED],
        },
    }


def _facts(paper: Paper, words: Wording) -> list[list[object]]:
    return [
        [words["number"], sheet.figure(clean(paper.number))],
        [words["revision"], sheet.figure(str(paper.revision))],
        [words["issued"], sheet.figure(paper.issued.isoformat())],
        [words["valid_until"], sheet.figure(paper.result.valid_until.isoformat())],
        [words["state"], sheet.words_of(contents.state_text(paper, words))],
    ]


def _sellers(paper: Paper) -> list[list[str]]:
    """The name first, then what else is known of each."""
    return [
        [
            breakable_name(seller.name),
            " · ".join(
                breakable_name(text) for text in (seller.name_zh, seller.city, seller.contact) if text
            ),
        ]
        for seller in paper.sellers
    ]


def _buyer(paper: Paper, words: Wording) -> list[str]:
    buyer = paper.buyer
    if buyer is None:
        return [words["buyer_unnamed"]]
    country = words.country(buyer.country) if buyer.country else ""
    return [breakable_name(text) for text in (buyer.company, buyer.name, country) if text]


def _ports(paper: Paper, words: Wording) -> list[list[str]]:
    loading = ", ".join(contents.loading_ports(paper.result))
    ports = [[words["pol"], loading]]
    if contents.has_discharge_port(paper.result):
        ports.append([words["pod"], breakable(contents.place_name(paper.result))])
    return ports


def _notes(paper: Paper, words: Wording) -> list[list[str]]:
    return [
        [words["not_included"], contents.left_out(paper, words)],
        [
            words["customs_1039"],
            breakable(contents.customs_text(paper, words)),
            breakable(contents.customs_source(paper, words)),
        ],
        [words["price_lists"], breakable(contents.price_lists(paper))],
    ]


def _titled(title: str, table: sheet.Table | None) -> JsonObject | None:
    return None if table is None else {"title": title, **table}


def _qr(url: str) -> str:
    """An SVG that opens `url`; empty for none."""
    import segno

    if not url:
        return ""
    drawn = io.BytesIO()
    segno.make_qr(url, error="m").save(drawn, kind="svg", xmldecl=False, border=0)
    return drawn.getvalue().decode()


@cache
def _fonts() -> "Fonts":
    """The fonts beside this file and no other."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")]
    )
