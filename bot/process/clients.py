"""Whose HTTP request it is: the address that is connected, or the one that a trusted proxy names."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import web

Networks = Sequence[IPv4Network | IPv6Network]
FOR = re.compile(r'(?:^|;)\s*for\s*=\s*("[^"]*"|[^;,\s]*)', re.IGNORECASE)
"""The client in one element of ``Forwarded`` (RFC 7239)."""
HOPS_MOST = 20
"""Proxies that are followed back; no company has as many in a row."""
PREFIX = 64
"""Bits of an IPv6 address that a provider gives to one customer, who chooses the others freely."""
UNKNOWN = "not available"


def address(request: web.Request, trusted: Networks) -> str:
    """Return the client's address: the nearest one that is no trusted proxy.

    What anybody but a trusted proxy writes into ``Forwarded`` or ``X-Forwarded-For`` counts for nothing. Where both
    are there and name different clients, the proxy passed on one that the client wrote, so neither counts.
    """
    here = request.remote or UNKNOWN
    if not is_trusted(here, trusted):
        return _plain(here) or here
    told = {_nearest(hops, here, trusted) for hops in _chains(request) if hops}
    return told.pop() if len(told) == 1 else here


@lru_cache(maxsize=1_000)
def block(client: str) -> str:
    """Give all the addresses that one client has for itself: the address, or the network of an IPv6 address."""
    try:
        known = ip_address(client)
    except ValueError:
        return client
    return str(ip_network((known.packed, PREFIX), strict=False)) if isinstance(known, IPv6Address) else client


def is_trusted(peer: str, trusted: Networks) -> bool:
    """Tell whether an address is one of the trusted proxies."""
    try:
        known = ip_address(peer)
    except ValueError:
        return False
    mapped = getattr(known, "ipv4_mapped", None)
    return any((mapped or known) in network for network in trusted)


def _nearest(hops: Sequence[str], here: str, trusted: Networks) -> str:
    """Follow one header from the proxy back to the first address that is no trusted proxy."""
    for hop in reversed(hops[-HOPS_MOST:]):
        if (named := _plain(hop)) is None:
            return here
        here = named
        if not is_trusted(here, trusted):
            return here
    return here


def _chains(request: web.Request) -> Iterator[list[str]]:
    """Give the addresses that the proxies wrote down in each of the two headers, the client's first."""
    elements = _listed(request.headers.getall("Forwarded", []))
    yield [found[1] if (found := FOR.search(element)) else "" for element in elements]
    yield _listed(request.headers.getall("X-Forwarded-For", []))


def _listed(values: Iterable[str]) -> list[str]:
    return [each.strip() for value in values for each in value.split(",")]


def _plain(hop: str) -> str | None:
    """Read ``192.0.2.60:443``, ``"[2001:db8::1]:443"`` or a bare address; None for anything else."""
    told = hop.strip('"')
    if told.startswith("["):
        told = told[1:].partition("]")[0]
    elif told.count(":") == 1:
        told = told.partition(":")[0]
    try:
        known = ip_address(told)
    except ValueError:
        return None
    return str(getattr(known, "ipv4_mapped", None) or known)
