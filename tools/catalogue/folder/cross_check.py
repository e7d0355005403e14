"""Checks over all tables at once: references, dates and limits, as much as a set of tables holds."""

from tools.catalogue.folder import references
from tools.catalogue.folder.findings import Findings
from tools.catalogue.folder.references import Known
from tools.catalogue.folder.tables import Tables


def cross_check(tables: Tables, known: Known, findings: Findings) -> None:
    """`known` are the keys that rows may name, those of tables that are not in `tables` included."""
    prices, costs = tables.prices or (), tables.costs or ()
    references.check_users(tables.users or (), known, findings)
    for product in tables.products or ():
        references.check_merchant("products.csv", product.row, product.merchant_id, known, findings)
    references.check_products("prices.csv", prices, known, findings)
    references.check_products("costs.csv", costs, known, findings)
    references.check_audiences(prices, known, findings)
    references.check_shipments(tables.shipments or (), known, findings)
    references.check_dates("prices.csv", prices, findings)
    references.check_dates("lanes.csv", tables.lanes or (), findings)
    references.check_dates("charges.csv", tables.charges or (), findings)
    references.check_charges(tables.charges or (), findings)
