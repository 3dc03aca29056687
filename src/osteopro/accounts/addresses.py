"""Where a request comes from, for limits by origin."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

# Whoever has one address of version 6 has the other 2^64 of its network too.
NETWORK_BITS = 64


def client_address(request: HttpRequest) -> str:
    """The address beyond the proxies that stand in front (OSTEOPRO_PROXIES), as one origin.

    Each proxy adds the address it saw at the end of X-Forwarded-For, so with two of them the
    second from the end is the client's; what stands before it was written by the client and
    proves nothing. Without a proxy the header is not read at all, and with fewer addresses
    in it than proxies somebody came around them: then the one who called counts.
    """
    seen = str(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if proxies and len(passed) >= proxies:
        seen = passed[-proxies] or seen
    return _origin(seen)


def _origin(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return f"{int(parsed) >> NETWORK_BITS:016x}::/64"
    return str(parsed)
