"""Where a text is about to name a place: after a term of sale, after `to` and its like in six languages."""

import re

TERM = r"cif|c&f|cfr|cnf|dap|dpu|ddp|cpt|cip|fob|сиф|сфр|фоб|سيف"
_TO = (
    r"to|port of|destination|hasta|para|a|puerto de|nach|vers|pour|port de|jusqu'a|до|в|на|порт|порта"
    r"|الي|حتي|ميناء"
)
AFTER_TERM = re.compile(rf"(?<!\w)(?:{TERM})[\s:,/-]+$")
TOWARDS = re.compile(rf"(?:(?<!\w)(?:(?:{TERM})[\s:,/-]+|(?:{_TO})\s+)|[到至去])$")
