"""Pictures are drawn once, beside the loop, and what cannot be drawn is said in words."""

import asyncio
from pathlib import Path

import pytest

from bot.rendering.pictures import rasterise
from bot.services import drawing as services
from bot.services.drawing import MOST_AHEAD, MOST_KEPT, Drawing, PictureInLine, PictureUnavailable, key_of
from tests.support.fakes import until

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


class Hand:
    """Draws when it is let."""

    def __init__(self) -> None:
        self.may_draw = asyncio.Event()
        self.drawn: list[str] = []

    async def draw(self, svg: str) -> bytes:
        await self.may_draw.wait()
        self.drawn.append(svg)
        return PNG + svg.encode()


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    hand = Hand()
    monkeypatch.setattr(services, "_draw", hand.draw)
    return hand


async def test_behind_several_others_nobody_waits_and_the_picture_comes_when_it_is_drawn(
    tmp_path: Path, hand: Hand
) -> None:
    drawing = Drawing(tmp_path)
    waiting = [asyncio.create_task(drawing.png_of(f"{SVG}{number}")) for number in range(MOST_AHEAD)]
    await asyncio.sleep(0)
    shown: list[bytes] = []

    async def show(png: bytes) -> None:
        shown.append(png)

    for number in range(MOST_AHEAD, MOST_AHEAD + 30):
        with pytest.raises(PictureInLine):
            await drawing.png_of(f"{SVG}{number}")
        drawing.later(f"{SVG}{number}", show)
    assert shown == []
    hand.may_draw.set()
    await asyncio.gather(*waiting)
    await until(lambda: len(shown) >= 30)
    assert set(shown) == {PNG + f"{SVG}{number}".encode() for number in range(MOST_AHEAD, MOST_AHEAD + 30)}


async def test_what_was_drawn_before_is_had_at_once_however_long_the_line(tmp_path: Path, hand: Hand) -> None:
    hand.may_draw.set()
    drawing = Drawing(tmp_path)
    kept = await drawing.png_of(SVG)
    hand.may_draw.clear()
    waiting = [asyncio.create_task(drawing.png_of(f"{SVG}{number}")) for number in range(MOST_AHEAD)]
    await asyncio.sleep(0)
    assert await drawing.png_of(SVG) == kept
    for task in waiting:
        task.cancel()
    await drawing.close()


async def test_no_more_is_promised_than_can_be_kept_and_a_stop_ends_it(
    tmp_path: Path, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_LATER", 3)
    drawing = Drawing(tmp_path)
    shown: list[bytes] = []

    async def show(png: bytes) -> None:
        shown.append(png)

    for number in range(10):
        drawing.later(f"{SVG}{number}", show)
    await asyncio.sleep(0)
    hand.may_draw.set()
    await until(lambda: len(hand.drawn) >= 3 and len(shown) >= 3)
    await drawing.png_of(f"{SVG}-another")  # behind all that was promised
    assert len(shown) == 3
    hand.may_draw.clear()
    drawing.later(f"{SVG}-last", show)
    await asyncio.sleep(0)
    await drawing.close()
    assert len(shown) == 3


async def test_a_picture_that_cannot_be_shown_later_stops_no_other(tmp_path: Path, hand: Hand) -> None:
    hand.may_draw.set()
    drawing = Drawing(tmp_path)
    shown: list[bytes] = []

    async def refuse(_: bytes) -> None:
        raise RuntimeError("the chat is closed")

    async def show(png: bytes) -> None:
        shown.append(png)

    drawing.later(f"{SVG}1", refuse)
    drawing.later(f"{SVG}2", show)
    await until(lambda: bool(shown))
    assert shown == [PNG + f"{SVG}2".encode()]


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
