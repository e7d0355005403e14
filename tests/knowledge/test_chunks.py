from knowledge.chunks import CHUNK_WORDS, make_chunks
from knowledge.extraction import Block
from knowledge.sentences import word_count


def test_a_chunk_keeps_heading_page_and_exact_sentences() -> None:
    chunks = make_chunks([Block("One is here. Two is there.", ("Guide",), 3)])
    assert (chunks[0].heading_path, chunks[0].page) == (("Guide",), 3)
    assert [unit.text for unit in chunks[0].units] == ["One is here.", "Two is there."]


def test_a_row_is_one_unit_however_many_stops_it_has() -> None:
    chunks = make_chunks([Block("product: Jam. Plum; note: Sweet. Red", kind="row")])
    assert [unit.text for unit in chunks[0].units] == ["product: Jam. Plum; note: Sweet. Red"]


def test_headings_and_pages_part_chunks() -> None:
    blocks = [Block("A.", ("One",)), Block("B.", ("One",)), Block("C.", ("Two",)), Block("D.", ("Two",), 2)]
    assert [chunk.text for chunk in make_chunks(blocks)] == ["A. B.", "C.", "D."]


def test_long_sections_are_filled_paragraph_by_paragraph() -> None:
    paragraph = "This sentence has exactly seven words here. " * 5
    chunks = make_chunks([Block(paragraph.strip(), ("One",)) for _ in range(10)])
    assert len(chunks) == 4
    assert all(word_count(chunk.text) <= CHUNK_WORDS for chunk in chunks)
    assert all(len({unit.paragraph for unit in chunk.units}) <= 3 for chunk in chunks)
