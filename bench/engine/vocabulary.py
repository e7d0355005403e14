"""The words of the generated model: spaces with letters behind them, joined by a tree of merges.

Each word is one token and each text of words is cut into just those tokens again, so what the model
wrote yesterday is today the same prompt.
"""

from collections.abc import Iterator
from itertools import count, islice, product
from string import ascii_lowercase

SPACE = "Ġ"
CONTROL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def byte_alphabet() -> list[str]:
    """The character that stands for each byte 0..255 in GPT-2's byte-level BPE."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    shifted = {byte: chr(256 + at) for at, byte in enumerate(others)}
    return [shifted.get(byte, chr(byte)) for byte in range(256)]


def words(amount: int) -> list[str]:
    """The first `amount` words, shortest first: every beginning of a word is a word."""
    return [SPACE + letters for letters in islice(_letters(), amount)]


def merges(vocabulary: list[str]) -> list[str]:
    """The merge that makes each word of its beginning and its last letter."""
    return [f"{word[:-1]} {word[-1]}" for word in vocabulary]


def _letters() -> Iterator[str]:
    for length in count(1):
        for letters in product(ascii_lowercase, repeat=length):
            yield "".join(letters)
