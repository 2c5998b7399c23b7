"""`bot check`, the dialogues: each is played by a reader of its own against the whole bot, in a sandbox of this process."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.answering import Engine
from bot.app import Running, running
from bot.clock import Clock
from bot.config import Settings
from bot.content.parsing.dialogues import (
    Act,
    Dialogue,
    Line,
    Mends,
    Offers,
    Presses,
    Sees,
    SeesNot,
    Types,
)
from bot.domain.problem import Problem
from bot.domain.snapshot import Snapshot
from bot.sandbox.bot_api.polls import vote
from bot.sandbox.chat import Json
from bot.sandbox.rules.rich import plain_of
from bot.sandbox.server import serve
from bot.sandbox.world import World
from bot.services.editing.model_store import ModelStore
from bot.services.editing.reloading import ContentReloader

PATIENCE = 30.0  # seconds for a reply
# More would be a rush, which the bot answers with "try again in a minute" where the machine is slow.
AT_A_TIME = 8
_LOOK = (
    0.02  # seconds between two looks: the bot is a server on the other side, there is no event to wait for
)
_SHOWN = 300  # characters of what was seen instead, in a message


def dialogues_of(briefings: Path) -> Path:
    """Where the dialogues of a checkout lie, beside its briefings."""
    return briefings.parent / "tests" / "dialogues"


@asynccontextmanager
async def open_stage(
    settings: Settings, clock: Clock, reloader: ContentReloader | None = None
) -> AsyncIterator["Stage"]:
    """The bot and its sandbox, up inside the block, with a database of their own. Raises what `running` raises."""
    world = World(limits=False)
    with tempfile.TemporaryDirectory() as folder:
        async with serve(world) as sandbox:
            changed: Json = {
                "telegram_bot_token": world.token,
                "telegram_api_url": sandbox.url,
                "database_url": f"sqlite+aiosqlite:///{Path(folder) / 'stage.db'}",
                "webhook_url": None,
                "broadcast_rate": 1000,
            }
            chosen = Settings(_env_file=None, **(settings.model_dump() | changed))
            async with running(chosen, clock=clock, sandboxed=True, reloader=reloader) as bot:
                yield Stage(bot, world)


async def rehearse(
    folder: Path, settings: Settings, clock: Clock, engine: Engine, dialogues: Sequence[Dialogue]
) -> tuple[Problem, ...]:
    """Plays all of them against the briefings of `folder`, from which `engine` was made."""
    reloader = ContentReloader(folder, clock, _Given(settings.cache_dir, engine))
    changed = settings.model_copy(update={"briefings_dir": folder})
    async with open_stage(changed, clock, reloader) as stage:
        return await stage.play_all(dialogues)


class _Given(ModelStore):
    """Has an engine already, and opens it for the content that it was made from."""

    def __init__(self, folder: Path | None, engine: Engine) -> None:
        super().__init__(folder)
        self._given = engine

    def open_engine(self, snapshot: Snapshot, *, wait: bool) -> Engine:
        if snapshot.fingerprint == self._given.snapshot.fingerprint:
            return self._given
        return super().open_engine(snapshot, wait=wait)


class Stage:
    """Where dialogues are played."""

    def __init__(self, bot: Running, world: World) -> None:
        self._bot = bot
        self._world = world

    async def play_all(self, dialogues: Sequence[Dialogue]) -> tuple[Problem, ...]:
        """A problem for each dialogue that does not go as it is written, at its line."""
        places = asyncio.Semaphore(AT_A_TIME)

        async def play(dialogue: Dialogue) -> Problem | None:
            async with places:
                return await self.play(dialogue)

        found = await asyncio.gather(*map(play, dialogues))
        return tuple(problem for problem in found if problem is not None)

    async def play(self, dialogue: Dialogue) -> Problem | None:
        """The first line that does not hold; None: it goes as it is written."""
        reader = _Reader(self._bot, self._world, dialogue.lang.value)
        for line in dialogue.lines:
            fault = await reader.follow(line)
            if fault is not None:
                return Problem(dialogue.path, line.number, 1, "error", fault)
        return None


class _Reader:
    """Somebody who does what the lines say, and remembers what was on screen before."""

    def __init__(self, bot: Running, world: World, lang: str) -> None:
        self._bot = bot
        self._world = world
        self.id: int = world.add_user("Reader", lang)["id"]
        self._before: dict[int, str] = {}
        self._typed = 0  # the id of the last message of the reader's own

    async def follow(self, line: Line) -> str | None:
        """What is wrong with the line; None: nothing."""
        match line.step:
            case Sees(words=words):
                seen = self._seen()
                return None if _plain(words) in seen else f"not seen: {words!r}, but {_cut(seen)!r}"
            case SeesNot(words=words):
                return f"seen: {words!r}" if _plain(words) in self._seen() else None
            case Offers(label=label):
                return None if self._find(label) else f"no button {label!r}, but {self._labels()}"
            case Types() | Mends() | Presses() as act:
                return await self._act(act)

    async def _act(self, act: Act) -> str | None:
        pressed = self._find(act.label) if isinstance(act, Presses) else None
        if isinstance(act, Presses) and pressed is None:
            return f"no button {act.label!r}, but {self._labels()}"
        self._before = {number: _state(message) for number, message in self._messages().items()}
        query = ""
        match act:
            case Types(text=text):
                said = self._world.say(self.id, self.id, {"text": text})
                self._typed = said["message_id"]
            case Mends(text=text):
                self._world.say(self.id, self.id, {"text": text}, edit=self._typed)
            case Presses() if pressed is not None:
                message, data = pressed
                if data.isdecimal():  # an option of a poll
                    vote(self._world, self.id, self.id, message["message_id"], [int(data)])
                    return None
                query = self._world.press(self.id, self.id, message["message_id"], data)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._settled(query)
        except TimeoutError:
            return f"no reply in {PATIENCE:.0f} seconds"
        return None

    async def _settled(self, query: str) -> None:
        """Until the bot has done something here, and has nothing more to do."""

        def has_begun() -> bool:
            return (bool(query) and query not in self._world.callbacks) or bool(self._changed())

        while not has_begun() or self._is_at_work():  # noqa: ASYNC110 - the bot is a server: it has no event for us
            await asyncio.sleep(_LOOK)

    def _is_at_work(self) -> bool:
        dispatcher = self._bot.dispatcher
        under_way = [held for number in dispatcher.under_way if (held := dispatcher.find(number)) is not None]
        chats = [held.update.effective_chat for held in under_way]
        return any(chat is not None and chat.id == self.id for chat in chats)

    def _messages(self) -> dict[int, Json]:
        """The bot's messages by number, the oldest first."""
        messages = self._world.chat(self.id).messages
        return {number: each for number, each in messages.items() if each.get("from", {}).get("is_bot")}

    def _changed(self) -> list[Json]:
        """What came or changed since the last thing that the reader did."""
        return [
            message
            for number, message in self._messages().items()
            if self._before.get(number) != _state(message)
        ]

    def _seen(self) -> str:
        return _plain(" ".join(_words(message) for message in self._changed()))

    def _find(self, label: str) -> tuple[Json, str] | None:
        """The newest message that has the button, and what it stands for; of several, one with just these words."""
        wanted = _plain(label)
        for fits in (lambda found: found == wanted, lambda found: wanted in found):
            for message in reversed(self._messages().values()):
                for text, data in _buttons(message):
                    if fits(_plain(text)):
                        return message, data
        return None

    def _labels(self) -> list[str]:
        newest = next(iter(reversed(self._messages().values())), None)
        return [text for text, _ in _buttons(newest)] if newest is not None else []


def _buttons(message: Json) -> list[tuple[str, str]]:
    """Labels with what pressing them sends; of a poll, its options by number."""
    options = message.get("poll", {}).get("options", [])
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [
        *((option["text"], str(at)) for at, option in enumerate(options)),
        *((button["text"], button.get("callback_data", "")) for row in rows for button in row),
    ]


def _words(message: Json) -> str:
    poll: Json = message.get("poll", {})
    options = " ".join(option["text"] for option in poll.get("options", []))
    rich = plain_of(message.get("rich_message", {}).get("blocks", []))
    shown = (message.get("text"), rich, message.get("caption"), poll.get("question"), options)
    return " ".join(filter(None, shown))


def _state(message: Json) -> str:
    return repr([_words(message), _buttons(message)])


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
