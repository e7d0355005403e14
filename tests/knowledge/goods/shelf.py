"""A small port for the catalogue's tests: three merchants, packs that differ, goods for one buyer only."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from core.filters import Always, AnyOf, Eq, RowFilter
from core.ids import MerchantId
from core.ports import GoodsCandidate, RetrievalScope
from core.principal import VISITOR
from core.trade import Merchant, PortBook, Product
from knowledge.goods.search import Catalogue
from tests.books import FakePort, book, price, product
from tests.fakes_knowledge import HashEmbedder

TODAY = date(2026, 11, 1)
PUBLIC = Eq("audience", "public")
EVERYTHING = Always()


def goods(merchant: str, sku: str, name: str, zh: str = "", *aliases: str, **changes: object) -> Product:
    return product(sku, merchant, name=name, name_zh=zh, aliases=aliases, **changes)


PRODUCTS = (
    goods("M1", "FIG-500", "Dried figs 500 g", "无花果干 500克", "dried figs", category="fruit"),
    goods("M1", "FIG-100", "Dried figs 100 g", "无花果干 100克", "fig snack bag", category="fruit"),
    goods("M1", "MNG-400", "Dried mango strips 400 g", "芒果条 400克", "mango strips", category="fruit"),
    goods("M2", "KET-500", "Tomato ketchup 500 ml", "番茄沙司 500毫升", "ketchup", pcs_per_carton=12),
    goods("M2", "KET-1", "Tomato ketchup 1 L", "番茄沙司 1升", pcs_per_carton=6),
    goods("M2", "GAR-10", "Garlic flakes 10 kg", "蒜片 10公斤", "garlic"),
    goods("M2", "SOY-600", "Dark soy sauce 600 ml", "老抽 600毫升", "dark soy"),
    goods("M3", "WOK-32", "Carbon steel wok 32 cm", "碳钢炒锅 32厘米", "steel wok"),
    goods("M3", "BOX-2", "Food storage box 2 L", "保鲜盒 2升"),
    goods("M3", "LOCK-50", "Brass padlock 50 mm", "黄铜挂锁 50毫米", "padlocks"),
)
MERCHANTS = (
    Merchant(row=2, merchant_id=MerchantId("M1"), name="Quillmarsh Dried Goods"),
    Merchant(row=3, merchant_id=MerchantId("M2"), name="Ostrava Larder"),
    Merchant(row=4, merchant_id=MerchantId("M3"), name="Tindlebrook Wares"),
)
TWIN = goods("M1", "FIG-501", "Dried figs 500 g", "无花果干 500克", "dried figs", category="fruit")


def port_of(products: Sequence[Product] = PRODUCTS, hidden: Sequence[Product] = ()) -> PortBook:
    """`products` at public prices; `hidden` ones at prices for the buyer bram alone."""
    seen = [price(p.sku, merchant=p.merchant_id) for p in products]
    kept = [price(p.sku, merchant=p.merchant_id, audience="buyer:bram") for p in hidden]
    return book(products=(*products, *hidden), prices=(*seen, *kept), merchants=MERCHANTS)


def catalogue(folder: Path, held: PortBook | None = None) -> tuple[Catalogue, FakePort, HashEmbedder]:
    port, embedder = FakePort(held or port_of()), HashEmbedder()
    return Catalogue(port, embedder, folder), port, embedder


def scope(rule: RowFilter = PUBLIC) -> RetrievalScope:
    return RetrievalScope(VISITOR, rule, TODAY)


def of_bram() -> RowFilter:
    return AnyOf((PUBLIC, Eq("audience", "buyer:bram")))


def skus(found: Sequence[GoodsCandidate]) -> list[str]:
    return [one.sku for one in found]


def renamed(held: PortBook, sku: str, name: str) -> PortBook:
    return replace(
        held, products=tuple(replace(p, name=name) if p.sku == sku else p for p in held.products)
    )
