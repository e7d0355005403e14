"""A small fictional port for the readers: goods of three merchants, lanes to seven ports, one shipment."""

from core.ids import MerchantId, UserId
from core.trade import Merchant, Product, Shipment, ShipmentKind, Storage
from tests.books import book, lane, product


def goods(merchant: str, sku: str, name: str, zh: str, *aliases: str, storage: str = "ambient") -> Product:
    return product(sku, merchant, name=name, name_zh=zh, aliases=aliases, storage=Storage(storage))


PRODUCTS = (
    goods("M1", "FIG-500", "Dried figs 500 g", "无花果干 500克", "dried figs"),
    goods("M1", "FIG-100", "Dried figs 100 g", "无花果干 100克", "fig snack bag"),
    goods("M1", "ONI-10", "Onion flakes 10 kg", "洋葱片 10公斤", "onion"),
    goods("M2", "ONI-10", "Fresh yellow onion 10 kg", "鲜黄洋葱 10公斤", "onion", storage="chilled"),
    goods("M2", "KET-500", "Tomato ketchup 500 ml", "番茄沙司 500毫升", "ketchup"),
    goods("M2", "CORN-1", "Baby corn 1 kg", "玉米笋 1公斤", storage="frozen"),
    goods("M2", "LENT-25", "Red lentils 25 kg", "红扁豆 25公斤", "lentils", "чечевица"),
    goods("M2", "CHIL-5", "Red chilli pods 5 kg", "红辣椒 5公斤", "chilli"),
    goods("M3", "WOK-32", "Carbon steel wok 32 cm", "碳钢炒锅 32厘米", "steel wok"),
    goods("M3", "TILE-30", "Glazed wall tile 30x60 cm", "釉面砖 30x60", "tiles"),
    goods("M3", "PBNK-5", "Power bank 5,000 mAh", "充电宝 5000毫安"),
    goods("M3", "BOX-2", "Food storage box 2 L", "保鲜盒 2升"),
    goods("M3", "COOK-200", "Almond cookies 200 g", "杏仁饼干 200克"),
)

BOOK = book(
    merchants=(
        Merchant(row=2, merchant_id=MerchantId("M1"), name="Quillmarsh Dried Goods", name_zh="奎玛干货行"),
        Merchant(row=3, merchant_id=MerchantId("M2"), name="Ostrava Larder", name_zh="欧斯食品行"),
        Merchant(row=4, merchant_id=MerchantId("M3"), name="Tindlebrook Wares", name_zh="庭溪用品行"),
    ),
    products=PRODUCTS,
    prices=(),
    lanes=(
        lane(pod="KEMBA"),
        lane(pod="GHTEM"),
        lane(pod="CLSAI"),
        lane(pod="LYTIP"),
        lane(pod="LBKYE"),
        lane(pod="AEJEA", pod_name="Dubai"),
        lane(pod="NGAPP", pod_name="Lagos"),
    ),
    shipments=(
        Shipment(
            row=2,
            reference="TP-26-1001",
            kind=ShipmentKind.LCL,
            buyer_id=UserId("ana"),
            booking_no="KLB2610417",
            bl_no="KLMN26041731",
            house_bl_no="TPH26100277",
        ),
    ),
)
