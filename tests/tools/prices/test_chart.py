"""The chart is well-formed SVG that says what it shows and fits its frame."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from core.prices import PricePoint
from tests.tools.prices.points import ZONE, point
from tools.prices import draw_chart, price_steps
from tools.prices.chart import HEIGHT, MOST_LINES, WIDTH

UNTIL = date(2026, 11, 30)
SVG = "{http://www.w3.org/2000/svg}"
FALLING = [point("9.00", 1), point("8.50", 10), point("7.25", 20), point("8.00", 1, min_cartons=50)]


def drawn(points: list[PricePoint], title: str = "Tea", until: date = UNTIL) -> ET.Element:
    chart = draw_chart(price_steps(points, until, ZONE), title=title, unit="USD / carton", until=until)
    return ET.fromstring(chart)


def lines(chart: ET.Element) -> list[str]:
    paths = [path for path in chart.iter(f"{SVG}path") if "chart-line" in path.get("class", "")]
    return [path.get("d", "") for path in paths if "h18" not in path.get("d", "")]


def texts(chart: ET.Element) -> list[str]:
    return [text.text or "" for text in chart.iter(f"{SVG}text")]


def test_it_has_a_role_a_title_and_a_description() -> None:
    chart = drawn(FALLING)
    assert (chart.get("role"), chart.get("viewBox")) == ("img", "0 0 640 280")
    assert [child.tag for child in chart][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert "9.00 (2026-11-01) → 8.50 (2026-11-10)" in (chart[1].text or "")


def test_each_line_is_a_step_path_with_a_name() -> None:
    chart = drawn(FALLING)
    assert len(lines(chart)) == 2
    assert lines(chart)[0].count("V") == 2
    assert {"L1 ≥ 1", "L1 ≥ 50", "USD / carton", "2026-11-01", "2026-11-30"} <= set(texts(chart))


def test_a_gap_breaks_the_line() -> None:
    points = [point("9.00", 1), point(None, 5), point("8.00", 10)]
    assert lines(drawn(points))[0].count("M") == 2


@pytest.mark.parametrize("until", [date(2026, 11, 1), UNTIL])
def test_one_price_alone_is_drawn(until: date) -> None:
    chart = drawn([point("9.00", 1)], until=until)
    (path,) = lines(chart)
    assert re.fullmatch(r"M[\d.]+ [\d.]+H[\d.]+", path)
    assert len(list(chart.iter(f"{SVG}circle"))) == 1


def test_titles_and_list_names_are_escaped() -> None:
    odd = [point("9.00", 1, price_list="<b>&")]
    chart = drawn(odd, title='Tea "<script>"')
    assert 'Tea "<script>"' in texts(chart)
    assert "<b>& ≥ 1" in texts(chart)


@pytest.mark.parametrize("title", ["Dried mango strips " * 9, "芒果干" * 30])
def test_a_long_title_leaves_room_for_the_unit(title: str) -> None:
    chart = drawn([point("9.00", 1)], title=title)
    assert chart[0].text == title
    (shown,) = [text for text in texts(chart) if text.endswith("…")]
    assert len(shown) < len(title)


def test_several_audiences_are_named() -> None:
    chart = drawn([point("9.00", 1), point("8.00", 1, audience="registered")])
    assert {"L1 ≥ 1 (public)", "L1 ≥ 1 (registered)"} <= set(texts(chart))


def test_too_many_lines_are_counted() -> None:
    chart = drawn([point("9.00", 1, min_cartons=tier) for tier in range(1, MOST_LINES + 4)])
    assert len(lines(chart)) == MOST_LINES
    assert "+ 3" in texts(chart)


@pytest.mark.parametrize("prices", [("0.0042", "0.0051"), ("120000", "98000.50"), ("9.00", "9.00")])
def test_everything_is_inside_the_frame(prices: tuple[str, str]) -> None:
    chart = drawn([point(prices[0], 1), point(prices[1], 10)])
    for text in chart.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "")) <= WIDTH
        assert 0 < float(text.get("y", "")) <= HEIGHT
    for path in lines(chart):
        heights = [float(y) for y in re.findall(r"(?: |V)([\d.]+)", path)]
        assert all(40 < y < HEIGHT for y in heights)


def test_nothing_in_it_needs_a_style_or_a_script() -> None:
    chart = drawn(FALLING)
    tags = {element.tag.removeprefix(SVG) for element in chart.iter()}
    assert tags == {"svg", "title", "desc", "text", "path", "circle"}
    assert not any("style" in element.attrib for element in chart.iter())


def test_lines_differ_by_colour_and_dash() -> None:
    chart = drawn([point("9.00", 1, min_cartons=tier) for tier in range(1, MOST_LINES + 1)])
    paths = [path for path in chart.iter(f"{SVG}path") if "chart-line" in path.get("class", "")]
    looks = [
        (path.get("stroke"), path.get("stroke-dasharray")) for path in paths if "h18" in path.get("d", "")
    ]
    assert len(set(looks)) == MOST_LINES
