"""What words that no reader knows may mean: the catalogue's candidates for one caller."""

from datetime import date

from core.ports import GoodsCandidate, GoodsGuess, GoodsSearch, PolicyEngine, RetrievalScope
from core.principal import Principal
from core.values import ProductRef
from knowledge.goods.ranking import clear, offered

_OFFERED = 3
_SEARCHED = 8


class GoodsReader:
    """Implements core.ports.SuggestGoods."""

    def __init__(self, goods: GoodsSearch, policy: PolicyEngine) -> None:
        self._goods, self._policy = goods, policy

    def __call__(self, words: str, principal: Principal, today: date) -> GoodsGuess:
        """The one product that `words` name, a slip of the pen apart; else the few nearest, to be asked
        about; else none."""
        rule = self._policy.filter(principal, "list", "Price")
        found = self._goods.search(words, RetrievalScope(principal, rule, today), _SEARCHED)
        if named := clear(found):
            return GoodsGuess((_ref(named),), clear=True)
        return GoodsGuess(tuple(map(_ref, offered(found, _OFFERED))), clear=False)


def _ref(candidate: GoodsCandidate) -> ProductRef:
    return ProductRef(merchant_id=candidate.merchant_id, sku=candidate.sku, name=candidate.name)
