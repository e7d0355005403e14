import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.errors import ModelUnavailable
from knowledge.embedding import MiniLM


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    embedder = MiniLM()
    embedder.warm_up()
    return embedder


def test_vectors_have_unit_length_and_near_meanings_are_near(minilm: MiniLM) -> None:
    texts = [
        "The deposit is due with the order.",
        "Pay part of the price in advance.",
        "Keep frozen fish cold.",
    ] * 2
    vectors = minilm.embed(texts)
    assert all(math.isclose(sum(x * x for x in vector), 1.0, rel_tol=1e-4) for vector in vectors)
    deposit, advance, fish = vectors[:3]
    assert cosine(deposit, advance) > cosine(deposit, fish) + 0.1


def test_a_query_gets_the_same_vector_from_every_thread(minilm: MiniLM) -> None:
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(lambda _: minilm.embed(["free storage", "deposit"]), range(8)))
    assert all(vector == vectors[0] for vector in vectors)


def test_the_version_tells_models_apart(minilm: MiniLM) -> None:
    assert minilm.version.startswith("all-MiniLM-L6-v2@")
    assert MiniLM("some/other").version != minilm.version


def test_a_missing_model_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("empty")
    with pytest.raises(ModelUnavailable, match=str(folder)) as refused:
        MiniLM(str(folder)).warm_up()
    assert "EMBEDDING_MODEL" in refused.value.hint


def cosine(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))
