"""The sign of life: a draft where the answer will be, else "typing"; what is refused is remembered."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.chat.handlers.typing import Typing
from bot.chat.sending.abilities import Abilities, Ability
from tests.support.virtual import run_virtually

Clock = Callable[[], float]
THINKING, TYPING = "draft", "typing"


class Telegram(Bot):
    """Notes what it is asked for, and when; refuses drafts with `error`, in those `chats` or in all."""

    def __init__(self, clock: Clock, error: TelegramError | None = None, *chats: int) -> None:
        super().__init__("1:a")
        with self._unfrozen():
            self.clock = clock
            self.error = error
            self.refusing = chats
            self.asked: list[tuple[str, int, float]] = []
            self.drafts: list[int] = []

    async def send_message_draft(self, chat_id: int, draft_id: int, *_: Any, **__: Any) -> bool:
        self._note(THINKING, chat_id)
        if self.error is not None and (not self.refusing or chat_id in self.refusing):
            raise self.error
        self.drafts.append(draft_id)
        return True

    async def send_chat_action(self, chat_id: int | str, *_: Any, **__: Any) -> bool:
        self._note(TYPING, int(chat_id))
        return True

    def _note(self, what: str, chat_id: int) -> None:
        self.asked.append((what, chat_id, round(self.clock() - 1000.0, 1)))


def asked_of(
    *works: tuple[int, float], announces: bool = True, refusal: TelegramError | None = None, only_in: int = 0
) -> Telegram:
    """What Telegram was asked for during works on updates, one after the other: (chat, seconds)."""

    async def work(clock: Clock) -> Telegram:
        telegram = Telegram(clock, refusal, *filter(None, (only_in,)))
        typing = Typing(telegram, Abilities())
        for chat, seconds in works:
            async with typing.while_working(chat, None, announces=announces):
                await asyncio.sleep(seconds)
        return telegram

    found: Telegram = run_virtually(work)
    return found


def test_nothing_is_shown_to_who_is_answered_at_once() -> None:
    assert asked_of((5, 0.29)).asked == []


def test_a_draft_is_shown_after_a_moment_and_again_before_it_expires_under_its_own_number() -> None:
    telegram = asked_of((5, 31.0), (5, 1.0))
    assert [(what, at) for what, _, at in telegram.asked] == [
        (THINKING, 0.3),
        (THINKING, 25.3),
        (THINKING, 31.3),
    ]
    first, again, other = telegram.drafts
    assert first == again != other
    assert 0 not in telegram.drafts


def test_what_ends_in_no_new_message_gets_no_draft_that_nothing_takes_away() -> None:
    assert [what for what, *_ in asked_of((5, 5.0), announces=False).asked] == [TYPING, TYPING]


@pytest.mark.parametrize(
    "refusal", [InvalidToken("Not Found: method not found"), BadRequest("Text must be non-empty")]
)
def test_a_server_without_drafts_is_asked_once(refusal: TelegramError) -> None:
    asked = asked_of((5, 1.0), (6, 1.0), refusal=refusal).asked
    assert [(what, chat) for what, chat, _ in asked] == [(THINKING, 5), (TYPING, 5), (TYPING, 6)]


def test_a_chat_without_drafts_is_asked_once_and_the_others_have_them_still() -> None:
    asked = asked_of(
        (5, 1.0), (5, 1.0), (6, 1.0), refusal=BadRequest("TEXTDRAFT_PEER_INVALID"), only_in=5
    ).asked
    assert [(what, chat) for what, chat, _ in asked] == [
        (THINKING, 5),
        (TYPING, 5),
        (TYPING, 5),
        (THINKING, 6),
    ]


@pytest.mark.parametrize("error", [Forbidden("bot was blocked by the user"), InvalidToken("Unauthorized")])
def test_what_says_nothing_of_drafts_is_not_remembered(error: TelegramError) -> None:
    asked = asked_of((5, 1.0), (6, 1.0), refusal=error, only_in=5).asked
    assert [(what, chat) for what, chat, _ in asked] == [(THINKING, 5), (THINKING, 6)]


def test_an_ability_that_is_lacking_is_lacking_for_good() -> None:
    abilities = Abilities()
    assert abilities.has(Ability.RICH)
    abilities.note_lack(Ability.RICH, "method not found")
    assert not abilities.has(Ability.RICH)
    assert abilities.has(Ability.DRAFTS)
