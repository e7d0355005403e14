"""What a quotation asks for, in marks, and how follow-up messages change it.

The rule that the planner learns is here: what the buyer does not say carries over from the last
quotation; EXW, FCA and FOB drop the place unless it is said again.
"""

import random
from dataclasses import dataclass, replace
from itertools import count

from core.trade import Term
from models.drafts import mark

SELLER_TERMS = (Term.EXW, Term.FCA, Term.FOB)
BUYER_TERMS = (Term.CIF, Term.CIF, Term.CIF, Term.CFR, Term.DAP, Term.DDP, Term.CPT, Term.CIP, Term.DPU)
_fresh = count()


@dataclass(frozen=True, slots=True)
class Order:
    """`lines` are (product, quantity or nothing); all are marks, `term` too."""

    lines: tuple[tuple[str, str], ...] = ()
    place: str = ""
    term: str = ""
    mode: str = ""
    currency: str = ""

    def words(self) -> tuple[str, ...]:
        goods = [word for line in self.lines for word in line]
        rest = (self.place, self.term, self.mode, self.currency)
        return ("quote", *(word for word in (*goods, *rest) if word))

    def with_quantity(self, quantity: str) -> "Order":
        return replace(self, lines=((self.lines[0][0], quantity),))

    def with_line(self, old: str, product: str, quantity: str = "") -> "Order":
        """`product` in the place of `old`, in its quantity unless another is said."""
        lines = tuple((product, quantity or n) if p == old else (p, n) for p, n in self.lines)
        return replace(self, lines=lines)

    def with_term(self, term: str, place: str = "") -> "Order":
        kept = "" if is_seller_term(term) or is_seller_term(self.term) else self.place
        return replace(self, term=term, place=place or kept)

    def without(self, product: str) -> "Order":
        return replace(self, lines=tuple(line for line in self.lines if line[0] != product))

    def only(self, product: str) -> "Order":
        return replace(self, lines=tuple(line for line in self.lines if line[0] == product))


def fresh(kind: str) -> str:
    """A value that stands nowhere yet."""
    return mark(kind, next(_fresh) % 900)


def is_seller_term(term: str) -> bool:
    return any(term == mark(known.value) for known in SELLER_TERMS)


def a_term(rng: random.Random, seller_share: float = 0.3) -> str:
    return mark(rng.choice(SELLER_TERMS if rng.random() < seller_share else BUYER_TERMS).value)


def an_order(rng: random.Random, lines: int = 0, said: float = 0.62) -> Order:
    """A random order; each of place and term is said with the chance `said`."""
    number = lines or rng.choices((1, 2, 3, 4, 5, 6), (0.68, 0.17, 0.07, 0.05, 0.02, 0.01))[0]
    term = a_term(rng) if rng.random() < said else ""
    place = fresh("L") if rng.random() < (0.25 if is_seller_term(term) else said + 0.1) else ""
    return Order(
        lines=tuple((fresh("P"), fresh("N")) for _ in range(number)),
        place=place,
        term=term,
        mode=fresh("M") if rng.random() < 0.08 else "",
        currency=fresh("C") if rng.random() < 0.06 else "",
    )


def carried(said: Order, last: Order | None) -> Order:
    """`said` with what it leaves open taken from `last`."""
    if last is None:
        return said
    place = said.place or ("" if is_seller_term(said.term) or is_seller_term(last.term) else last.place)
    return Order(
        lines=_carried_lines(said.lines or last.lines, last),
        place=place,
        term=said.term or last.term,
        mode=said.mode or last.mode,
        currency=said.currency or last.currency,
    )


def _carried_lines(lines: tuple[tuple[str, str], ...], last: Order) -> tuple[tuple[str, str], ...]:
    """A single product asked for without a quantity takes that of a single line before it."""
    if len(lines) == len(last.lines) == 1 and not lines[0][1]:
        return ((lines[0][0], last.lines[0][1]),)
    return lines
