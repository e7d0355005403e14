from knowledge.extraction.web_page import read


def rows(html: str) -> list[str]:
    return [block.text for block in read(html.encode())]


def test_headings_paragraphs_and_loose_text_come_in_reading_order() -> None:
    html = """<h1>Terms</h1>Loose <b>text</b>
    <h2>Payment</h2><div><p>30&nbsp;% first.</p><ul><li>Rest later.</li></ul></div>"""
    assert [(block.heading_path, block.text) for block in read(html.encode())] == [
        (("Terms",), "Loose text"),
        (("Terms", "Payment"), "30 % first."),
        (("Terms", "Payment"), "Rest later."),
    ]


def test_scripts_comments_and_hidden_elements_never_become_text() -> None:
    html = """<head><title>t</title></head><p>Shown.</p><script>a()</script><style>p{}</style><!-- note -->
    <p hidden>one</p><p style="DISPLAY:none">two</p><p style="font-size:0">three</p>
    <p aria-hidden="true">four</p><p style="opacity:0.5">Faint.</p><template>five</template>"""
    assert rows(html) == ["Shown.", "Faint."]


def test_an_unclosed_script_swallows_only_what_follows() -> None:
    assert rows("<p>Shown.</p><script>alert('<p>no</p>')") == ["Shown."]


def test_table_cells_name_their_header() -> None:
    html = "<table><tr><th>Goods</th><th>Season</th></tr><tr><td>Plums</td><td>May</td></tr></table>"
    assert rows(html) == ["Goods: Plums; Season: May"]


def test_spanning_cells_keep_the_columns_in_line() -> None:
    html = """<table><thead><tr><th>Goods</th><th>Size</th><th>Month</th></tr></thead>
    <tr><td rowspan="2">Plums</td><td>S</td><td>May</td></tr><tr><td>L</td><td>June</td></tr>
    <tr><td colspan="2">Pears</td><td>July</td></tr></table>"""
    assert rows(html) == [
        "Goods: Plums; Size: S; Month: May",
        "Goods: Plums; Size: L; Month: June",
        "Goods: Pears; Size: Pears; Month: July",
    ]


def test_a_table_without_header_keeps_its_cells_as_they_stand() -> None:
    assert rows(
        "<table><tr><td>Net weight</td><td>10 kg</td></tr><tr><td>Gross</td><td>11 kg</td></tr></table>"
    ) == [
        "Net weight: 10 kg",
        "Gross: 11 kg",
    ]
