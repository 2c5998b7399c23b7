"""Photos as Telegram takes and keeps them: what it refuses, and the sizes that it makes of one."""

import struct

from bot.sandbox.bot_api.params import Params
from bot.sandbox.chat import Chat, Json
from bot.sandbox.rules.refusal import bad_request
from bot.sandbox.world import World

MOST_BYTES = 10_000_000  # Bot API, sendPhoto
MOST_SIDES = 10_000  # px, width and height together
MOST_RATIO = 20
_SIZES = (90, 320, 800, 1280)  # px: the longer side of each that a client is offered
_WRONG_ID = "wrong file identifier/HTTP URL specified"
_NOT_READ = "IMAGE_PROCESS_FAILED"


def take_photo(world: World, chat: Chat, params: Params, given: str | None, upload: str) -> Json:
    """The message's `photo`: by the id of one that is here (`given`), or of the file that came as `upload`."""
    if given and given.startswith("attach://"):
        upload, given = given.removeprefix("attach://"), None
    if given:
        if given not in world.photos:
            raise bad_request(_WRONG_ID)
        return {"photo": world.photos[given]}
    content = params.files.get(upload)
    if content is None:
        raise bad_request("there is no photo in the request")
    width, height = _measured(content)
    sizes = _sizes_of(width, height, f"photo{chat.info['id']}_{len(world.files)}", len(content))
    for size in sizes:
        world.files[size["file_id"]] = content
        world.photos[size["file_id"]] = sizes
    return {"photo": sizes}


def _measured(content: bytes) -> tuple[int, int]:
    """Width and height. Raises `Refusal` for what Telegram would not take as a photo."""
    if len(content) > MOST_BYTES:
        raise bad_request("file is too big")
    width, height = size_of(content)
    if (
        not width
        or not height
        or width + height > MOST_SIDES
        or max(width, height) > MOST_RATIO * min(width, height)
    ):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG. Raises `Refusal` for any other file."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width), int(height)
    place = 2
    while content.startswith(b"\xff\xd8") and place + 9 <= len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # a frame's header
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return int(width), int(height)
        place += 2 + length
    raise bad_request(_NOT_READ)


def _sizes_of(width: int, height: int, name: str, size: int) -> list[Json]:
    """The smallest first, none larger than the photo."""
    longest = max(width, height)
    wanted = [each for each in _SIZES if each < longest] or [longest]
    if longest <= _SIZES[-1] and longest not in wanted:
        wanted.append(longest)
    return [
        {
            "file_id": f"{name}_{side}",
            "file_unique_id": f"u{name}_{side}",
            "width": max(1, round(width * side / longest)),
            "height": max(1, round(height * side / longest)),
            "file_size": size,
        }
        for side in wanted
    ]
