"""The labelled queries of the catalogue: they name goods that exist, and words alone keep their worth."""

from bench.catalogue import answer_all, books, labelled, report, with_packs
from knowledge.goods.ranking import clear, offered
from tests.fakes_knowledge import HashEmbedder


def test_every_label_is_a_product_of_its_port() -> None:
    held = {name: {product.sku for product in book.products} for name, book in books().items()}
    for query in labelled():
        assert query.skus <= held[query.port], query.text


def test_other_packs_are_priced_like_the_first() -> None:
    demo = books()["demo"]
    packed = with_packs(demo)
    added = {p.key for p in packed.products} - {p.key for p in demo.products}
    assert added
    assert added <= {f"{row.merchant_id}/{row.sku}" for row in packed.prices}


def test_by_words_alone_most_are_first_and_no_other_goods_are_named() -> None:
    answers = list(answer_all(HashEmbedder(), "words"))
    meant = [(query, found) for query, found in answers if query.skus and query.kind != "reworded"]
    first = sum(bool(found) and found[0].sku in query.skus for query, found in meant)
    assert first / len(meant) > 0.95
    wrongly = [
        (query.text, named.sku)
        for query, found in answers
        if (named := clear(found)) is not None and named.sku not in query.skus
    ]
    assert wrongly == []
    assert [query.text for query, found in answers if not query.skus and offered(found, 3)] == []


def test_a_report_counts_hits_and_false_ones() -> None:
    text = report(list(answer_all(HashEmbedder(), "words")))
    assert "hit@1" in text
    assert "wrongly 0" in text
