"""Spots text that gives orders to an assistant. A sign for the merchant and one nuisance less in quotes,
never a guarantee: that documents cannot give orders is settled by who may read what, not by this list."""

import re

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:note|notice|message|instructions?|attention)\s+(?:to|for)\s+(?:the\s+|any\s+|all\s+)?"
        r"(?:ai\b|assistants?\b|chat\s?bots?|language models?|llms?\b)",
        r"\b(?:ignore|disregard|forget|override)\s+(?:(?:all|any|of|the)\s+)*"
        r"(?:your|previous|prior|above|earlier|preceding|system)\b.{0,25}"
        r"\b(?:instructions?|prompts?|rules|guidelines)\b",
        r"\b(?:system|developer)\s+(?:prompt|message|note|override)\b",
        r"\byou are (?:now|an?) (?:.{0,30}\b)?(?:ai|assistant|chat\s?bot|language model|in admin mode)\b",
        r"\b(?:as|if you are) an? (?:ai|assistant|language model|llm)\b",
        r"\bdo not (?:mention|reveal|disclose) (?:this|these) (?:note|message|instruction|text)s?\b",
        r"<\|[a-z_]+\|>|\[/?INST\]|<<SYS>>|</?(?:system|assistant|tool_call)>",
        r"(?:忽略|无视|忘记).{0,12}(?:指令|指示|提示|规则)",
        r"(?:игнорируй|забудь|не учитывай)(?:те)?\b.{0,40}\b(?:инструкци|указани|правил)",
        r"\b(?:ignora|olvida)(?:r|d)?\b.{0,40}\b(?:instrucciones|indicaciones)\b",
        r"\b(?:ignore[rz]?|oublie[rz]?)\b.{0,40}\b(?:instructions|consignes)\b",
        r"(?:تجاهل|انس).{0,30}(?:التعليمات|الأوامر|تعليمات)",
    )
)


def addresses_assistant(text: str) -> bool:
    return any(pattern.search(text) for pattern in _PATTERNS)
