"""From which network a request comes, as coarse as a limit allows; never stored as such."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import request

IPV6_NETWORK = 64  # one household; single addresses in it are free to take


def key() -> str:
    """The network of the present request: an IPv4 address or an IPv6 /64.

    It goes into `throttle.allow` only, which keeps an HMAC under a salt that lives for one day.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:  # a Unix socket has no address: all who come by it share their limits
        return "local"
    return _network(address)


def _network(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), IPV6_NETWORK), strict=False).network_address)
