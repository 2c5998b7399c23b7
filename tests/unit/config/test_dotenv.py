"""`.env` is read as it was saved, or refused in one sentence that names its line."""

from pathlib import Path

import pytest

from bot.config import load_settings
from bot.errors import ConfigError

TEXT = "# sleutels van de redactie\nADMIN_IDS=12,34\nLISTEN=127.0.0.1:9000\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        "\ufeff".encode("utf-16-be") + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        "# caf\u00e9, \u65b0\u805e\n".encode() + TEXT.encode(),
    ],
)
def test_a_settings_file_is_read_in_the_encoding_it_was_saved_in(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".env").write_bytes(content)
    settings = load_settings(_env_file=tmp_path / ".env")
    assert settings.admin_ids == (12, 34)
    assert settings.listen == "127.0.0.1:9000"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("# sleutel van het caf\u00e9\n".encode("latin-1") + TEXT.encode(), 1),
        (TEXT.encode() + "DATA_KEY=pa\u00dfwort\u20ac\n".encode("cp1252"), 4),
        (TEXT.encode() + b"CACHE_DIR=a\x00b\n", 4),
        ("\ufeff".encode("utf-16-le") + TEXT.encode("utf-16-le") + b"\x00", 4),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(ConfigError, match=rf"\.env:{line}: .*UTF-8"):
        load_settings(_env_file=tmp_path / ".env")


def test_a_missing_or_empty_file_is_no_fault(tmp_path: Path) -> None:
    load_settings(_env_file=tmp_path / "none.env")
    (tmp_path / ".env").write_bytes(b"")
    load_settings(_env_file=tmp_path / ".env")
