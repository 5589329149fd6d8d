"""By whom an address is held: what counts as one client."""

from __future__ import annotations

import ipaddress

LOOPBACK = "loopback"
"""Every address of this machine is one client: whoever is here has them all."""


def held_by(address: str) -> str:
    """Who could hold an address: a machine, or an IPv6 neighbourhood, counts as one.

    >>> held_by("127.8.8.8"), held_by("2001:db8::1:2"), held_by("::ffff:192.0.2.7")
    ('loopback', '2001:db8::/64', '192.0.2.7')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    found = getattr(found, "ipv4_mapped", None) or found
    if found.is_loopback:
        return LOOPBACK
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def is_among(address: str, listed: str) -> bool:
    """Whether an address is one of those listed, comma separated, as addresses or networks; "*" lists all.

    >>> is_among("10.0.0.7", "127.0.0.1, 10.0.0.0/24"), is_among("10.0.1.7", "10.0.0.0/24"), is_among("unix", "x")
    (True, False, False)
    """
    for one in (part.strip() for part in listed.split(",")):
        if one in ("*", address):
            return True
        try:
            if ipaddress.ip_address(address) in ipaddress.ip_network(one, strict=False):
                return True
        except ValueError:
            continue
    return False
