import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import BadInput, GenerationFailed
from llm.model import Model
from llm.sampler import Sampler


def logits(model: Model, **favoured: float) -> NDArray[np.float32]:
    """Rising with the token id, so that a control token is likeliest, with `favoured` letters above."""
    values = np.linspace(0, 1, model.vocabulary_size, dtype=np.float32)
    for letter, value in favoured.items():
        values[ord(letter)] = value
    return values


def write(model: Model, sampler: Sampler, values: NDArray[np.float32]) -> str:
    written, token = b"", sampler.sample(values)
    while not model.ends(token):
        written += model.piece(token)
        token = sampler.sample(values)
    return written.decode()


def test_without_a_grammar_the_likeliest_token_is_taken(model: Model) -> None:
    assert Sampler(model, None).sample(logits(model, q=5)) == ord("q")


def test_a_grammar_is_followed_to_its_end(model: Model) -> None:
    sampler = Sampler(model, 'root ::= "a" [bx] ("c" | "y")')
    assert write(model, sampler, logits(model, x=3, b=2, c=4)) == "axc"
    sampler.close()


def test_under_a_grammar_the_likeliest_allowed_token_is_taken(model: Model) -> None:
    noise = np.random.default_rng(3)
    sampler = Sampler(model, "root ::= [k-p]{40}")
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
        Sampler(model, grammar)


def test_a_grammar_that_nothing_can_match_fails_and_ends_nothing_else(model: Model) -> None:
    sampler = Sampler(model, r'root ::= "a" [^\x00-\U7FFFFFFF] "b"')
    sampler.sample(logits(model))
    with pytest.raises(GenerationFailed, match="allows no token"):
        sampler.sample(logits(model))
    sampler.close()


@pytest.mark.parametrize("broken", [np.nan, np.inf])
def test_logits_that_are_no_numbers_fail(model: Model, broken: float) -> None:
    with pytest.raises(GenerationFailed, match="computed"):
        Sampler(model, None).sample(logits(model, a=broken))
