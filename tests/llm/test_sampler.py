import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import BadInput, GenerationFailed
from core.ports import Sampling
from llm.grammars import Grammars
from llm.model import Model
from llm.sampler import Sampler


def logits(model: Model, **favoured: float) -> NDArray[np.float32]:
    """Rising with the token id, so that a control token is likeliest, with `favoured` letters above."""
    values = np.linspace(0, 1, model.vocabulary_size, dtype=np.float32)
    for letter, value in favoured.items():
        values[ord(letter)] = value
    return values


def bound(model: Model, grammar: str, sampling: Sampling = Sampling()) -> Sampler:
    return Sampler(Grammars(model).start(grammar), sampling)


def write(model: Model, sampler: Sampler, values: NDArray[np.float32]) -> str:
    written, token = b"", sampler.sample(values)
    while not model.ends(token):
        written += model.piece(token)
        token = sampler.sample(values)
    return written.decode()


def test_without_a_grammar_the_likeliest_token_is_taken(model: Model) -> None:
    assert Sampler().sample(logits(model, q=5)) == ord("q")


def test_a_grammar_is_followed_to_its_end(model: Model) -> None:
    sampler = bound(model, 'root ::= "a" [bx] ("c" | "y")')
    assert write(model, sampler, logits(model, x=3, b=2, c=4)) == "axc"
    sampler.close()


def test_under_a_grammar_the_likeliest_allowed_token_is_taken(model: Model) -> None:
    noise = np.random.default_rng(3)
    sampler = bound(model, "root ::= [k-p]{40}")
    for _ in range(40):
        values = noise.normal(size=model.vocabulary_size).astype(np.float32)
        assert sampler.sample(values) == max(range(ord("k"), ord("q")), key=lambda token: values[token])
    sampler.close()


@pytest.mark.parametrize(
    "grammar",
    ["", "no rules here", 'roots ::= "a"', "root ::= missing", 'root ::= root "a"', "root ::= [a-", "\x00"],
)
def test_a_grammar_that_llama_cpp_refuses_is_bad_input(model: Model, grammar: str) -> None:
    with pytest.raises(BadInput, match="refuses the grammar"):
        bound(model, grammar)


def test_a_grammar_that_nothing_can_match_fails_and_ends_nothing_else(model: Model) -> None:
    sampler = bound(model, r'root ::= "a" [^\x00-\U7FFFFFFF] "b"')
    sampler.sample(logits(model))
    with pytest.raises(GenerationFailed, match="allows no token"):
        sampler.sample(logits(model))
    sampler.close()


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_logits_that_are_no_numbers_fail(model: Model, broken: float) -> None:
    with pytest.raises(GenerationFailed, match="computed"):
        Sampler().sample(logits(model, a=broken))


def test_a_grammar_that_comes_again_begins_again(model: Model) -> None:
    grammars = Grammars(model)
    first, second = (Sampler(grammars.start('root ::= "ab"')) for _ in range(2))
    assert write(model, first, logits(model)) == write(model, second, logits(model)) == "ab"
    first.close()
    second.close()
    grammars.close()


def test_more_grammars_than_are_kept_still_work(model: Model) -> None:
    grammars = Grammars(model)
    for number in range(300):
        sampler = Sampler(grammars.start(f'root ::= "{number % 150}"'))
        assert write(model, sampler, logits(model)) == str(number % 150)
        sampler.close()
    grammars.close()


def drawn(model: Model, sampling: Sampling, count: int = 300) -> list[str]:
    sampler = Sampler(None, sampling)
    values = np.full(model.vocabulary_size, -20, np.float32)
    values[[ord("a"), ord("b"), ord("c")]] = np.log([0.6, 0.3, 0.1])
    return [chr(sampler.sample(values)) for _ in range(count)]


def test_chance_follows_the_probabilities_and_the_seed(model: Model) -> None:
    warm = Sampling(temperature=1.0, seed=5)
    letters = drawn(model, warm)
    assert letters == drawn(model, warm)
    assert letters != drawn(model, Sampling(temperature=1.0, seed=6))
    assert set(letters) == {"a", "b", "c"}
    assert 140 < letters.count("a") < 220


def test_a_low_temperature_is_nearly_greedy(model: Model) -> None:
    assert set(drawn(model, Sampling(temperature=0.05))) == {"a"}


def test_top_p_keeps_what_makes_up_the_mass(model: Model) -> None:
    assert set(drawn(model, Sampling(temperature=1.0, top_p=0.5))) == {"a"}
    assert set(drawn(model, Sampling(temperature=1.0, top_p=0.7))) == {"a", "b"}


def test_min_p_drops_what_is_unlikely_beside_the_likeliest(model: Model) -> None:
    assert set(drawn(model, Sampling(temperature=1.0, min_p=0.4))) == {"a", "b"}


@pytest.mark.parametrize(
    "odd", [{"temperature": -1}, {"temperature": np.inf}, {"top_p": 0}, {"min_p": 1.5}, {"seed": -1}]
)
def test_what_nothing_can_be_drawn_by_is_bad_input(odd: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="Nothing can be drawn"):
        Sampling(**odd)  # type: ignore[arg-type]  # fields by name


def test_chance_keeps_to_the_grammar(model: Model) -> None:
    sampler = bound(model, "root ::= [k-m]{50}", Sampling(temperature=3.0, seed=1))
    written = write(model, sampler, logits(model))
    assert len(written) == 50
    assert set(written) == {"k", "l", "m"}
    sampler.close()


def test_without_the_grammar_anything_may_be_thought(model: Model) -> None:
    sampler = bound(model, 'root ::= "a"')
    assert sampler.sample(logits(model, q=5), free=True) == ord("q")
    assert sampler.sample(logits(model, q=5)) == ord("a")
    sampler.close()
