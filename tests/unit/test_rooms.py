"""The picture in docs/architecture.md is of the code as it is."""

import re

from benchmarks.house import ROOT, House
from benchmarks.rooms import PICTURE, draw


def test_the_picture_of_the_rooms_shows_the_imports_as_they_are() -> None:
    assert PICTURE.read_text("utf-8") == draw(House(ROOT)), "run python -m benchmarks.rooms"


def test_every_room_stands_in_the_picture() -> None:
    house = House(ROOT)
    rooms = {room.split(".")[1] for room in house.rooms if "." in room}
    assert all(f">{room}</text>" in PICTURE.read_text("utf-8") for room in rooms)


def test_every_file_that_the_architecture_names_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"`([a-z_0-9]+(?:/[a-z_0-9*]+)*(?:\.py|/))`", page))
    assert len(named) > 30
    found = {each for each in named if any((ROOT / "bot").rglob(each.rstrip("/"))) or (ROOT / each).exists()}
    assert named - found - {"asks/"} == set()
