"""How players like one another play: quantiles of a month, by brand, age of the account and currency."""

from sqlalchemy import Column, Date, Integer, Table, Text

from core.database.tables.base import Big, metadata
from core.database.tables.placement import ON_COORDINATOR

peer_quantiles = Table(
    "peer_quantiles",
    metadata,
    Column("brand", Text, primary_key=True),
    Column("band", Text, primary_key=True, comment="how old the account is"),
    Column("currency", Text, primary_key=True, comment="of the account"),
    Column("measure", Text, primary_key=True),
    Column("day", Date, nullable=False, comment="the last of the days added up, in the office's zone"),
    Column("players", Integer, nullable=False, comment="how many were active in these days"),
    *(Column(f"p{each}", Big, nullable=False) for each in (10, 25, 50, 75, 90, 95, 99)),
    info=ON_COORDINATOR,
)
"""Made anew each day; of money in minor units."""
