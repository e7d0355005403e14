from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.errors import DocumentError
from core.filters import Always, Eq
from core.ports import RetrievalScope
from core.principal import VISITOR
from knowledge.chroma import ChromaIndex
from knowledge.documents import IngestReport, SourceDocument
from knowledge.search import Knowledge
from tests.fakes_knowledge import HashEmbedder, source

EVERYTHING = RetrievalScope(VISITOR, Always(), date(2026, 11, 1))
PATH = "documents/M1/public/sheet.md"


def open_at(folder: Path, embedder: HashEmbedder | None = None) -> Knowledge:
    embedder = embedder or HashEmbedder()
    return Knowledge(ChromaIndex(folder, embedder.version), embedder)


def texts(knowledge: Knowledge, query: str) -> list[str]:
    return [hit.text for hit in knowledge.search(query, EVERYTHING, limit=50)]


def test_the_same_documents_again_change_nothing(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    documents = [source("Plums are sweet."), source("Pears are hard.", path="documents/M1/public/p.md")]
    assert len(open_at(tmp_path, embedder).ingest(documents).added) == 2
    embedded = embedder.embedded
    again = open_at(tmp_path, embedder).ingest(documents)
    assert again == IngestReport(unchanged=(documents[0].file.path, documents[1].file.path))
    assert embedder.embedded == embedded


def test_a_changed_document_replaces_its_earlier_text(tmp_path: Path) -> None:
    knowledge = open_at(tmp_path)
    knowledge.ingest([source("The plum fee is 5.")])
    assert knowledge.ingest([source("The plum fee is 6.")]).replaced == (PATH,)
    assert texts(knowledge, "plum fee") == texts(open_at(tmp_path), "plum fee") == ["The plum fee is 6."]


def test_a_change_of_validity_alone_is_taken_in(tmp_path: Path) -> None:
    knowledge = open_at(tmp_path)
    knowledge.ingest([source("The plum fee is 5.")])
    assert knowledge.ingest([source("The plum fee is 5.", valid_until=date(2026, 10, 31))]).replaced == (
        PATH,
    )
    assert texts(knowledge, "plum fee") == []


def test_documents_that_are_no_longer_there_go_only_from_a_complete_set(tmp_path: Path) -> None:
    knowledge = open_at(tmp_path)
    other = source("Pears are hard.", path="documents/M1/public/pears.md")
    knowledge.ingest([source("Plums are sweet."), other])
    assert knowledge.ingest([other]).removed == ()
    assert knowledge.ingest([other], complete=True).removed == (PATH,)
    assert texts(open_at(tmp_path), "plums pears") == ["Pears are hard."]


def test_one_bad_document_stops_nothing_and_keeps_its_earlier_version(tmp_path: Path) -> None:
    knowledge = open_at(tmp_path)
    knowledge.ingest([source("Plums are sweet.")])
    good = source("Pears are hard.", path="documents/M1/public/pears.md")
    report = knowledge.ingest([source(b"\xfa"), good], complete=True)
    assert report.added == (good.file.path,)
    assert [failure.path for failure in report.failed] == [PATH]
    assert "UTF-8" in report.failed[0].reason
    assert texts(knowledge, "plums")[0] == "Plums are sweet."


def test_the_same_text_of_two_audiences_and_merchants_stays_apart(tmp_path: Path) -> None:
    knowledge = open_at(tmp_path)
    kinds = [("M1", "public"), ("M1", "private"), ("M2", "public")]
    knowledge.ingest(
        [
            source("Plums are sweet.", path=f"documents/{m}/{a}/p.md", merchant_id=m, audience=a)
            for m, a in kinds
        ]
    )
    public = replace(EVERYTHING, rule=Eq("audience", "public"))
    assert {hit.merchant_id for hit in knowledge.search("plums", public)} == {"M1", "M2"}
    assert len({hit.document_id for hit in knowledge.search("plums", EVERYTHING)}) == 3
    assert len({hit.document_id for hit in knowledge.search("plums", public)}) == 2


def test_a_document_cannot_name_its_own_audience(tmp_path: Path) -> None:
    text = "---\naudience: public\nmerchant_id: M2\n---\naudience: public. The plum fee is 5."
    knowledge = open_at(tmp_path)
    knowledge.ingest([source(text, audience="private", path="documents/M1/private/fee.md")])
    assert knowledge.search("plum fee", replace(EVERYTHING, rule=Eq("audience", "public"))) == []
    assert knowledge.search("plum fee", replace(EVERYTHING, rule=Eq("merchant_id", "M2"))) == []


class Interrupted(Exception):
    pass


class FailingEmbedder(HashEmbedder):
    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        raise Interrupted


def test_an_interrupted_ingest_can_be_repeated(tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        open_at(tmp_path, FailingEmbedder()).ingest([source("Plums are sweet.")])
    knowledge = open_at(tmp_path)
    assert knowledge.ingest([source("Plums are sweet.")]).added == (PATH,)


def test_a_half_written_document_is_not_found_and_is_written_again(tmp_path: Path) -> None:
    document = source("Plums are sweet. Plums are red.")
    knowledge = open_at(tmp_path)
    knowledge.ingest([document])
    index = ChromaIndex(tmp_path, "hash-1")
    (indexed, first), _ = sorted(index.rows(), key=lambda row: row[1].ordinal)
    index.remove("M1", indexed.document_id)
    index.add(indexed, [first], HashEmbedder().embed([first.text]))
    reopened = open_at(tmp_path)
    assert texts(reopened, "plums") == []
    assert reopened.ingest([document]).added == (PATH,)
    assert texts(reopened, "plums") == ["Plums are sweet. Plums are red."]


def test_another_embedding_renews_all_vectors_even_of_other_length(tmp_path: Path) -> None:
    open_at(tmp_path).ingest([source("Plums are sweet.")])
    wider = HashEmbedder("hash-2", dimensions=300)
    knowledge = open_at(tmp_path, wider)
    assert texts(knowledge, "plums") == ["Plums are sweet."]  # by words alone
    before = knowledge.search("plums", EVERYTHING)[0].score
    knowledge.ingest([])
    assert knowledge.search("plums", EVERYTHING)[0].score > before
    assert open_at(tmp_path, wider).ingest([source("Plums are sweet.")]).unchanged == (PATH,)


def test_progress_counts_every_document(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    documents = [source("Plums.", path="a.md"), source(b"\xff", path="b.md"), source("Pears.", path="c.md")]
    knowledge = open_at(tmp_path)
    knowledge.ingest(documents[:1])
    knowledge.ingest(documents, progress=lambda done, total, path: told.append((done, total, path)))
    assert sorted(done for done, _, _ in told) == [1, 2, 3]
    assert {total for _, total, _ in told} == {3}
    assert {path for _, _, path in told} == {"a.md", "b.md", "c.md"}


def test_a_document_is_read_from_its_folder_and_must_be_the_announced_one(tmp_path: Path) -> None:
    folder = tmp_path / "port"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "a.md").write_text("Plums are sweet.")
    document = SourceDocument(source("Plums are sweet.", path="documents/a.md").file, root=folder)
    assert document.read(100) == b"Plums are sweet."
    (folder / "documents" / "a.md").write_text("Changed.")
    with pytest.raises(DocumentError, match="SHA-256"):
        document.read(100)


@pytest.mark.parametrize(
    ("path", "message"), [("../secret.md", "outside"), ("missing.md", "cannot be read")]
)
def test_a_path_outside_the_folder_or_missing_is_refused(tmp_path: Path, path: str, message: str) -> None:
    (tmp_path / "secret.md").write_text("x")
    (tmp_path / "port").mkdir()
    with pytest.raises(DocumentError, match=message):
        SourceDocument(source("x", path=path).file, root=tmp_path / "port").read(100)
