from llm.remote.answer import Answer
from llm.remote.stream import Counts, Delta
from tests.llm.remote.fake_server import Clock


def test_thinking_in_the_text_is_never_shown() -> None:
    shown: list[str] = []
    answer = Answer((), shown.append, Clock())
    for piece in ("<th", "ink>twelve dollars</", "think>\n\nyes, ", "<thin"):
        answer.take(Delta(text=piece))
    answer.end()
    assert "".join(shown) == answer.text == "yes, <thin"
    assert answer.thought


def test_an_answer_is_metered_by_its_server() -> None:
    clock = Clock()
    answer = Answer((), None, clock)
    clock.now_s += 2
    answer.take(Delta(thought=True))
    clock.now_s += 3
    answer.take(Delta(text="hi", counts=Counts(10, 6, cached=4, thinking=5)))
    usage = answer.usage()
    assert (usage.input_tokens, usage.cached_tokens) == (10, 4)
    assert (usage.output_tokens, usage.thinking_tokens) == (6, 5)
    assert (usage.prefill_s, usage.decode_s) == (2, 3)
    assert usage.queue_s == usage.busy_s == usage.cpu_s == 0


def test_without_a_count_pieces_are_counted() -> None:
    answer = Answer((), None, Clock())
    for delta in (Delta(), Delta(thought=True), Delta(text="a"), Delta(text="b"), Delta(finish="stop")):
        answer.take(delta)
    assert answer.usage().output_tokens == 3


def test_a_stop_string_in_the_last_piece_is_no_cut_by_length() -> None:
    answer = Answer(("b",), None, Clock())
    answer.take(Delta(text="ab", finish="length"))
    assert (answer.text, answer.ending) == ("a", "stop")


def test_an_answer_without_a_first_token_waited_all_the_time() -> None:
    clock = Clock()
    answer = Answer((), None, clock)
    clock.now_s += 5
    assert (answer.usage().prefill_s, answer.usage().decode_s) == (5, 0)
