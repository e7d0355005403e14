"""A secret for each conversation, which keeps a shared server's prefix cache from serving another one."""

import secrets
from collections import OrderedDict

from core.ports import Asker

_MOST = 10_000


class Salts:
    """vLLM takes a prefix from its cache only under the salt that it was stored with. So an equal
    prompt of someone else is neither answered from it nor told by its speed, and a conversation whose
    salt is forgotten can never be matched again."""

    def __init__(self) -> None:
        self._salts: OrderedDict[tuple[str, str], str] = OrderedDict()

    def of(self, asker: Asker | None) -> str:
        """The salt of a reader's conversation; without an asker one that is used once."""
        if asker is None:
            return _fresh()
        key = (asker.reader, asker.conversation_id)
        salt = self._salts.setdefault(key, _fresh())
        self._salts.move_to_end(key)
        if len(self._salts) > _MOST:
            self._salts.popitem(last=False)
        return salt

    def forget(self, conversation_id: str) -> None:
        for key in [key for key in self._salts if key[1] == conversation_id]:
            del self._salts[key]


def _fresh() -> str:
    """43 characters of base64url: vLLM takes up to 128 and none of `@`, `/`, `\\`."""
    return secrets.token_urlsafe(32)
