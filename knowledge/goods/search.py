"""Searching the catalogue of the imported port: what a caller may see, by words and by meaning."""

import logging
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.errors import NotFound, SystemFault
from core.filters import RowFilter
from core.ports import Embedder, GoodsCandidate, PortData, RetrievalScope
from knowledge.goods.index import GoodsIndex, Scores, View, index_goods
from knowledge.goods.query import Query, parse
from knowledge.goods.scoring import candidates
from knowledge.goods.vectors import GoodsVectors, Matrix

_VIEWS = 64
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Shelf:
    """The index of one import. `vectors` once they are there: the row of each product, and the matrix."""

    revision: str
    index: GoodsIndex
    vectors: tuple[npt.NDArray[np.int32], Matrix] | None = None
    views: "OrderedDict[RowFilter, View]" = field(default_factory=OrderedDict)

    @property
    def texts(self) -> list[str]:
        return [entry.text for entry in self.index.entries]


class Catalogue:
    """Implements core.ports.GoodsSearch over the port of `port`; vectors are kept in `folder`. Safe for
    threads. `start` and `warm_up` make vectors; without either, words answer alone."""

    def __init__(self, port: PortData, embedder: Embedder, folder: Path) -> None:
        self._port = port
        self._vectors = GoodsVectors(folder, embedder)
        self._held: _Shelf | None = None
        self._lock = threading.Lock()
        self._filling = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._started = False

    @property
    def by_meaning(self) -> bool:
        return self._shelf().vectors is not None

    def start(self) -> None:
        """Make vectors in the background, now and after each import that a search comes upon."""
        self._started = True
        self._fill_behind()

    def warm_up(self) -> int:
        """Make vectors now; how many were new. Raises NotFound before the first import, ModelUnavailable
        or StoreUnavailable."""
        with self._filling:
            shelf = self._shelf()
            done = self._vectors.fill(shelf.texts, self._stop)
            shelf.vectors = self._vectors.of(shelf.texts)
        return done

    def wait(self, timeout_s: float | None = None) -> None:
        """Until the background has nothing left to make."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def close(self) -> None:
        """Leaves off what goes on in the background; what is made is kept."""
        self._stop.set()
        self.wait()

    def search(self, text: str, scope: RetrievalScope, limit: int = 8) -> list[GoodsCandidate]:
        shelf = self._shelf()
        view = self._view(shelf, scope.rule)
        query = parse(text)
        if view.count == 0:
            return []
        return candidates(query, view, self._cosines(query, shelf), limit)

    def _shelf(self) -> _Shelf:
        """Indexed once for each import. Vectors of what the import left as it was are taken over."""
        revision = self._port.revision()
        with self._lock:
            if self._held is None or self._held.revision != revision:
                shelf = _Shelf(revision, index_goods(self._port.book()))
                shelf.vectors = self._vectors.of(shelf.texts)
                self._held = shelf
            shelf = self._held
        if shelf.vectors is None and self._started:
            self._fill_behind()
        return shelf

    def _view(self, shelf: _Shelf, rule: RowFilter) -> View:
        with self._lock:
            view = shelf.views.get(rule) or View.of(shelf.index, rule)
            shelf.views[rule] = view
            shelf.views.move_to_end(rule)
            while len(shelf.views) > _VIEWS:
                shelf.views.popitem(last=False)
        return view

    def _cosines(self, query: Query, shelf: _Shelf) -> Scores | None:
        if shelf.vectors is None or not query.words:
            return None
        rows, matrix = shelf.vectors
        return self._vectors.cosines(query.phrasings, matrix)[rows]

    def _fill_behind(self) -> None:
        with self._lock:
            if self._stop.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._fill, name="goods-vectors", daemon=True)
            self._thread.start()

    def _fill(self) -> None:
        try:
            self.warm_up()
        except NotFound:
            _log.info("No port has been imported yet: there are no goods to embed.")
        except SystemFault as error:
            self._started = False  # not tried again with each search
            _log.warning("Goods are found by words alone: %s", error)
