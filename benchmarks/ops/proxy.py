"""A real nginx with the example of docs/deploy, but for ports, certificate and who may call; and a real PgBouncer."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.harness import ROOT, free_port

EXAMPLE = ROOT / "docs" / "deploy" / "proxy" / "nginx.conf"


def find(name: str, package: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:" + os.environ.get("OPS_PATH", ""))
    if found is None:
        raise SystemExit(f"no {name} here: apt-get install {package}")
    return found


def wait_for_port(port: int, process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5):
            return
        time.sleep(0.05)
    raise TimeoutError("nothing listens")


@contextlib.contextmanager
def nginx(replicas: tuple[int, int], port: int | None = None) -> Iterator[int]:
    """Before replicas on these two ports; its own port."""
    program, port = find("nginx", "nginx"), port or free_port()
    site = EXAMPLE.read_text()
    first, second = replicas
    for old, new in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "listen [::]:443 ssl;": "",
        "ssl_certificate /etc/letsencrypt/live/bot.example/fullchain.pem;": "",
        "ssl_certificate_key /etc/letsencrypt/live/bot.example/privkey.pem;": "",
        "ssl_protocols TLSv1.2 TLSv1.3;": "",
        "127.0.0.1:8081": f"127.0.0.1:{first}",
        "127.0.0.1:8082": f"127.0.0.1:{second}",
        "allow 91.108.4.0/22;": "allow 127.0.0.1;",
    }.items():
        assert old in site, old
        site = site.replace(old, new)
    with tempfile.TemporaryDirectory(prefix="briefing-bot-nginx-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "site.conf").write_text(site)
        paths = "".join(
            f"{name}_temp_path {folder / name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(
            f"daemon off; {user} pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
            f"events {{ worker_connections 512; }}\nhttp {{ {paths} include {folder}/site.conf; }}\n"
        )
        process = subprocess.Popen(
            [program, "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL
        )
        try:
            wait_for_port(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(10)


@contextlib.contextmanager
def pgbouncer(database_url: str, mode: str, **more: Any) -> Iterator[str]:
    """Between the bot and PostgreSQL; the address to give the bot."""
    program, port, there = find("pgbouncer", "pgbouncer"), free_port(), urlsplit(database_url)
    with tempfile.TemporaryDirectory(prefix="briefing-bot-pgbouncer-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        folder.chmod(0o755)
        options = {
            "listen_addr": "127.0.0.1",
            "listen_port": port,
            "unix_socket_dir": "",
            "auth_type": "any",
            "pool_mode": mode,
            "default_pool_size": 40,
            "max_client_conn": 200,
            "ignore_startup_parameters": "extra_float_digits",
            **more,
        }
        name = there.path.lstrip("/")
        (folder / "pgbouncer.ini").write_text(
            f"[databases]\n{name} = host=127.0.0.1 port={there.port} user={there.username} dbname={name}\n[pgbouncer]\n"
            + "".join(f"{key} = {value}\n" for key, value in options.items())
        )
        # PgBouncer refuses to run as root.
        user: dict[str, Any] = {"user": "nobody"} if os.geteuid() == 0 else {}
        assert not user or pwd.getpwnam("nobody")
        process = subprocess.Popen(
            [program, folder / "pgbouncer.ini"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **user,
        )
        try:
            wait_for_port(port, process)
            yield there._replace(netloc=f"{there.username}@127.0.0.1:{port}").geturl()
        finally:
            process.terminate()
            process.wait(10)
