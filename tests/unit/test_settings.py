"""Wrong settings are named in one message; a token never reaches a log."""

import io
import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import bot.__main__
from bot.cli import app
from bot.config import load_settings
from bot.domain.text import Lang
from bot.errors import ConfigError
from bot.i18n.editors import speaking_to_editors, tell
from bot.log import configure_logging, redact
from bot.storage.chat_ids import ChatIds
from tests.conftest import ROOT

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


def test_every_fault_stands_in_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "nonsense")
    monkeypatch.setenv("BROADCAST_RATE", "2000")
    monkeypatch.setenv("ADMIN_IDS", "1,two")
    with pytest.raises(ConfigError) as caught:
        load_settings(_env_file=None)
    message = str(caught.value)
    assert all(name in message for name in ("TELEGRAM_BOT_TOKEN", "BROADCAST_RATE", "ADMIN_IDS"))
    assert "nonsense" not in message


def test_running_without_a_token_says_so_and_exits_with_two(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PATH": ""},
        check=False,
    )
    assert ran.returncode == 2
    assert "TELEGRAM_BOT_TOKEN" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_token_never_reaches_the_log(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    try:
        configure_logging("json", secrets=("hush-hush",))
        logger = logging.getLogger("somewhere")
        logger.warning("GET https://api.telegram.org/bot%s/getMe", TOKEN)
        logger.warning("secret is hush-hush")
        try:
            raise ValueError(f"cannot use {TOKEN}")
        except ValueError:
            logger.exception("failed")
        printed = capsys.readouterr().err
    finally:
        root.handlers[:], root.level = kept, level
    assert "getMe" in printed
    assert TOKEN not in printed
    assert TOKEN.split(":")[1] not in printed
    assert "hush-hush" not in printed


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_what_ends_a_process_is_a_log_line_without_secrets(log_format: str) -> None:
    dying = (
        "from bot.log import configure_logging\n"
        f"configure_logging({log_format!r}, secrets=('hush-hush',))\n"
        f"raise RuntimeError('no answer from /bot{TOKEN}/getMe with hush-hush')\n"
    )
    ran = subprocess.run([sys.executable, "-c", dying], capture_output=True, text=True, check=False, cwd=ROOT)
    assert ran.returncode == 1
    assert "RuntimeError" in ran.stderr
    assert TOKEN not in ran.stderr
    assert "hush-hush" not in ran.stderr
    if log_format == "json":
        (line,) = ran.stderr.splitlines()
        assert "Traceback" in json.loads(line)["exception"]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii", "cp437", "utf-8"])
def test_a_terminal_of_any_encoding_gets_the_text(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.__main__, "app", lambda: print("\u25aa caf\u00e9 \u201ewoord\u201d"))  # noqa: T201
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding))
    printed = io.BytesIO()
    with io.TextIOWrapper(printed, encoding) as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        bot.__main__.main()
        terminal.flush()
        assert b"caf" in printed.getvalue()
        assert b"woord" in printed.getvalue()


def test_a_process_before_such_a_terminal_gets_it_too() -> None:
    printing = (
        "import bot.__main__ as m; m.app = lambda: print('\\u25aa caf\\u00e9 \\u201ewoord\\u201d'); m.main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", printing],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
    )
    assert ran.returncode == 0, ran.stderr
    assert b"caf" in ran.stdout
    assert b"woord" in ran.stdout


def test_times_and_ports_are_no_tokens() -> None:
    assert redact("127.0.0.1:8080 at 2026:45") == "127.0.0.1:8080 at 2026:45"


def test_chat_ids_are_sealed_with_a_key_and_open_again() -> None:
    plain, sealed = ChatIds(), ChatIds("a key")
    assert plain.seal(-100123) == "-100123"
    assert "100123" not in sealed.seal(-100123) + sealed.key_of(-100123)
    assert sealed.open(sealed.seal(-100123)) == -100123
    with pytest.raises(ConfigError, match="DATA_KEY"):
        ChatIds("another").open(sealed.seal(5))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "1:a\n"),
        ("TELEGRAM_BOT_TOKEN", "\u0661:abc"),
        ("TELEGRAM_API_URL", "https://host:abc"),
        ("TELEGRAM_API_URL", "https://host:70000/"),
        ("TELEGRAM_API_URL", "https://[::1"),
        ("TELEGRAM_API_URL", "http://:80/"),
        ("WEBHOOK_URL", "https://["),
        ("WEBHOOK_URL", "https://bot.example:0"),
        ("WEBHOOK_SECRET", "a\n"),
        ("ADMIN_IDS", "\u00b2"),
        ("ADMIN_IDS", "9" * 5000),
        ("LISTEN", "127.0.0.1:\u00b2"),
        ("LISTEN", "127.0.0.1:65536"),
        ("LISTEN", ":80"),
        ("BROADCAST_RATE", "nan"),
        ("BROADCAST_RATE", "-1"),
        ("LOG_FORMAT", "xml"),
        ("DATA_KEY", "\udcff"),
        ("CACHE_DIR", "a\udcff"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", "a-secret")
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load_settings(_env_file=None)
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{name}: ")
    assert len(line) < 250
    line.encode()


@pytest.mark.parametrize("command", [("ask", "hi"), ("export",), ("check",)])
def test_a_content_folder_that_is_not_there_is_one_sentence(
    tmp_path: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIEFINGS_DIR", "nowhere")
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code == 2
    (line,) = ran.stderr.splitlines()
    assert "nowhere" in line


def test_a_bot_whose_content_folder_is_not_there_says_so_in_one_sentence(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "", "BRIEFINGS_DIR": "nowhere", "TELEGRAM_BOT_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)},
    )
    assert ran.returncode == 2
    (line,) = ran.stderr.splitlines()
    assert "nowhere" in line


def test_editors_are_told_in_the_language_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    with speaking_to_editors(Lang.EN):
        monkeypatch.setenv("EDITORS_LANG", "nl")
        load_settings()
        assert tell("is empty") == "is leeg"
        monkeypatch.setenv("EDITORS_LANG", "en")
        load_settings()
        assert tell("is empty") == "is empty"
