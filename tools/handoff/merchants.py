"""Which merchant a message names."""

import re
import unicodedata
from collections.abc import Sequence

from core.ids import MerchantId
from core.trade import Merchant

_SHORTEST_FIRST_WORD = 4


def named_merchant(text: str, merchants: Sequence[Merchant]) -> MerchantId | None:
    """The one merchant whose name, Chinese name or first word stands in `text`; None when there is none, or
    more than one. A first word must be written as the name writes it: it may be a common word, too."""
    plain = _plain(text)
    firsts = [_plain(merchant.name).partition(" ")[0] for merchant in merchants]
    named = [
        merchant.merchant_id
        for merchant, first in zip(merchants, firsts, strict=True)
        if _occurs(_plain(merchant.name).casefold(), plain.casefold())
        or (merchant.name_zh and _plain(merchant.name_zh) in plain)
        or (len(first) >= _SHORTEST_FIRST_WORD and firsts.count(first) == 1 and _occurs(first, plain))
    ]
    return named[0] if len(named) == 1 else None


def _occurs(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
