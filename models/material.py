"""Questions with the sentences that answer them, read from free corpora at training time.

Each file is gzipped JSON Lines of `turns`, most with a `context`; see README.md for names and licences.
Nothing of it is part of this project.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.prompts import MAX_PASSAGE_CHARS
from core.words import LANGUAGES
from knowledge.sentences import sentences
from models.likeness import overlap

GROUNDED = ("squad_dev", "xquad", "qed", "zh_mrc")
UNANSWERED = "The text does not say."
_FIELDS = "factbook_qa"
_SERVICES = "dstc9_faq"
_MOST_HOLDERS = 2
_LONGEST_QUESTION = 160


@dataclass(frozen=True, slots=True)
class Question:
    """`passage` is the index of its text; `holders` are sentences of it that hold the answer, likeliest
    first, none when the text does not say."""

    text: str
    passage: int
    holders: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Texts in sentences, and questions on them. `mixes`: a sentence of another text answers none of the
    questions on this one, since each names what it is about."""

    name: str
    passages: Sequence[tuple[str, ...]]
    answered: Sequence[Question]
    unanswered: Sequence[Question]
    mixes: bool


@dataclass(frozen=True, slots=True)
class Material:
    """Sources by language."""

    sources: Mapping[str, Sequence[Source]]


EMPTY = Material(sources={})


def read_material(folder: Path) -> Material:
    """What `folder` holds; files that are not there are passed over."""
    sources: dict[str, list[Source]] = {language: [] for language in LANGUAGES}
    for language, rows in _by_language(folder, GROUNDED):
        texts = [(tuple(sentences(row["context"])), list(_asked(row))) for row in rows]
        sources[language].append(_source(rows[0]["name"], language, texts, mixes=True))
    for language, rows in _by_language(folder, (_SERVICES,)):
        texts = [(tuple(answer for _, answer in _asked(row)), list(_asked(row))) for row in rows]
        sources[language].append(_source(_SERVICES, language, texts, mixes=False))
    for language, rows in _by_language(folder, (_FIELDS,)):
        sources[language].append(_fields(rows, language))
    kept = {name: tuple(one for one in found if one.answered) for name, found in sources.items()}
    return Material({language: found for language, found in kept.items() if found})


def _by_language(folder: Path, names: tuple[str, ...]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name in names:
        path = folder / f"{name}.jsonl.gz"
        if not path.exists():
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) | {"name": name} for line in lines]
        for language in LANGUAGES:
            if chosen := [row for row in rows if row["lang"] == language]:
                yield language, chosen


def _asked(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    turns = [turn["text"] for turn in row["turns"]]
    yield from zip(turns[::2], turns[1::2], strict=False)


def _source(
    name: str, language: str, texts: list[tuple[tuple[str, ...], list[tuple[str, str]]]], *, mixes: bool
) -> Source:
    answered, unanswered = [], []
    for at, (passage, asked) in enumerate(texts):
        for text, answer in asked:
            if len(text) > _LONGEST_QUESTION:
                continue
            if answer == UNANSWERED:
                unanswered.append(Question(text, at, ()))
            elif holders := _holders(text, answer, passage, language):
                answered.append(Question(text, at, holders))
    return Source(name, [passage for passage, _ in texts], answered, unanswered, mixes)


def _holders(text: str, answer: str, passage: tuple[str, ...], language: str) -> tuple[int, ...]:
    """Sentences with the answer, nothing when it is too short or in too many to tell which is meant."""
    if len(answer) < (2 if language == "zh" else 3):
        return ()
    found = [at for at, sentence in enumerate(passage) if answer.lower() in sentence.lower()]
    if not 0 < len(found) <= _MOST_HOLDERS or any(len(passage[at]) > MAX_PASSAGE_CHARS for at in found):
        return ()
    return tuple(sorted(found, key=lambda at: -overlap(text, passage[at], language)))


def _fields(rows: list[dict[str, Any]], language: str) -> Source:
    """One text a country, whose sentences are its fields."""
    countries: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if len(row["context"]) <= MAX_PASSAGE_CHARS:
            countries.setdefault(row["context"].split(".")[0], []).append(row)
    answered = [
        Question(row["turns"][0]["text"], at, (field,))
        for at, fields in enumerate(countries.values())
        for field, row in enumerate(fields)
    ]
    passages = [tuple(row["context"] for row in fields) for fields in countries.values()]
    return Source(_FIELDS, passages, answered, (), mixes=True)
