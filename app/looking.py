"""A thread that looks again and again until its `with` block ends: for the watches on models and prices."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

_END_S = 60.0
_log = logging.getLogger(__name__)


class Looking:
    """Calls `look` every `every_s` seconds, with `at_once` from the start. What goes wrong in a look is
    logged and does not end the watch; at the end a look that is under way is waited for."""

    def __init__(self, name: str, look: Callable[[], None], every_s: float, *, at_once: bool) -> None:
        self._name, self._look, self._every_s, self._at_once = name, look, every_s, at_once
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._thread.join(_END_S)
        if self._thread.is_alive():
            _log.error("the %s did not end within %g s", self._name, _END_S)

    def _run(self) -> None:
        if self._at_once:
            self._once()
        while not self._ending.wait(self._every_s):
            self._once()

    def _once(self) -> None:
        try:
            self._look()
        except Exception:  # a fault of ours must not end the watch
            _log.exception("a look of the %s broke", self._name)
