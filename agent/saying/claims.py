"""What a draft may claim of a shipment in words: that it is held, rolled over, or that its date moved. Each
needs the value that vouches for it, in the same sentence.
"""

import re
from collections.abc import Mapping

from agent.saying.compose import SLOT, slots_in

_SENTENCE_END = re.compile(r"(?<=[.!?。！？؟])\s*")


def unvouched(draft: str, claims: Mapping[str, re.Pattern[str]]) -> str:
    """The first words that claim what no value in their sentence vouches for; empty when there are none.

    `claims` holds, by role, the words that need a value of it.
    """
    for sentence in _SENTENCE_END.split(draft):
        for role, words in claims.items():
            claimed = words.search(SLOT.sub(" ", sentence))
            if claimed and role not in slots_in(sentence):
                return claimed.group()
    return ""
