"""A method's parameters from query, form, multipart or JSON, and how they are read."""

import re
from typing import Any
from urllib.parse import unquote

import orjson
from aiohttp import BodyPartReader, web

from bot.sandbox.rules.refusal import bad_request


class Params:
    """Parameters by name; each `get_` reads one as its type or refuses in Telegram's way."""

    def __init__(
        self,
        values: dict[str, Any],
        files: dict[str, bytes] | None = None,
        names: dict[str, str] | None = None,
    ) -> None:
        self._values = values
        self.files = files or {}
        self.names = names or {}  # of the files, as they were uploaded

    def text(self, name: str, *, required: str | None = None, default: str | None = None) -> str | None:
        """A string; `required` is what Telegram says when it is missing or empty."""
        value = self._values.get(name)
        if value is None or value == "":
            if required is not None:
                raise bad_request(required)
            return default
        if not isinstance(value, str):
            value = str(value) if isinstance(value, int | float) else orjson.dumps(value).decode()
        return value

    def number(self, name: str, *, required: str | None = None, default: int | None = None) -> int | None:
        value = self._values.get(name)
        if value is None or value == "":
            if required is not None:
                raise bad_request(required)
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f"invalid {name} specified") from None

    def has(self, name: str) -> bool:
        return self._values.get(name) not in (None, "")

    def without(self, name: str) -> "Params":
        """The same as a server reads them that does not know this one."""
        kept = {key: value for key, value in self._values.items() if key != name}
        return Params(kept, self.files, self.names)

    def flag(self, name: str) -> bool:
        return self._values.get(name) in (True, "true", "True", "1", 1)

    def json(self, name: str) -> Any:
        """A nested value: an object as such, or its JSON text in a form."""
        value = self._values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def chat_id(self) -> int:
        value = self._values.get("chat_id")
        if value in (None, ""):
            raise bad_request("chat_id is empty")
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request("chat not found") from None


async def read_params(request: web.Request) -> Params:
    """All parameters of a request; the body's win over the address's."""
    values: dict[str, Any] = dict(request.query)
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    if request.method == "POST" and request.can_read_body:
        if request.content_type == "application/json":
            values.update(await read_json_object(request))
        elif request.content_type == "multipart/form-data":
            async for part in await request.multipart():
                assert isinstance(part, BodyPartReader), "a form's parts hold no parts"
                name, file_name = _read_disposition(part.headers.get("Content-Disposition", ""))
                if file_name is not None:
                    names[name] = file_name or "file"
                    files[name] = bytes(await part.read(decode=True))
                else:
                    values[name] = await part.text()
        else:
            values.update(await request.post())
    return Params(values, files, names)


_DISPOSITION = re.compile(
    r"""(?:^|;)\s*(?P<key>name|filename)(?P<extended>\*)?\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^;]*))""",
    re.IGNORECASE,
)


def _read_disposition(header: str) -> tuple[str, str | None]:
    """Name and file name of a form's part, the latter also without quotes and in letters outside ASCII, as Telegram does.

    aiohttp gives up on a header that breaks the grammar of RFC 6266, which some clients send.
    """
    header = header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    found: dict[str, str] = {}
    for each in _DISPOSITION.finditer(header):
        key = each["key"].lower()
        value = each["bare"].strip() if each["quoted"] is None else re.sub(r"\\(.)", r"\1", each["quoted"])
        if each["extended"]:  # RFC 5987: utf-8''na%C3%AFve.txt; it goes before the plain one
            found[key] = unquote(value.split("'", 2)[-1])
        else:
            found.setdefault(key, value)
    return found.get("name", ""), found.get("filename")


async def read_json_object(request: web.Request) -> dict[str, Any]:
    """The body as an object; a `Refusal` where it is none."""
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(body, dict):
        raise bad_request("can't parse JSON object")
    return body
