"""Lessons of the chooser: a question, what an imperfect search found for it, and which of it answers.

Half of them are made from wording of this project (documents.py), half from corpora (material.py) where
there are some. One in four has no answer among its passages.
"""

from dataclasses import dataclass
from random import Random

from agent.prompts import ChooseView, fitting
from llm.grammar import MAX_CHOSEN
from models.documents import (
    Page,
    Topic,
    Wording,
    faq,
    mixed_up,
    question,
    rivals,
    sentence,
    table_row,
    wording,
)
from models.likeness import shared, stems
from models.material import EMPTY, Material, Question, Source
from models.noise import dress
from models.wording import a_language, asks, expand
from tools.search.choice import MAX_OFFERED

_COUNTS = (0.05, 0.08, 0.13, 0.2, 0.24, 0.3)
_NONE_SHARE = 0.25
_OWN_SHARE = 0.5
_ENGLISH_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Choosing:
    """One lesson of the chooser: what it sees and the line it shall write."""

    view: ChooseView
    call: str


@dataclass(frozen=True, slots=True)
class Found:
    """A question with passages that answer it and passages that do not. `about` is the topic, and the
    product that the question names, where there is one; both are empty for corpora."""

    about: tuple[str, str]
    text: str
    right: list[str]
    wrong: list[str]


def choosing(rng: Random, material: Material = EMPTY, language: str = "") -> Choosing:
    """One random lesson, of `language` when it is given."""
    language = language or a_language(rng)
    sources = material.sources.get(language, ())
    answered = rng.random() >= _NONE_SHARE
    if sources and rng.random() > _OWN_SHARE:
        weights = [len(source.answered) ** 0.5 for source in sources]
        found = _read(rng.choices(sources, weights)[0], answered, rng)
    else:
        found = traded(language, answered, rng)
    return _lesson(found, language, rng)


def _lesson(found: Found, language: str, rng: Random) -> Choosing:
    count = rng.choices(range(1, MAX_OFFERED + 1), _COUNTS)[0]
    wrong = _likeliest(found, language, rng)[: max(0 if found.right else 1, count - len(found.right))]
    ranked = _fitting(_ranked(found.right, wrong, rng), found.right)
    chosen = [f"S{at}" for at, passage in enumerate(ranked) if passage in found.right]
    passages = tuple((f"S{at}", passage) for at, passage in enumerate(ranked))
    view = ChooseView(language=language, passages=passages, text=_typed(found.text, language, rng))
    return Choosing(view=view, call=" ".join(chosen[:MAX_CHOSEN]) or "none")


def _likeliest(found: Found, language: str, rng: Random) -> list[str]:
    """Wrong passages, those that share most with the question first, more or less."""
    asked = stems(found.text, language)
    wrong = [passage for passage in dict.fromkeys(found.wrong) if passage not in found.right]
    scores = {passage: shared(asked, stems(passage, language)) + 0.3 * rng.random() for passage in wrong}
    return sorted(wrong, key=lambda passage: -scores[passage])


def _ranked(right: list[str], wrong: list[str], rng: Random) -> list[str]:
    """As a search would: a right one first 65 times in 100, second 18 times, else later."""
    ranked = list(wrong)
    if not right:
        return ranked
    luck = rng.random()
    place = 0 if luck < 0.65 else 1 if luck < 0.83 else rng.randint(2, MAX_OFFERED)
    place = min(place, len(ranked))
    ranked.insert(place, right[0])
    for passage in right[1:]:
        ranked.insert(rng.randint(place + 1, len(ranked)), passage)
    return ranked


def _fitting(ranked: list[str], right: list[str]) -> list[str]:
    """Without the last wrong ones where all together are more than a chooser sees."""
    kept = list(ranked)
    spare = [passage for passage in reversed(kept) if passage not in right]
    while spare and fitting(kept) < len(kept):
        kept.remove(spare.pop(0))
    return kept


def _typed(text: str, language: str, rng: Random) -> str:
    """The question as typed, now and then with a sentence on the buyer before it."""
    bare = text.strip().rstrip("?？؟.").lstrip("¿")
    if rng.random() < 0.35:
        return text
    typed = dress(bare, language, rng, follow=True)
    if rng.random() < 0.08:
        filler = rng.choice([line for line in asks(language)["part"]["filler"] if "{" not in line])
        typed = f"{expand(filler, language, rng)}. {typed}"
    return typed


