"""The imported UN/LOCODE release."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from store.gazetteer import GazetteerReport, GazetteerRow, SqlGazetteer, import_gazetteer
from store.row_changes import Changes


def place(locode: str, name: str, country: str, functions: str = "1", *names: str) -> GazetteerRow:
    folded = frozenset(names or (name.casefold(),))
    return GazetteerRow(locode, name, country, "", functions, "AF", 51.45, 3.58, folded)


VLISSINGEN = place("NLVLI", "Vlissingen", "Netherlands", "123")
ROWS = (
    VLISSINGEN,
    place("UGKLA", "Kampala", "Uganda", "234"),
    place("XXQUO", "Quorvale", "Xanadu", "1", "quorvale", "old quorvale"),
    place("YYQUO", "Quorvale", "Yonder", "13"),
)


@pytest.fixture
def gazetteer(engine: Engine) -> SqlGazetteer:
    import_gazetteer(engine, ROWS)
    return SqlGazetteer(engine)


def codes(gazetteer: SqlGazetteer, name: str) -> list[str]:
    return [place.locode for place in gazetteer.places(name)]


def test_before_an_import_nothing_is_known(engine: Engine) -> None:
    assert SqlGazetteer(engine).places("vlissingen") == ()


def test_a_port_is_found_by_each_name_and_by_code(gazetteer: SqlGazetteer) -> None:
    (found,) = gazetteer.places("vlissingen")
    assert found.model_dump() == {"locode": "NLVLI", "name": "Vlissingen", "country": "Netherlands"}
    assert codes(gazetteer, "nlvli") == codes(gazetteer, "nl vli") == ["NLVLI"]
    assert codes(gazetteer, "old quorvale") == ["XXQUO"]
    assert codes(gazetteer, "") == []


def test_a_name_of_several_countries_gives_all_ports(gazetteer: SqlGazetteer) -> None:
    assert codes(gazetteer, "quorvale") == ["XXQUO", "YYQUO"]


def test_places_that_are_no_ports_are_not_given(gazetteer: SqlGazetteer) -> None:
    assert codes(gazetteer, "kampala") == codes(gazetteer, "ugkla") == []


def test_the_same_release_again_changes_nothing(engine: Engine, gazetteer: SqlGazetteer) -> None:
    assert import_gazetteer(engine, reversed(ROWS)) == GazetteerReport(Changes(unchanged=4), ports=3)


def test_another_release_replaces_the_first(engine: Engine, gazetteer: SqlGazetteer) -> None:
    moved = replace(VLISSINGEN, latitude=51.5)
    renamed = replace(ROWS[2], names=frozenset({"quorvale"}))
    report = import_gazetteer(engine, (moved, ROWS[1], renamed, place("BEANR", "Antwerpen", "Belgium")))
    assert report == GazetteerReport(Changes(added=1, changed=2, unchanged=1, removed=1), ports=3)
    assert codes(gazetteer, "quorvale") == ["XXQUO"]
    assert codes(gazetteer, "old quorvale") == []
    assert codes(gazetteer, "antwerpen") == ["BEANR"]


def test_an_import_that_fails_changes_nothing(engine: Engine, gazetteer: SqlGazetteer) -> None:
    nameless = replace(VLISSINGEN, name=None)  # type: ignore[arg-type]
    with pytest.raises(IntegrityError):
        import_gazetteer(engine, [place("BEANR", "Antwerpen", "Belgium"), nameless])
    assert codes(gazetteer, "antwerpen") == []
    assert codes(gazetteer, "vlissingen") == ["NLVLI"]
    assert codes(gazetteer, "quorvale") == ["XXQUO", "YYQUO"]
