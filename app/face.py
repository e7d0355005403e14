"""What the pages say of the imported port: its name, its languages, and questions to begin with."""

from api.services import PortFace
from core.trade import PortBook

_QUESTIONS = {
    "en": (
        "How much are 300 cartons of {product} CIF {place}?",
        "Where is my container?",
        "Do you have a halal certificate for {product}?",
    ),
    "zh": ("300箱{product}到{place} CIF多少钱？", "我的集装箱在哪里？", "{product}有清真证书吗？"),
}


def face_of(book: PortBook) -> PortFace:
    """The example questions name the port's own first product and first served place."""
    product = book.products[0] if book.products else None
    place = book.lanes[0].pod_name or book.lanes[0].pod if book.lanes else book.profile.locode
    names = {"en": product.name if product else "", "zh": (product.name_zh if product else "")}
    return PortFace(
        name=book.profile.name,
        languages=book.profile.languages,
        examples={
            language: tuple(
                question.format(product=names[language] or names["en"], place=place)
                for question in questions
            )
            for language, questions in _QUESTIONS.items()
        },
    )
