from ipaddress import ip_address

import pytest

from app.webhooks.addresses import is_public, names_private_host, resolve

pytestmark = pytest.mark.anyio

PUBLIC = ["1.1.1.1", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::200e"]
NOT_PUBLIC = {
    "this host": "0.0.0.0",
    "this network": "0.1.2.3",
    "loopback": "127.0.0.1",
    "loopback, another": "127.8.8.8",
    "private A": "10.1.2.3",
    "private B": "172.16.0.1",
    "private B, its end": "172.31.255.255",
    "private C": "192.168.1.1",
    "link-local, where clouds keep secrets": "169.254.169.254",
    "carrier-grade NAT": "100.64.0.1",
    "carrier-grade NAT, its end": "100.127.255.255",
    "protocol assignments": "192.0.0.192",
    "documentation": "203.0.113.7",
    "benchmarks": "198.18.0.1",
    "multicast": "224.0.0.1",
    "multicast that counts as global": "233.252.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "the host of a machine at Azure": "168.63.129.16",
    "IPv6 unspecified": "::",
    "IPv6 loopback": "::1",
    "IPv6 unique local": "fd00:ec2::254",
    "IPv6 link-local": "fe80::1",
    "IPv6 link-local with a scope": "fe80::1%1",
    "IPv6 site-local": "fec0::1",
    "IPv6 multicast": "ff0e::1",
    "IPv6 documentation": "2001:db8::1",
    "IPv6 documentation, the newer": "3fff::1",
    "IPv6 discard": "100::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "IPv4-mapped": "::ffff:127.0.0.1",
    "IPv4-mapped, in hex": "::ffff:a00:1",
    "IPv4-compatible": "::127.0.0.1",
    "6to4": "2002:7f00:1::",
    "NAT64": "64:ff9b::10.0.0.1",
    "NAT64, of a network's own": "64:ff9b:1::1.1.1.1",
}


class TestIsPublic:
    @pytest.mark.parametrize("address", PUBLIC)
    def test_it_is(self, address: str) -> None:
        assert is_public(ip_address(address))

    @pytest.mark.parametrize("address", NOT_PUBLIC.values(), ids=NOT_PUBLIC)
    def test_it_is_not(self, address: str) -> None:
        assert not is_public(ip_address(address))

    @pytest.mark.parametrize("address", ["::ffff:1.1.1.1", "2002:101:101::", "64:ff9b::1.1.1.1"])
    def test_what_is_wrapped_counts(self, address: str) -> None:
        assert is_public(ip_address(address))


class TestNamesPrivateHost:
    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1",
            "127.1",
            "0x7f.1",
            "2130706433",
            "0177.0.0.1",
            "127.0.0.1.",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "localhost",
            "LOCALHOST.",
            "judge.localhost",
        ],
    )
    def test_it_does(self, host: str) -> None:
        assert names_private_host(f"http://{host}:8000/hook")

    @pytest.mark.parametrize("host", ["site.example", "1.1.1.1", "[2606:4700::1111]", "10.example"])
    def test_it_does_not(self, host: str) -> None:
        assert not names_private_host(f"https://{host}/hook")


class TestResolve:
    async def test_an_address_is_itself(self) -> None:
        assert list(await resolve("127.0.0.1", 80)) == [ip_address("127.0.0.1")]

    async def test_no_name_at_all(self) -> None:
        with pytest.raises(OSError, match="name"):
            await resolve(f"{'a' * 64}.example", 80)
