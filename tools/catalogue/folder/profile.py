"""port.toml: the port's own name, currency, rates and limits."""

from decimal import Decimal
from pathlib import Path
from typing import cast

from core.trade import PortProfile
from tools.catalogue.folder import cells
from tools.catalogue.folder.findings import Findings
from tools.catalogue.folder.rows import Column
from tools.catalogue.folder.toml_tables import read_fields, read_table

FILE = "port.toml"
_LISTS = ("languages", "fallback_wm_ratio")
_KEYS = (
    Column("name", cells.text),
    Column("locode", cells.locode),
    Column("currency", cells.currency),
    Column("timezone", cells.timezone),
    Column("insurance_rate", cells.decimal()),
    Column("insured_share", cells.decimal()),
    Column("quote_validity_days", cells.integer(0)),
    Column("customs_cap_1039_usd", cells.decimal()),
)
_RATIOS = tuple(
    Column(name, cells.decimal(least=None, above="0"), required=False)
    for name in ("sea", "road", "rail", "air")
)


def read_profile(root: Path, findings: Findings) -> PortProfile | None:
    """None after a problem."""
    table = read_table(root, FILE, findings)
    if table is None:
        return None
    before = len(findings.problems)
    scalars = {name: value for name, value in table.items() if name not in _LISTS}
    values = read_fields(scalars, _KEYS, FILE, findings)
    values["languages"] = _languages(table, findings)
    values["fallback_wm_ratio"] = _ratios(table, findings)
    _check_insurance(values, findings)
    # The keys of `values` are the fields of PortProfile once nothing was refused.
    return None if len(findings.problems) > before else PortProfile(**values)  # type: ignore[arg-type]


def _languages(table: dict[str, object], findings: Findings) -> tuple[str, ...]:
    languages = table.get("languages")
    if not isinstance(languages, list) or not languages or not all(isinstance(x, str) for x in languages):
        findings.problem(
            FILE, f'{languages!r} is not a list of language codes such as ["en"].', column="languages"
        )
        return ()
    return tuple(languages)


def _ratios(table: dict[str, object], findings: Findings) -> dict[str, Decimal]:
    ratios = table.get("fallback_wm_ratio", {})
    if not isinstance(ratios, dict):
        findings.problem(FILE, f"{ratios!r} is not a table.", column="fallback_wm_ratio")
        return {}
    fields = read_fields(ratios, _RATIOS, FILE, findings, prefix="fallback_wm_ratio.")
    return cast("dict[str, Decimal]", fields)


def _check_insurance(values: dict[str, object], findings: Findings) -> None:
    """The premium divides by 1 - share x rate (contracts, quotation step 8)."""
    rate, share = values.get("insurance_rate"), values.get("insured_share")
    if isinstance(rate, Decimal) and isinstance(share, Decimal) and rate * share >= 1:
        findings.problem(
            FILE, f"{str(rate)!r} times insured_share must be less than 1.", column="insurance_rate"
        )
