"""The chooser's lessons name what is there, and `none` where nothing answers."""

import gzip
import json
import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from agent.prompts import CALL, CHOOSE, MAX_PASSAGE_CHARS, choose_prompt
from core.words import LANGUAGES
from llm.grammar import MAX_CHOSEN
from models.choices import choosing, traded
from models.documents import NEIGHBOURS, mixed_up, wording
from models.material import EMPTY, read_material

_PART = re.compile(r"(\{\w+\}|\([^()]*\|[^()]*\))")


def _says(topic: str, language: str) -> list[re.Pattern[str]]:
    """Patterns that any sentence of a topic matches."""
    frames = wording(language).topics[topic].say
    return [re.compile("".join(map(_loose, _PART.split(frame))), re.IGNORECASE) for frame in frames]


def _loose(part: str) -> str:
    if part.startswith("{"):
        return ".*?"
    if part.startswith("(") and "|" in part:
        return f"(?:{'|'.join(''.join(map(_loose, _PART.split(one))) for one in part[1:-1].split('|'))})"
    return r"\s*".join(map(re.escape, part.split(" ")))


def _corpus(folder: Path) -> None:
    """Two texts with a question that the first leaves open."""
    turns = [
        ("When does the ferry leave?", "at noon"),
        ("Who paints the ferry?", "The text does not say."),
        ("What does the ferry carry?", "salted cod"),
    ]
    rows = [
        {
            "kind": "qa",
            "lang": "en",
            "context": "The ferry leaves at noon. It carries salted cod. Nobody swims.",
            "turns": [
                {"role": role, "text": text}
                for pair in turns
                for role, text in zip(("user", "assistant"), pair, strict=True)
            ],
        },
        {
            "kind": "qa",
            "lang": "en",
            "context": "The ferry office sells maps. Dogs are welcome.",
            "turns": [],
        },
    ]
    with gzip.open(folder / "squad_dev.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def test_a_seed_gives_the_same_lessons() -> None:
    first, again = Random(4), Random(4)
    assert [choosing(first) for _ in range(50)] == [choosing(again) for _ in range(50)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_names_passages_that_are_there_in_order(language: str) -> None:
    rng = Random(5)
    for _ in range(200):
        lesson = choosing(rng, EMPTY, language)
        handles = [handle for handle, _ in lesson.view.passages]
        assert handles == [f"S{at}" for at in range(len(handles))]
        assert 1 <= len(handles) <= 6
        if lesson.call != "none":
            chosen = lesson.call.split()
            assert len(chosen) <= MAX_CHOSEN
            assert chosen == sorted(set(chosen))
            assert set(chosen) <= set(handles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_passage_repeats_and_no_slot_is_left(language: str) -> None:
    rng = Random(6)
    for _ in range(200):
        view = choosing(rng, EMPTY, language).view
        texts = [text for _, text in view.passages]
        assert len(set(texts)) == len(texts)
        assert not re.search(r"[{}|<>⟦]", " ".join((*texts, view.text)))
        assert view.language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_passage_says_nothing_on_the_topic_of_the_product(language: str) -> None:
    rng = Random(7)
    for _ in range(300):
        found = traded(language, False, rng)
        topic, product = found.about
        assert not found.right
        patterns = _says(topic, language) + _says(topic, "en")
        for passage in found.wrong:
            if any(pattern.search(passage) for pattern in patterns):
                assert product
                assert product.lower() not in passage.lower()


def test_a_right_passage_is_on_the_topic() -> None:
    rng = Random(8)
    for _ in range(300):
        found = traded("en", True, rng)
        column = wording("en").topics[found.about[0]].row.split(":")[0].strip("()").split("|")
        for passage in found.right:
            assert any(pattern.search(passage) for pattern in _says(found.about[0], "en")) or any(
                f"; {name}:" in passage for name in column
            )


def test_a_quarter_has_no_answer_and_the_first_is_mostly_right() -> None:
    rng = Random(9)
    calls = Counter(choosing(rng).call.split()[0] for _ in range(3000))
    assert 0.2 < calls["none"] / 3000 < 0.3
    answered = 3000 - calls["none"]
    assert 0.6 < calls["S0"] / answered < 0.75
    assert 0.12 < calls["S1"] / answered < 0.24
    assert calls["S5"] > 0


def test_the_prompt_holds_question_and_passages_as_untrusted_text() -> None:
    lesson = choosing(Random(10))
    segments = choose_prompt(lesson.view)
    text = "".join(segment.text for segment in segments)
    assert text.startswith(f"{CHOOSE}{lesson.view.language}\nS0 ")
    assert text.endswith(f"\n{CALL}")
    foreign = [segment.text for segment in segments if not segment.trusted]
    assert len(foreign) == len(lesson.view.passages) + 1
    assert all(len(one) <= MAX_PASSAGE_CHARS + 3 for one in foreign[:-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_topics_are_those_of_english_and_have_several_wordings(language: str) -> None:
    topics = wording(language).topics
    assert topics.keys() <= wording("en").topics.keys()
    assert len(topics) >= (45 if language == "en" else 25)
    for topic in topics.values():
        assert len(set(topic.say)) >= 3
        assert len(set(topic.ask)) >= 5


def test_every_neighbour_is_a_topic() -> None:
    assert {name for group in NEIGHBOURS for name in group.split()} <= wording("en").topics.keys()
    assert mixed_up("origin", "customs_papers")
    assert not mixed_up("deposit", "balance")


def test_a_corpus_gives_its_sentence_or_none(tmp_path: Path) -> None:
    _corpus(tmp_path)
    material = read_material(tmp_path)
    (source,) = material.sources["en"]
    assert [question.holders for question in source.answered] == [(0,), (1,)]
    assert [question.text for question in source.unanswered] == ["Who paints the ferry?"]
    rng, seen = Random(11), 0
    answers = {"when does": "The ferry leaves at noon.", "what does": "It carries salted cod."}
    for _ in range(400):
        lesson = choosing(rng, material, "en")
        answer = answers.get(lesson.view.text.lower()[:9])
        texts = [text for _, text in lesson.view.passages]
        if "ferry" in lesson.view.text and answer:
            seen += 1
            assert lesson.call == (f"S{texts.index(answer)}" if answer in texts else "none")
        if "paints" in lesson.view.text:
            assert lesson.call == "none"
    assert seen > 50


def test_a_folder_without_corpora_gives_nothing(tmp_path: Path) -> None:
    assert read_material(tmp_path) == EMPTY
