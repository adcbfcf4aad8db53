"""Whose HTTP request it is: the address that is connected, or the one that a trusted proxy names."""

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from aiohttp import web

Networks = Sequence[IPv4Network | IPv6Network]
FOR = re.compile(r'(?:^|;)\s*for\s*=\s*("[^"]*"|[^;,\s]*)', re.IGNORECASE)
"""The client in one element of ``Forwarded`` (RFC 7239)."""
HOPS_MOST = 20
"""Proxies that are followed back; no company has as many in a row."""
UNKNOWN = "not available"


def address(request: web.Request, trusted: Networks) -> str:
    """Return the client's address: the nearest one that is no trusted proxy.

    What anybody but a trusted proxy writes into ``Forwarded`` or ``X-Forwarded-For`` counts for nothing.
    """
    here = request.remote or UNKNOWN
    if not is_trusted(here, trusted):
        return here
    for hop in reversed(_hops(request)[-HOPS_MOST:]):
        if (named := _plain(hop)) is None:
            return here
        here = named
        if not is_trusted(here, trusted):
            return here
    return here


def is_trusted(peer: str, trusted: Networks) -> bool:
    """Tell whether an address is one of the trusted proxies."""
    try:
        known = ip_address(peer)
    except ValueError:
        return False
    mapped = getattr(known, "ipv4_mapped", None)
    return any((mapped or known) in network for network in trusted)


def _hops(request: web.Request) -> list[str]:
    """List the addresses that the proxies wrote down, the client's first."""
    if elements := _listed(request.headers.getall("Forwarded", [])):
        return [found[1] if (found := FOR.search(element)) else "" for element in elements]
    return _listed(request.headers.getall("X-Forwarded-For", []))


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
        return str(ip_address(told))
    except ValueError:
        return None
