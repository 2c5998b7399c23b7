"""Pictures are drawn once, beside the loop, and what cannot be drawn is said in words."""

import asyncio
from pathlib import Path

import pytest

from bot.rendering.pictures import rasterise
from bot.services import drawing as services
from bot.services.drawing import MOST_KEPT, Drawing, PictureUnavailable, key_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="108" height="135"><rect width="50" height="50"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n"


async def test_a_picture_is_a_png_that_is_kept_by_its_content(tmp_path: Path) -> None:
    png = await Drawing(tmp_path / "pictures").png_of(SVG)
    assert png.startswith(PNG)
    (kept,) = (tmp_path / "pictures").iterdir()
    assert kept.name == f"{key_of(SVG)}.png"
    assert kept.read_bytes() == png
    kept.write_bytes(PNG + b"from the disk")
    assert await Drawing(tmp_path / "pictures").png_of(SVG) == PNG + b"from the disk"


async def test_whoever_asks_for_the_same_at_once_waits_for_one_drawing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    async def draw(svg: str) -> bytes:
        drawn.append(svg)
        return PNG

    monkeypatch.setattr(services, "_draw", draw)
    drawing = Drawing(tmp_path)
    assert await asyncio.gather(*(drawing.png_of(SVG) for _ in range(5))) == [PNG] * 5
    assert drawn == [SVG]


async def test_one_who_gives_up_waiting_stops_it_for_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_draw = asyncio.Event()

    async def draw(_: str) -> bytes:
        await may_draw.wait()
        return PNG

    monkeypatch.setattr(services, "_draw", draw)
    drawing = Drawing(tmp_path)
    hasty, patient = (asyncio.create_task(drawing.png_of(SVG)) for _ in range(2))
    await asyncio.sleep(0)
    hasty.cancel()
    may_draw.set()
    assert await patient == PNG


async def test_what_is_no_svg_is_unavailable_and_the_next_one_is_drawn(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path)
    with pytest.raises(PictureUnavailable):
        await drawing.png_of("<svg")
    assert (await drawing.png_of(SVG)).startswith(PNG)


async def test_a_drawing_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hanging = tmp_path / "hanging.py"
    hanging.write_text("import time\nwhile True:\n    time.sleep(60)\n")
    monkeypatch.setattr(rasterise, "__file__", str(hanging))
    monkeypatch.setattr(services, "DRAW_SECONDS", 0.1)
    with pytest.raises(PictureUnavailable):
        await Drawing(tmp_path / "pictures").png_of(SVG)


async def test_a_disk_that_takes_nothing_costs_no_picture(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    assert (await Drawing(blocked / "pictures").png_of(SVG)).startswith(PNG)


async def test_the_oldest_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def draw(svg: str) -> bytes:
        return PNG + svg.encode()

    monkeypatch.setattr(services, "_draw", draw)
    monkeypatch.setattr(services, "MOST_KEPT", 3)
    drawing = Drawing(tmp_path)
    for number in range(5):
        await drawing.png_of(f"{SVG}{number}")
    assert len(list(tmp_path.glob("*.png"))) == 3
    assert (tmp_path / f"{key_of(f'{SVG}4')}.png").exists()
    assert MOST_KEPT > 100
