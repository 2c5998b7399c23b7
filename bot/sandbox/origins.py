"""What comes from another site's page is refused: the token stands in the source, and any page may try this machine."""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address

from aiohttp import web

_OWN = frozenset({"", "same-origin", "none"})  # of Sec-Fetch-Site; no browser: none at all
_CALLED = ("/bot", "/sandbox/")  # never a page that somebody opens

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def refuse_foreign_origins(request: web.Request, handler: Handler) -> web.StreamResponse:
    """403 for a request that a browser sent for a page of another origin, or under a name that is not this machine's."""
    return (
        web.Response(status=403, text="Forbidden: foreign origin")
        if _is_foreign(request)
        else await handler(request)
    )


def _is_foreign(request: web.Request) -> bool:
    if not _is_this_machine(request.url.host or ""):
        return True  # a name of theirs that leads here makes their page "same-origin"
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin != str(request.url.origin())
    site = request.headers.get("Sec-Fetch-Site", "").lower()
    return site not in _OWN and not _opens_page(request)


def _opens_page(request: web.Request) -> bool:
    """Whether somebody follows a link to a page of ours: nobody else can read what it shows."""
    opened = (request.headers.get("Sec-Fetch-Mode"), request.headers.get("Sec-Fetch-Dest")) == (
        "navigate",
        "document",
    )
    return opened and request.method == "GET" and not request.path.startswith(_CALLED)


def _is_this_machine(host: str) -> bool:
    """An address, or a name that no server of names gives out for somebody else."""
    try:
        ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(".localhost")
    return True
