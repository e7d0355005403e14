"""Containers and groupage as buyers write them: 40HQ, 40' HC, a 20ft container, 1x40hq, reefer 40, LCL."""

import re

from core.trade import Mode
from core.values import ModeValue
from tools.reading.folding import Folded
from tools.reading.spans import Span

_COUNT = r"(?:(?<![\w.])\d{1,3}\s?[xх*]\s?)?"
_FEET = r"\s?(?:'|''|\"|ft\.?|feet|foot|footer|pies|pieds|футов\w*|фут|尺|英尺|قدم)?"
_GAP = r"[\s-]*"
_REEFER = (
    r"(?:reefers?|rf|rh|rhq|hrf|hcrf|refrigerated|refrigerado|frigorifique|рефрижератор\w*|реф"
    r"|冷柜|冻柜|冷藏柜|مبرد\w*)"
)
_HIGH = r"(?:hq|hc|high[\s-]?cubes?|高柜)"
_DRY = r"(?:gp|dv|dc|std|standard|dry|general purpose|平柜|普柜|小柜)"
_BOX = r"(?:containers?|contenedor\w*|conteneurs?|контейнер\w*|cntr|fcl|box|柜|货柜|集装箱|حاوي\w*)"
_PATTERNS: tuple[tuple[Mode, str], ...] = (
    (
        Mode.RH40,
        rf"{_COUNT}(?<!\d)40{_FEET}{_GAP}(?:{_HIGH}{_GAP})?{_REEFER}|{_REEFER}{_GAP}{_COUNT}40(?!\d){_FEET}",
    ),
    (Mode.RF20, rf"{_COUNT}(?<!\d)20{_FEET}{_GAP}{_REEFER}|{_REEFER}{_GAP}{_COUNT}20(?!\d){_FEET}"),
    (Mode.HQ40, rf"{_COUNT}(?<!\d)40{_FEET}{_GAP}{_HIGH}|(?<!\w){_HIGH}{_GAP}{_COUNT}40(?!\d){_FEET}"),
    (Mode.GP40, rf"{_COUNT}(?<!\d)40(?:{_FEET}{_GAP}{_DRY}|{_FEET}{_GAP}{_BOX}|\s?(?:'|ft|feet|foot|尺))"),
    (Mode.GP20, rf"{_COUNT}(?<!\d)20(?:{_FEET}{_GAP}{_DRY}|{_FEET}{_GAP}{_BOX}|\s?(?:'|ft|feet|foot|尺))"),
    (
        Mode.LCL,
        r"(?<![a-z])lcl(?![a-z])|less than (?:a )?container(?: load)?|groupage|grupaje"
        r"|сборн\w+ груз\w*|拼箱|拼柜|散货",
    ),
)
_COMPILED = tuple((mode, re.compile(rf"(?:{pattern})(?![a-zа-я])")) for mode, pattern in _PATTERNS)


def find_modes(text: Folded) -> list[Span]:
    """Each mode named, a count before it included; an earlier pattern has the say over a later one."""
    spans: list[Span] = []
    for mode, pattern in _COMPILED:
        for match in pattern.finditer(text.text):
            value = ModeValue(mode=mode, asked=text.asked(match.start(), match.end()).strip())
            span = text.span(match.start(), match.start() + len(match.group().rstrip()), value)
            if not any(span.overlaps(other) for other in spans):
                spans.append(span)
    return spans
