"""A port folder of a handful of rows that a test writes out, spoils in one place and reads."""

from pathlib import Path

FILES = {
    "port.toml": """\
name = "Small Port"
locode = "CNNBG"
currency = "USD"
timezone = "Asia/Shanghai"
languages = ["en", "zh"]
insurance_rate = "0.0030"
insured_share = "1.10"
quote_validity_days = 14
customs_cap_1039_usd = "150000.00"
[fallback_wm_ratio]
sea = 1000
""",
    "merchants.csv": "merchant_id,name,verified_since\nM1,First,2024-05-01\nM2,Second,\n",
    "users.csv": (
        "user_id,name,role,merchant_id,country\n"
        "ann,Ann,buyer,,KE\nben,Ben,merchant,M1,\nadmin,Office,admin,,\n"
    ),
    "products.csv": (
        "merchant_id,sku,name,category,pcs_per_carton,carton_l_cm,carton_w_cm,carton_h_cm,"
        "carton_nw_kg,carton_gw_kg,storage,moq_cartons,aliases,setpoint_c\n"
        "M1,A-1,Apples,fruit,1,50,33,31,18.00,19.40,chilled,10,red apples; big apples,-1.5\n"
        "M2,B-1,Beans,grain,1,60,40,20,25,25.2,ambient,20,,\n"
    ),
    "prices.csv": (
        "merchant_id,sku,price_list,currency,price_unit,min_cartons,unit_price,valid_from,valid_until,audience\n"
        "M1,A-1,L1,USD,carton,10,12.50,2026-01-01,2026-12-31,public\n"
        "M1,A-1,L1,USD,carton,10,11.90,2026-01-01,2026-12-31,buyer:ann\n"
    ),
    "costs.csv": "merchant_id,sku,unit_cost,currency\nM1,A-1,7.10,USD\n",
    "lanes.csv": (
        "pol,pod,mode,currency,rate,basis,valid_from,valid_until,minimum_wm\n"
        "CNNBG,KEMBA,LCL,USD,98.00,per_wm,2026-01-01,2026-12-31,1\n"
    ),
    "charges.csv": (
        "code,name,group,basis,amount,currency,minimum,maximum,mode\n"
        "EXPORT,Declaration,origin,per_shipment,45.00,USD,,,\n"
    ),
    "duties.csv": (
        "country,hs_prefix,duty_rate,vat_rate,duty_basis,source,source_date\n"
        "KE,08,0.25,0.16,CIF,illustrative,2026-01-01\n"
    ),
    "fx.csv": "date,base,quote,rate,source\n2026-10-31,USD,CNY,7.0800,desk\n",
    "shipments.csv": (
        "reference,kind,buyer_id,merchant_ids,container_no,eta\nS-1,FCL,ann,M1;M2,CSQU3054383,2026-12-01\n"
    ),
    "events/S-1.json": (
        '[{"eventID": "e1", "eventType": "EQUIPMENT", "eventCreatedDateTime": "2026-11-01T08:00:00+08:00",'
        ' "equipmentReference": "CSQU3054383"}]'
    ),
    "documents/M1/public/apples.md": "# Apples\n",
    "documents/M1/public/apples.md.meta.toml": 'title = "Apples"\nvalid_from = 2026-01-01\n',
    "documents/_port/public/terms.txt": "Terms\n",
}


def write_port(root: Path, **changed: str | None) -> Path:
    """The small port under `root`. A keyword such as `prices_csv` replaces that file; None: without."""
    replaced = {name.replace("_", ".", 1): content for name, content in changed.items()}
    for name, content in {**FILES, **replaced}.items():
        if content is not None:
            put(root, name, content)
    return root


def put(root: Path, name: str, content: str | bytes) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(content if isinstance(content, bytes) else content.encode())
