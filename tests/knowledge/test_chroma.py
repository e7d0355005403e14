from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.filters import AllOf, Always, AnyOf, Contains, Eq, Never, RowFilter, matches
from core.ids import DocumentId
from knowledge.chroma import ChromaIndex, collection_name
from knowledge.documents import IndexedDocument, IndexedUnit
from knowledge.where import where
from tests.fakes_knowledge import HashEmbedder

AUDIENCES = ("public", "registered", "private")
OWNERS = ("M1", "M2")
DOCUMENTS = [
    IndexedDocument(
        DocumentId(f"{owner}-{audience}"),
        owner,
        audience,
        f"{owner}/{audience}.md",
        "T",
        "en",
        "v",
        "s",
        "hash-1",
        1,
    )
    for owner in OWNERS
    for audience in AUDIENCES
]

rules: st.SearchStrategy[RowFilter] = st.recursive(
    st.one_of(
        st.just(Always()),
        st.just(Never()),
        st.builds(
            Eq,
            st.sampled_from(["audience", "merchant_id", "absent"]),
            st.sampled_from([*AUDIENCES, *OWNERS]),
        ),
        st.builds(Contains, st.sampled_from(["audience", "readers"]), st.sampled_from(AUDIENCES)),
    ),
    lambda parts: st.one_of(
        st.builds(lambda p: AllOf(tuple(p)), st.lists(parts, max_size=3)),
        st.builds(lambda p: AnyOf(tuple(p)), st.lists(parts, max_size=3)),
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> ChromaIndex:
    index = ChromaIndex(tmp_path_factory.mktemp("chroma"), "hash-1")
    for document in DOCUMENTS:
        units = [
            IndexedUnit(
                f"{document.document_id}:0", document.document_id, 0, 0, 0, "prose", "", None, "text"
            )
        ]
        index.add(document, units, HashEmbedder().embed(["text"]))
    return index


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rule=rules)
def test_chroma_lets_through_exactly_what_the_filter_lets_through(
    index: ChromaIndex, rule: RowFilter
) -> None:
    condition = where(rule)
    found: set[str] = set()
    if condition is not None:
        vector = HashEmbedder().embed(["text"])
        for owner in OWNERS:
            found |= index.nearest(owner, vector, condition, 10)[0].keys()
    assert found == {f"{d.document_id}:0" for d in DOCUMENTS if matches(rule, d.row())}


def test_an_unknown_kind_of_rule_lets_nothing_through() -> None:
    assert where(AllOf((Always(), "surprise"))) is None  # type: ignore[arg-type]


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    document = IndexedDocument(
        DocumentId("d"),
        "店铺 1",
        "public",
        "documents/x/a.pdf",
        "T",
        "",
        "v",
        "s",
        "hash-1",
        1,
        date(2026, 1, 1),
        None,
    )
    unit = IndexedUnit("d:v:0", document.document_id, 0, 2, 1, "row", "A > B", 4, "a: b")
    ChromaIndex(tmp_path, "hash-1").add(document, [unit], HashEmbedder().embed(["a: b"]))
    assert list(ChromaIndex(tmp_path, "hash-1").rows()) == [(document, unit)]


def test_vectors_of_another_embedding_are_not_asked(tmp_path: Path) -> None:
    document = DOCUMENTS[0]
    unit = IndexedUnit("u", document.document_id, 0, 0, 0, "prose", "", None, "text")
    vectors = HashEmbedder().embed(["text"])
    ChromaIndex(tmp_path, "hash-1").add(document, [unit], vectors)
    later = ChromaIndex(tmp_path, "hash-2")
    assert later.nearest(document.merchant_id, vectors, {}, 5) == [{}]
    assert later.outdated() == ["m-M1"]


@pytest.mark.parametrize(("merchant_id", "name"), [("_port", "m-_port"), ("LH01", "m-LH01")])
def test_collections_are_named_after_merchants(merchant_id: str, name: str) -> None:
    assert collection_name(merchant_id) == name


def test_an_id_that_chroma_would_refuse_gets_a_collection_of_its_own() -> None:
    names = {collection_name(odd) for odd in ("店铺", "a b", "", "x" * 600, "end-")}
    assert len(names) == 5
    assert all(name.startswith("h-") for name in names)
