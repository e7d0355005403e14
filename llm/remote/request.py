"""The body of a chat completion request. What each dialect takes is written here and nowhere else.

Sources: llama.cpp, `tools/server/README.md` and `server-schema.cpp`; vLLM,
`docs/features/structured_outputs.md` and `vllm/entrypoints/openai/chat_completion/protocol.py`;
OpenAI API reference, `chat/create`.
"""

import re

from core.ports import Capability, ChatMessage, Inference, Sampling
from core.settings import RemoteSettings
from core.turns import JsonObject
from llm.thinking import THINKING_TOKENS

_MOST_STOPS = 4
# How chat templates write their control tokens: <|im_end|>, <｜User｜>, <s>, <start_of_turn>, [INST]
_CONTROL = re.compile(
    r"<(?=[|｜]|/?(?:s|bos|eos|pad|unk|think|start_of_turn|end_of_turn)>)"
    r"|\[(?=/?[A-Z]{3,}(?:_[A-Z]+)*\])"
)


def capabilities(settings: RemoteSettings) -> frozenset[Capability]:
    return frozenset() if settings.dialect == "plain" else frozenset(("grammar", "thinking"))


def body(inference: Inference, settings: RemoteSettings, salt: str) -> JsonObject:
    """The request as JSON. `salt` sets this conversation's prefixes apart where the server can."""
    thinking = _thinks(inference, settings)
    common: JsonObject = {
        "model": settings.model,
        "messages": _messages(inference),
        "max_tokens": inference.max_tokens + (THINKING_TOKENS if thinking else 0),
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if inference.stop:
        common["stop"] = list(inference.stop)
    match settings.dialect:
        case "llama_server":
            return common | _sampling(inference.sampling) | _llama_server(inference, thinking=thinking)
        case "vllm":
            return common | _sampling(inference.sampling) | _vllm(inference, salt, thinking=thinking)
        case "plain":
            return common | _plain(inference)


def _thinks(inference: Inference, settings: RemoteSettings) -> bool:
    """Only what is said is thought about. With llama-server a grammar holds from the first token on and
    leaves no room for thinking (llama.cpp, common/sampling.cpp, grammar_should_apply)."""
    held = settings.dialect == "llama_server" and inference.grammar is not None
    asked = inference.thinking and inference.purpose == "say"
    return asked and "thinking" in capabilities(settings) and not held


def _llama_server(inference: Inference, *, thinking: bool) -> JsonObject:
    fields: JsonObject = {
        "cache_prompt": inference.asker is not None,
        "chat_template_kwargs": {"enable_thinking": thinking},
        "timings_per_token": True,  # so that a request cut short has been counted
    }
    if inference.grammar is not None:
        fields["grammar"] = inference.grammar
    return fields


def _vllm(inference: Inference, salt: str, *, thinking: bool) -> JsonObject:
    fields: JsonObject = {
        "cache_salt": salt,
        "chat_template_kwargs": {"enable_thinking": thinking},
        "stream_options": {"include_usage": True, "continuous_usage_stats": True},
    }
    if inference.grammar is not None:  # xgrammar reads GBNF as it is
        fields["structured_outputs"] = {"grammar": inference.grammar}
    return fields


def _plain(inference: Inference) -> JsonObject:
    """Fields of OpenAI's own API alone, which refuses unknown ones and more than four stop strings.
    The rest of them is heeded when the answer is read."""
    sampling = _sampling(inference.sampling)
    fields = {name: sampling[name] for name in ("temperature", "top_p", "seed")}
    return fields | ({"stop": list(inference.stop[:_MOST_STOPS])} if inference.stop else {})


def _sampling(sampling: Sampling) -> JsonObject:
    """`top_k` 0 switches off what the servers would cut on their own (llama-server: 40)."""
    return {
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "min_p": sampling.min_p,
        "top_k": 0,
        "seed": sampling.seed,
    }


def _messages(inference: Inference) -> list[JsonObject]:
    """Without a chat, one user message of the prompt's segments."""
    if inference.chat:
        return [{"role": message.role, "content": _content(message)} for message in inference.chat]
    text = "".join(
        segment.text if segment.trusted else _disarmed(segment.text) for segment in inference.prompt
    )
    return [{"role": "user", "content": _unicode(text)}]


def _content(message: ChatMessage) -> str:
    return _unicode(message.text if message.public else _disarmed(message.text))


def _disarmed(text: str) -> str:
    """A server tokenises the whole chat with special tokens, so what looks like one in a message is
    taken apart by a space: `< |im_end|>`."""
    return _CONTROL.sub(r"\g<0> ", text)


def _unicode(text: str) -> str:
    """Half a surrogate pair is no text to a JSON parser."""
    return text.encode("utf-8", "replace").decode("utf-8")
