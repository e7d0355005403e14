"""Widens small talk and questions with utterances of free corpora, read from a folder at training time.

Each file is gzipped JSON Lines with `kind`, `lang` and `text` or `turns`; only what buyers might type is
taken. Nothing of it is part of this project; see README.md for names and licences.
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.drafts import MARK

SMALL_TALK = ("ms_chitchat", "clinc_oos", "hwu64", "chatterbot")
QUESTIONS = ("dstc9_faq", "polyai_nlu", "squad_dev", "xquad", "qed")
_NOT_IDLE = re.compile(
    r"order|ship|track|deliver|price|cost|how much|currency|exchange|human|agent|person|pay|cancel", re.I
)
_QUESTION = re.compile(
    r"^(what|how|do|does|is|are|can|could|which|when|where|why|will|am i)\b|[^\x00-\x7f].*[?？؟]$|^¿", re.I
)
_OTHER_TOOL = re.compile(
    r"track|where is my|how much (is|does|for)|speak to|talk to|cancel|my order|still waiting|arrive", re.I
)
_LONGEST = 110


@dataclass(frozen=True, slots=True)
class Corpus:
    """Foreign utterances by language."""

    small_talk: Mapping[str, Sequence[str]]
    questions: Mapping[str, Sequence[str]]


EMPTY = Corpus(small_talk={}, questions={})


def read_corpus(folder: Path) -> Corpus:
    """What `folder` holds; files that are not there are passed over."""
    return Corpus(
        small_talk=_collected(folder, SMALL_TALK, lambda text: not _NOT_IDLE.search(text)),
        questions=_collected(
            folder, QUESTIONS, lambda text: bool(_QUESTION.search(text)) and not _OTHER_TOOL.search(text)
        ),
    )


def _collected(folder: Path, names: tuple[str, ...], wanted: Callable[[str], bool]) -> dict[str, list[str]]:
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        path = folder / f"{name}.jsonl.gz"
        if path.exists():
            for language, text in _utterances(path):
                if len(text) <= _LONGEST and not MARK.search(text) and wanted(text):
                    texts[language].append(text)
    return dict(texts)


def _utterances(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            turns = row.get("turns") or [{"role": "user", "text": row.get("text", "")}]
            kept = turns if row["kind"] == "qa" else turns[:1]
            yield from (
                (row["lang"], turn["text"]) for turn in kept if turn["role"] == "user" and turn["text"]
            )
