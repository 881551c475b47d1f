"""How often one address may send something; reading is bounded by the search slots alone."""

import time
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NoReturn

from flask import Flask, request
from flask_limiter import Limiter, RequestLimit

from lookalike.core.errors import TooManyRequests
from lookalike.core.settings import OFF, Settings
from lookalike.core.texts import N_, _
from webapp.security import SAFE
from webapp.site import current_site

WORDS = 8 * 2**10
"""A search box sent with up to so many bytes holds words: that is reading, too."""
COSTS: Mapping[str, int] = {"pages.key": 30, "pages.add_files": 10, "api_changes.add_images": 10}
"""What counts for more than one; a sign-in most, so that nobody tries many keys."""
NETWORK = 64
"""Leading bits of an IPv6 address that count: whoever has one address has all of its network."""

_TOO_MANY = N_("one address may send {limit}")


def install(app: Flask, settings: Settings) -> None:
    """Count what each address sends, in the memory of this process; `off` counts nothing."""
    if settings.rate_limit == OFF:
        return
    limiter = Limiter(
        sender,
        application_limits=[settings.rate_limit],
        application_limits_exempt_when=_is_reading,
        application_limits_cost=_cost,
        storage_uri="memory://",
        strategy="fixed-window",
        on_breach=_refuse,
    )
    limiter.init_app(app)


def sender() -> str:
    """Return the address that a request counts for: an IPv4 address, or the network of an IPv6 one."""
    given = request.remote_addr or "0.0.0.0"  # noqa: S104 - a name for whoever has none
    address = ip_address(given.partition("%")[0])
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped or ip_network((address, NETWORK), strict=False))
    return str(address)


def _is_reading() -> bool:
    if request.endpoint == "pages.query":
        return (request.content_length or 0) <= WORDS
    return request.method in SAFE


def _cost() -> int:
    amount = int(current_site().settings.rate_limit.partition("/")[0])
    return min(amount, COSTS.get(request.endpoint or "", 1))


def _refuse(limit: RequestLimit) -> NoReturn:
    raise TooManyRequests(
        reason=_(_TOO_MANY).format(limit=current_site().settings.rate_limit),
        seconds=max(1, limit.reset_at - int(time.time())),
    )
