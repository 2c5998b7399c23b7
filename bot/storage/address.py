"""A database's address, as people and providers write it, in the one form that the engine takes."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SQLITE, POSTGRESQL = "sqlite+aiosqlite", "postgresql+asyncpg"
SHAPES = f"{SQLITE}:///folder/file.db or {POSTGRESQL}://user:password@host:5432/name"
_DRIVERS = {"sqlite": SQLITE, "postgres": POSTGRESQL, "postgresql": POSTGRESQL}
# What SQLAlchemy reads itself, or hands to asyncpg's `connect` by name.
_OF_DRIVER = frozenset({"host", "port", "ssl", "prepared_statement_cache_size"})
_OF_SQLITE = frozenset({"timeout", "uri", "mode", "cache"})
# libpq's own (libpq-connect), for which asyncpg has no counterpart; this bot sets its own time limits and keep-alives.
_LIBPQ_ONLY = frozenset(
    {"connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"}
    | {"tcp_user_timeout", "fallback_application_name", "gssencmode", "client_encoding"}
)


def read_address(text: str) -> URL:
    """The address with a driver of ours. Raises ValueError with a sentence that holds no part of a password.

    `postgres://` and `postgresql://` are PostgreSQL, `sqlite:///` is SQLite; what libpq alone understands is left out.
    """
    scheme, separator, rest = text.strip().partition("://")
    driver = _DRIVERS.get(scheme.lower().split("+")[0])
    if not separator or driver is None:
        raise ValueError(f"should be {SHAPES}")
    if "\0" in text:
        raise ValueError("should hold no NUL byte")
    try:
        url = make_url(f"{driver}://{rest}")
    except (ArgumentError, ValueError) as error:
        raise ValueError(
            f"cannot be read; it should be {SHAPES}, the port a number, and in a password @ : / as %40 %3A %2F"
        ) from error
    return _check_sqlite(url) if driver == SQLITE else _check_postgresql(url)


def split_options(url: URL) -> tuple[URL, str]:
    """A PostgreSQL address without the options that are libpq's (`sslmode`, `sslrootcert` …), and a DSN with them alone.

    asyncpg takes those from a DSN, and what it does not know there it hands to the server as a setting.
    """
    of_libpq = {name: value for name, value in url.query.items() if name not in _OF_DRIVER}
    dsn = URL.create("postgresql", query=of_libpq).render_as_string() if of_libpq else ""
    return url.difference_update_query(of_libpq), dsn


def _check_sqlite(url: URL) -> URL:
    if url.host or url.port:
        raise ValueError(f"a file has no host; should be {SQLITE}:/// and the file, with three slashes")
    unknown = sorted(set(url.query) - _OF_SQLITE)
    if unknown:
        raise ValueError(f"SQLite knows no {unknown[0]!r}; known are {', '.join(sorted(_OF_SQLITE))}")
    return url


def _check_postgresql(url: URL) -> URL:
    if "@" in (url.host or ""):
        raise ValueError("an @ in a password should be written %40")
    if url.port is not None and not 0 < url.port < 65536:
        raise ValueError("the port should be 1 to 65535")
    if "require" in url.query.get("channel_binding", ""):
        raise ValueError("channel_binding=require is not possible here; leave it out and keep sslmode")
    if "true" in url.query.get("pgbouncer", ""):
        raise ValueError(
            "a pooler in transaction mode cannot hold the lock of the one that sends; give the database's own address"
        )
    left_out = _LIBPQ_ONLY | {"channel_binding", "pgbouncer"}
    return url.difference_update_query([name for name in url.query if name in left_out])
