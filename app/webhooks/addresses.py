"""Which addresses a webhook may go to: none that would let others reach into this network."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from pydantic import HttpUrl

Address = IPv4Address | IPv6Address
# Resolves a host name and port to all of its addresses; raises OSError if there are none.
Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]

# All addresses assigned for use on the Internet (RFC 4291, section 2.4).
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Contains an IPv4 address in its last 32 bits (RFC 6052, section 2.1).
_NAT64 = IPv6Network("64:ff9b::/96")
# The special-purpose ranges in IANA's registries, and multicast. Python's own list lacks some of
# them before 3.11.10.
_SPECIAL_IPV4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        # Looks public, but is the host of every Azure machine, which hands out secrets.
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
_SPECIAL_IPV6 = [IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "3fff::/20")]
# The system's resolver may take half a minute where name servers don't answer: with threads of its
# own, so that heartbeats and answers that need one don't wait.
_RESOLVING = ThreadPoolExecutor(32, thread_name_prefix="resolve")


async def resolve(host: str, port: int) -> Sequence[Address]:
    """Resolve a host to all its addresses, in the system's order of preference; a `Resolve`."""
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.get_running_loop().run_in_executor(_RESOLVING, look_up)
    except UnicodeError:
        raise OSError("no name that can be looked up") from None
    return [ip_address(address[0]) for *_, address in found]


def is_public(address: Address) -> bool:
    """Whether the address is public, including any IPv4 address that it contains."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_IPV4)
    inner = address.ipv4_mapped or address.sixtofour
    if address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFF_FFFF)
    if inner is not None:
        return is_public(inner)
    is_special = any(address in network for network in _SPECIAL_IPV6)
    return address in _GLOBAL_UNICAST and not is_special


def names_private_host(url: str) -> bool:
    """Whether a URL's host is private by its text alone, without a DNS lookup."""
    # The parser normalizes every notation of an IPv4 address, such as 0x7f.1.
    host = (HttpUrl(url).host or "").strip("[]").rstrip(".")
    try:
        return not is_public(ip_address(host))
    except ValueError:
        # Names that always mean this machine (RFC 6761, section 6.3).
        return host == "localhost" or host.endswith(".localhost")
