"""The places of an imported UN/LOCODE release, and the folded names that they are found by."""

from sqlalchemy import Column, Float, String, Table, Text

from store.tables.columns import metadata

# `country` is the English name; `functions` are the digits of the classifier.
gazetteer = Table(
    "gazetteer",
    metadata,
    Column("locode", String(5), primary_key=True),
    Column("name", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("subdivision", String(8), nullable=False),
    Column("functions", String(8), nullable=False),
    Column("status", String(2), nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
)
gazetteer_names = Table(
    "gazetteer_names",
    metadata,
    Column("name", Text, primary_key=True),
    Column("locode", String(5), primary_key=True),
)
