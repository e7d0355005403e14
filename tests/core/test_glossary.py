from core.folding import folded
from core.glossary import glossary


def test_every_entry_names_a_thing_in_english_and_another_language() -> None:
    entries = (*glossary("goods"), *glossary("trade"))
    assert len(entries) > 250
    assert all(entry.english and entry.others for entry in entries)


def test_every_word_is_folded() -> None:
    words = [word for entry in glossary("trade") for word in (*entry.english, *entry.others)]
    assert words == [folded(word) for word in words]


def test_goods_that_documents_speak_of_too_are_in_both() -> None:
    shared = {entry.english[0] for entry in set(glossary("goods")) & set(glossary("trade"))}
    assert {"milk", "wheat", "soy"} <= shared
