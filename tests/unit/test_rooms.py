"""The picture in docs/architecture.md is of the code as it is."""

from benchmarks.house import ROOT, House
from benchmarks.rooms import PICTURE, draw


def test_the_picture_of_the_rooms_shows_the_imports_as_they_are() -> None:
    assert PICTURE.read_text("utf-8") == draw(House(ROOT)), "run python -m benchmarks.rooms"


def test_every_room_stands_in_the_picture() -> None:
    house = House(ROOT)
    rooms = {room.split(".")[1] for room in house.rooms if "." in room}
    assert all(f">{room}</text>" in PICTURE.read_text("utf-8") for room in rooms)
