"""A small fictional port for the readers: goods of three merchants, lanes to five ports, one shipment."""

from datetime import date
from decimal import Decimal

from core.ids import MerchantId, UserId
from core.trade import (
    Lane,
    LaneBasis,
    Merchant,
    Mode,
    PortBook,
    PortProfile,
    Product,
    Shipment,
    ShipmentKind,
    Storage,
)


def product(
    merchant: str, sku: str, name: str, zh: str = "", *aliases: str, storage: str = "ambient"
) -> Product:
    return Product(
        row=2,
        merchant_id=MerchantId(merchant),
        sku=sku,
        name=name,
        category="goods",
        pcs_per_carton=10,
        carton_l_cm=Decimal(40),
        carton_w_cm=Decimal(30),
        carton_h_cm=Decimal(20),
        carton_nw_kg=Decimal(10),
        carton_gw_kg=Decimal(11),
        storage=Storage(storage),
        moq_cartons=10,
        name_zh=zh,
        aliases=aliases,
    )


def lane(pod: str, pod_name: str = "") -> Lane:
    return Lane(
        row=2,
        pol="CNNBG",
        pod=pod,
        mode=Mode.LCL,
        currency="USD",
        rate=Decimal(100),
        basis=LaneBasis.PER_WM,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
        pod_name=pod_name,
    )


PRODUCTS = (
    product("M1", "FIG-500", "Dried figs 500 g", "无花果干 500克", "dried figs"),
    product("M1", "FIG-100", "Dried figs 100 g", "无花果干 100克", "fig snack bag"),
    product("M1", "ONI-10", "Onion flakes 10 kg", "洋葱片 10公斤", "onion"),
    product("M2", "ONI-10", "Fresh yellow onion 10 kg", "鲜黄洋葱 10公斤", "onion", storage="chilled"),
    product("M2", "KET-500", "Tomato ketchup 500 ml", "番茄沙司 500毫升", "ketchup"),
    product("M2", "CORN-1", "Baby corn 1 kg", "玉米笋 1公斤", storage="frozen"),
    product("M2", "LENT-25", "Red lentils 25 kg", "红扁豆 25公斤", "lentils", "чечевица"),
    product("M3", "WOK-32", "Carbon steel wok 32 cm", "碳钢炒锅 32厘米", "steel wok"),
    product("M3", "TILE-30", "Glazed wall tile 30x60 cm", "釉面砖 30x60", "tiles"),
    product("M3", "PBNK-5", "Power bank 5,000 mAh", "充电宝 5000毫安"),
    product("M3", "BOX-2", "Food storage box 2 L", "保鲜盒 2升"),
    product("M3", "COOK-200", "Almond cookies 200 g", "杏仁饼干 200克"),
)

BOOK = PortBook(
    profile=PortProfile(
        name="Test Port",
        locode="CNNBG",
        currency="USD",
        timezone="Asia/Shanghai",
        languages=("en",),
        insurance_rate=Decimal("0.003"),
        insured_share=Decimal("1.1"),
        quote_validity_days=14,
        customs_cap_1039_usd=Decimal(150000),
    ),
    merchants=(
        Merchant(row=2, merchant_id=MerchantId("M1"), name="Quillmarsh Dried Goods", name_zh="奎玛干货行"),
        Merchant(row=3, merchant_id=MerchantId("M2"), name="Ostrava Larder", name_zh="欧斯食品行"),
        Merchant(row=4, merchant_id=MerchantId("M3"), name="Tindlebrook Wares", name_zh="庭溪用品行"),
    ),
    users=(),
    products=PRODUCTS,
    prices=(),
    lanes=(lane("KEMBA"), lane("LYTIP"), lane("LBKYE"), lane("AEJEA", "Dubai"), lane("NGAPP", "Lagos")),
    charges=(),
    duties=(),
    fx=(),
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
