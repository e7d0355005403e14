import io

import pytest
from pypdf import PdfReader, PdfWriter

from core.errors import DocumentError
from knowledge.extraction import extract

LIMIT = 1_000_000


def pdf(*pages: list[str]) -> bytes:
    """A PDF with a line of text for each string."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        drawn = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 40 800 Td {drawn} ET".encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def encrypted(content: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_lines_become_paragraphs_again_with_heading_and_page() -> None:
    content = pdf(
        [
            "Packing guide",
            "Stack cartons of plum biscuits at most eight layers high,",
            "wafers at most six layers.",
        ],
        ["Pallets", "A pallet is no higher than 205 cm and no heavier than one tonne."],
    )
    blocks = extract(content, "guide.pdf", LIMIT)
    assert [(block.page, block.heading_path[-1], block.text) for block in blocks] == [
        (
            1,
            "Packing guide",
            "Stack cartons of plum biscuits at most eight layers high, wafers at most six layers.",
        ),
        (2, "Pallets", "A pallet is no higher than 205 cm and no heavier than one tonne."),
    ]


def test_a_pdf_without_text_is_refused_as_a_scan() -> None:
    with pytest.raises(DocumentError, match="no text"):
        extract(pdf([]), "scan.pdf", LIMIT)


def test_a_password_is_refused_and_a_printing_restriction_is_not() -> None:
    content = pdf(["Only a short line that can be read by anyone at all."])
    assert extract(encrypted(content, ""), "open.pdf", LIMIT)
    with pytest.raises(DocumentError, match="password"):
        extract(encrypted(content, "secret"), "locked.pdf", LIMIT)


@pytest.mark.filterwarnings("ignore")
def test_a_damaged_pdf_is_refused() -> None:
    with pytest.raises(DocumentError):
        extract(b"%PDF-1.7\n" + b"\xff" * 400, "broken.pdf", LIMIT)


def test_the_first_bytes_outrank_the_extension() -> None:
    content = pdf(["Only a short line that can be read by anyone at all."])
    assert extract(content, "really-a-pdf.txt", LIMIT)[0].page == 1
