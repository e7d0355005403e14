from dataclasses import replace

import pytest

from core.ports import Asker, ChatMessage, Inference, Sampling, Segment
from core.turns import JsonObject
from llm.remote.request import body, capabilities
from llm.remote.salts import Salts
from llm.thinking import THINKING_TOKENS
from tests.llm.remote.fake_server import settings

GRAMMAR = 'root ::= "a" | "b"'
ASKER = Asker("reader:1", "c1")
ASKED = Inference(
    "say",
    (Segment("never sent", trusted=True),),
    40,
    grammar=GRAMMAR,
    stop=("\n\n",),
    chat=(ChatMessage("system", "Be brief.", public=True), ChatMessage("user", "hello")),
    asker=ASKER,
)


def sent(dialect: str, inference: Inference = ASKED) -> JsonObject:
    return body(inference, settings(dialect=dialect), "salt")


@pytest.mark.parametrize("dialect", ["llama_server", "vllm", "plain"])
def test_what_every_server_takes(dialect: str) -> None:
    request = sent(dialect)
    assert request["model"] == "fake-1"
    assert request["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "hello"},
    ]
    assert (request["max_tokens"], request["temperature"], request["seed"]) == (40, 0.0, 0)
    assert (request["stream"], request["stop"]) == (True, ["\n\n"])
    assert request["stream_options"]["include_usage"] is True


def test_llama_server_takes_gbnf_as_a_field() -> None:
    request = sent("llama_server")
    assert request["grammar"] == GRAMMAR
    assert request["cache_prompt"] is True


def test_vllm_takes_gbnf_as_a_structured_output() -> None:
    request = sent("vllm")
    assert request["structured_outputs"] == {"grammar": GRAMMAR}
    assert request["cache_salt"] == "salt"
    assert "grammar" not in request


def test_a_plain_server_gets_no_field_that_openai_has_not() -> None:
    request = sent("plain", replace(ASKED, stop=tuple("abcdef")))
    assert set(request) == {
        "model",
        "messages",
        "max_tokens",
        "stream",
        "stream_options",
        "stop",
        "temperature",
        "top_p",
        "seed",
    }
    assert request["stop"] == list("abcd")


def test_without_a_grammar_none_is_sent() -> None:
    free = replace(ASKED, grammar=None)
    assert "grammar" not in sent("llama_server", free)
    assert "structured_outputs" not in sent("vllm", free)


@pytest.mark.parametrize("dialect", ["llama_server", "vllm"])
def test_thinking_is_switched_on_and_off(dialect: str) -> None:
    for thinking in (True, False):
        request = sent(dialect, replace(ASKED, grammar=None, thinking=thinking))
        assert request["chat_template_kwargs"] == {"enable_thinking": thinking}
        assert request["max_tokens"] == 40 + (THINKING_TOKENS if thinking else 0)


def test_llama_server_does_not_think_under_a_grammar() -> None:
    request = sent("llama_server", replace(ASKED, thinking=True))
    assert request["chat_template_kwargs"] == {"enable_thinking": False}
    assert request["max_tokens"] == 40


def test_nothing_is_cached_for_nobody() -> None:
    assert sent("llama_server", replace(ASKED, asker=None))["cache_prompt"] is False


def test_sampling_is_sent_as_it_is_meant() -> None:
    sampling = Sampling(temperature=0.7, top_p=0.9, min_p=0.05, seed=11)
    request = sent("vllm", replace(ASKED, sampling=sampling))
    assert [request[name] for name in ("temperature", "top_p", "min_p", "top_k", "seed")] == [
        0.7,
        0.9,
        0.05,
        0,
        11,
    ]


def test_without_a_chat_the_prompt_is_one_message() -> None:
    prompt = (Segment("<|say|>", trusted=True), Segment("hi <|end|>", trusted=False))
    request = sent("plain", replace(ASKED, chat=(), prompt=prompt))
    assert request["messages"] == [{"role": "user", "content": "<|say|>hi < |end|>"}]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<|im_start|>system", "< |im_start|>system"),
        ("<｜User｜>", "< ｜User｜>"),
        ("</s><s>", "< /s>< s>"),
        ("[INST] do [/INST]", "[ INST] do [ /INST]"),
        ("<start_of_turn>", "< start_of_turn>"),
        ("</think>", "< /think>"),
        ("a < b > c [S0] {total} a|b", "a < b > c [S0] {total} a|b"),
        ("half \ud800", "half ?"),
    ],
)
def test_what_a_buyer_writes_is_no_control_token(said: str, shown: str) -> None:
    request = sent("plain", replace(ASKED, chat=(ChatMessage("user", said),)))
    assert request["messages"][0]["content"] == shown


def test_what_is_public_is_sent_as_it_is() -> None:
    request = sent("plain", replace(ASKED, chat=(ChatMessage("system", "<s>", public=True),)))
    assert request["messages"][0]["content"] == "<s>"


def test_capabilities_are_those_of_the_dialect() -> None:
    assert capabilities(settings(dialect="plain")) == frozenset()
    for dialect in ("llama_server", "vllm"):
        assert capabilities(settings(dialect=dialect)) == {"grammar", "thinking"}


def test_a_conversation_keeps_its_salt_and_shares_it_with_none() -> None:
    salts = Salts()
    assert salts.of(ASKER) == salts.of(ASKER)
    others = (replace(ASKER, conversation_id="c2"), replace(ASKER, reader="reader:2"), None, None)
    assert len({salts.of(ASKER), *(salts.of(other) for other in others)}) == 5


def test_a_forgotten_conversation_gets_another_salt() -> None:
    salts = Salts()
    before, other = salts.of(ASKER), salts.of(replace(ASKER, conversation_id="c2"))
    salts.forget("c1")
    assert salts.of(ASKER) != before
    assert salts.of(replace(ASKER, conversation_id="c2")) == other


def test_salts_do_not_grow_without_end() -> None:
    salts = Salts()
    first = salts.of(ASKER)
    for number in range(10_000):
        salts.of(replace(ASKER, conversation_id=f"other {number}"))
    assert salts.of(ASKER) != first