def _read(source: Source, answered: bool, rng: Random) -> Found:
    """From a corpus. Without answer: a question that its text leaves open, or its sentence is not found."""
    open_ended = not answered and bool(source.unanswered) and rng.random() < 0.6
    asked = rng.choice(source.unanswered if open_ended else source.answered)
    passage = source.passages[asked.passage]
    right = [passage[asked.holders[0]]] if answered else []
    wrong = [one for at, one in enumerate(passage) if at not in asked.holders]
    if len(wrong) > 8:
        wrong = rng.sample(wrong, 8)
    if source.mixes:
        wrong += _foreign(source, asked, rng)
    if not right and not wrong:
        right = [passage[asked.holders[0]]]
    return Found(("", ""), asked.text, right, wrong)


def _foreign(source: Source, asked: Question, rng: Random) -> list[str]:
    """Sentences of other texts; those that stand next are on like things."""
    found: list[str] = []
    for _ in range(5):
        near = asked.passage + rng.choice((-2, -1, 1, 2))
        at = near % len(source.passages) if rng.random() < 0.5 else rng.randrange(len(source.passages))
        if at != asked.passage:
            passage = source.passages[at]
            found += rng.sample(passage, min(2, len(passage)))
    holders = {source.passages[asked.passage][at] for at in asked.holders}
    return [one for one in found if one not in holders]


def traded(language: str, answered: bool, rng: Random) -> Found:
    """From this project's wording. The documents are often in English only, whatever the buyer writes."""
    asking = wording(language)
    english = language != "en" and rng.random() < _ENGLISH_SHARE
    words = wording("en") if english else asking
    page = Page(words, rng.choice(words.values["p"]))
    topic = words.topics[rng.choice(tuple(asking.topics))]
    # A product goes by another name in another language, so no question names it then.
    frame = rng.choice([one for one in asking.topics[topic.name].ask if not english or "{p}" not in one])
    named = page.product if "{p}" in frame else ""
    text = question(frame, Page(asking, page.product), rng)
    right = _answers(topic, page, rng) if answered else []
    wrong = _distractors(topic, page, rng)
    if named and rng.random() < 0.5:
        wrong += _on_another(topic, page, rng)
    return Found((topic.name, named), text, right, wrong)


def _answers(topic: Topic, page: Page, rng: Random) -> list[str]:
    count = min(rng.choices((1, 2, 3), (0.74, 0.19, 0.07))[0], len(topic.say))
    found = [_prose(topic, frame, topic, page, rng) for frame in rng.sample(topic.say, count)]
    if topic.row and rng.random() < 0.4:
        found[-1] = table_row(_columns(topic.name, page.words, rng, with_it=True), page, rng)
    return list(dict.fromkeys(found))


def _distractors(asked: Topic, page: Page, rng: Random) -> list[str]:
    """Sentences and rows of other topics, those that a search mixes up with the asked one above all."""
    near, every = rivals(asked.name, page.words.language)
    found: list[str] = []
    for _ in range(8):
        other = page.words.topics[rng.choice(near if near and rng.random() < 0.65 else every)]
        found.append(_prose(other, rng.choice(other.say), asked, page, rng))
    if rng.random() < (0.85 if asked.row else 0.2):
        found.append(table_row(_columns(asked.name, page.words, rng, with_it=False), page, rng))
    return found


def _on_another(topic: Topic, page: Page, rng: Random) -> list[str]:
    """What documents say on the topic of another product, which is no answer."""
    other = rng.choice([name for name in page.words.values["p"] if not _same(name, page.product)])
    if topic.row and rng.random() < 0.6:
        columns = _columns(topic.name, page.words, rng, with_it=True)
        return [table_row(columns, Page(page.words, other), rng)]
    frames = [frame for frame in topic.say if "{p}" in frame]
    return [sentence(rng.choice(frames), Page(page.words, other), rng)] if frames else []


def _same(one: str, other: str) -> bool:
    return one in other or other in one


def _prose(topic: Topic, frame: str, asked: Topic, page: Page, rng: Random) -> str:
    """A sentence alone, after its own question, or with one that tells nothing of the `asked` topic."""
    said = sentence(frame, page, rng)
    luck = rng.random()
    if luck < 0.1:
        return faq(topic, said, page, rng)
    if luck < 0.22:
        other = page.words.topics[rng.choice(rivals(asked.name, page.words.language)[1])]
        pair = [said, sentence(rng.choice(other.say), page, rng)]
        rng.shuffle(pair)
        return ("" if page.words.language == "zh" else " ").join(pair)
    return said


def _columns(topic: str, words: Wording, rng: Random, *, with_it: bool) -> list[str]:
    """Two to four columns of a product table, that of `topic` among them or none that tells of it."""
    others = [name for name in words.columns if not mixed_up(topic, name)]
    chosen = rng.sample(others, rng.choice((1, 2, 3)) if with_it else rng.choice((2, 3, 4)))
    if with_it:
        chosen.insert(rng.randint(0, len(chosen)), topic)
    return chosen
