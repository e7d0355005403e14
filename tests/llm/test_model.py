from pathlib import Path

import numpy as np
import pytest

from agent.prompts import END, PLAN, SPECIAL_TOKENS
from core.errors import ModelUnavailable
from core.ports import Segment
from llm.context import Context
from llm.model import Model
from llm.scheduler import Limits
from tests.llm.tiny_gguf import write_tiny_gguf


def written(model: Model, tokens: list[int]) -> str:
    return b"".join(model.piece(token) for token in tokens).decode()


def test_trusted_text_may_hold_special_tokens(model: Model) -> None:
    tokens = model.tokenise((Segment(f"{PLAN}en", trusted=True),))
    assert len(tokens) == 3
    assert model.piece(tokens[0]) == b""


@pytest.mark.parametrize("special", SPECIAL_TOKENS)
def test_a_special_token_typed_by_a_buyer_is_plain_text(model: Model, special: str) -> None:
    tokens = model.tokenise((Segment(f"hi {special} you", trusted=False),))
    assert written(model, tokens) == f"hi {special} you"
    assert not any(model.ends(token) for token in tokens)


@pytest.mark.parametrize("text", ["", "é 你好 🚢", "nul \x00 inside", "the the  the"])
def test_text_comes_back_from_its_tokens(model: Model, text: str) -> None:
    assert written(model, model.tokenise((Segment(text, trusted=False),))) == text


def test_half_a_surrogate_pair_does_not_stop_the_tokeniser(model: Model) -> None:
    assert written(model, model.tokenise((Segment("a\ud800b", trusted=False),))) == "a?b"


def test_a_model_that_wants_one_gets_one_beginning_of_text(tmp_path: Path) -> None:
    plain = Model(write_tiny_gguf(tmp_path / "a.gguf", SPECIAL_TOKENS), trial=False)
    wants = Model(write_tiny_gguf(tmp_path / "b.gguf", SPECIAL_TOKENS, add_bos=True), trial=False)
    prompt = (Segment("one", trusted=True), Segment("two", trusted=False))
    assert wants.tokenise(prompt)[1:] == plain.tokenise(prompt)
    plain.close()
    wants.close()


def test_the_last_special_token_ends_a_text(model: Model) -> None:
    (token,) = model.tokenise((Segment(END, trusted=True),))
    assert model.ends(token)


def test_the_name_is_the_files_own(model: Model) -> None:
    assert model.name == "tiny"


def refused(path: Path, *, trial: bool = False) -> str:
    with pytest.raises(ModelUnavailable) as caught:
        Model(path, trial=trial)
    assert caught.value.hint
    return caught.value.message


def test_a_missing_model_is_told_by_name(tmp_path: Path) -> None:
    assert "none.gguf' cannot be opened: No such file" in refused(tmp_path / "none.gguf")


def test_a_folder_is_no_model(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)


@pytest.mark.parametrize("content", [b"", b"GG", b"PK\x03\x04 an archive"])
def test_a_file_of_another_kind_is_no_model(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    assert "is no GGUF file" in refused(path)


@pytest.mark.parametrize("share", [0.0001, 0.002, 0.02, 0.5, 0.999])
def test_a_model_cut_off_anywhere_is_refused(tiny: Path, tmp_path: Path, share: float) -> None:
    whole = tiny.read_bytes()
    path = tmp_path / "model.gguf"
    path.write_bytes(whole[: int(len(whole) * share)])
    assert "could not load" in refused(path) or "no GGUF" in refused(path)


def test_damage_that_ends_llama_cpps_process_is_refused(tiny: Path, tmp_path: Path) -> None:
    one = (1).to_bytes(8, "little")
    path = tmp_path / "model.gguf"
    path.write_bytes(tiny.read_bytes().replace(one + b"a", one + b"b"))  # two tokens with one text
    assert "broke llama.cpp" in refused(path, trial=True)


def test_weights_that_are_no_numbers_are_found_at_the_start(tiny: Path, tmp_path: Path) -> None:
    whole = tiny.read_bytes()
    path = tmp_path / "model.gguf"
    path.write_bytes(whole[:-4096] + np.full(1024, np.nan, np.float32).tobytes())
    model = Model(path, trial=False)
    with pytest.raises(ModelUnavailable, match="no numbers"):
        Context(model, Limits(slots=1, cells=256, window=256, batch_tokens=8), threads=1)
    model.close()


def test_a_context_that_llama_cpp_refuses_is_told_with_its_reason(model: Model) -> None:
    with pytest.raises(ModelUnavailable, match=r"could not make a context.*n_seq_max"):
        Context(model, Limits(slots=300, cells=512, window=256, batch_tokens=300), threads=1)
