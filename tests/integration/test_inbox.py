"""Questions asked in vain: kept only as clusters of three readers or more, for thirty days."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.clock import utc_now
from bot.domain.text import Lang
from bot.services.questions.unanswered import KEPT_FOR, UnansweredQuestions, list_clusters
from bot.services.questions.unanswered_elsewhere import UnansweredElsewhere
from bot.storage import unanswered
from bot.storage.database import Database
from bot.storage.migrate import migrate
from tests.support.examples import write_example
from tests.support.fakes import HandClock


def an_inbox(database: Database, clock: HandClock) -> UnansweredQuestions:
    return UnansweredQuestions(
        database, lambda word: word.casefold() in {"what", "is", "the", "salary", "of"}, clock
    )


async def test_two_readers_or_one_who_insists_leave_nothing_behind(database: Database) -> None:
    clock = HandClock()
    inbox = an_inbox(database, clock)
    for chat in (1, 1, 1, 2):
        inbox.note_unanswered(chat, "what is the salary of Janine", Lang.EN)
    await inbox.flush()
    assert await list_clusters(database, clock()) == []


async def test_three_readers_make_a_cluster_without_names_or_addresses(database: Database) -> None:
    clock = HandClock()
    inbox = an_inbox(database, clock)
    inbox.note_unanswered(1, "What is the salary of Janine?", Lang.EN)
    inbox.note_unanswered(2, "what is the salary of Janine", Lang.EN)
    inbox.note_unanswered(3, "what is the salary of Janine j@example.org", Lang.EN)
    await inbox.flush()
    (cluster,) = await list_clusters(database, clock())
    assert (cluster.question, cluster.asked, cluster.disliked) == ("What is the salary of …?", 3, 0)
    for chat in (4, 5, 6):
        inbox.note_unanswered(chat, "what is the salary of ...", Lang.EN)
    await inbox.flush()
    (cluster,) = await list_clusters(database, clock())
    assert cluster.asked == 6


async def test_an_answer_that_was_no_help_counts_once_a_message(database: Database) -> None:
    clock = HandClock()
    inbox = an_inbox(database, clock)
    for chat in (1, 2, 3):
        inbox.note_answered(chat, 9, "what is the salary", Lang.EN)
        inbox.dislike(chat, 9)
        inbox.dislike(chat, 9)
        inbox.dislike(chat, 10)  # a message that we know nothing of
    await inbox.flush()
    (cluster,) = await list_clusters(database, clock())
    assert (cluster.asked, cluster.disliked) == (0, 3)


async def test_who_is_forgotten_before_the_third_reader_does_not_count(database: Database) -> None:
    clock = HandClock()
    inbox = an_inbox(database, clock)
    for chat in (1, 2):
        inbox.note_unanswered(chat, "what is the salary", Lang.EN)
    inbox.forget(1)
    inbox.note_unanswered(3, "what is the salary", Lang.EN)
    await inbox.flush()
    assert await list_clusters(database, clock()) == []


async def test_after_thirty_days_a_cluster_is_gone(database: Database) -> None:
    clock = HandClock()
    inbox = an_inbox(database, clock)
    for chat in (1, 2, 3):
        inbox.note_unanswered(chat, "what is the salary", Lang.EN)
    await inbox.flush()
    clock.now += KEPT_FOR
    assert await list_clusters(database, clock()) == []
    async with database.begin() as connection:
        clock.turn(seconds=1)
        assert await unanswered.purge(connection, last_before=clock.now - KEPT_FOR) == 1


async def test_the_command_lists_each_cluster_with_what_is_nearest_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"
    database = Database(url)
    await migrate(database)
    inbox = UnansweredQuestions(database, lambda _: True, utc_now)
    for chat in (1, 2, 3):
        inbox.note_unanswered(chat, "What did the wood oven cost them?", Lang.EN)
    await inbox.flush()
    await database.close()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("BRIEFINGS_DIR", str(write_example(tmp_path / "briefings")))
    monkeypatch.setenv("CACHE_DIR", str(tmp_path / "cache"))
    listed = await asyncio.to_thread(CliRunner().invoke, app, ["inbox"])
    first, *nearest, hint = listed.stdout.splitlines()
    assert first.endswith("What did the wood oven cost them?")
    assert "--unknown oven-price" in nearest[0]
    assert len(nearest) == 3
    assert "briefing-bot teach" in hint
    as_json = await asyncio.to_thread(CliRunner().invoke, app, ["inbox", "--json"])
    assert json.loads(as_json.stdout)["nearest"][0]["id"] == "oven-price"
    (tmp_path / "briefings" / "people.yaml").write_text("- id: [", "utf-8")
    listed = await asyncio.to_thread(CliRunner().invoke, app, ["inbox"])
    assert "What did the wood oven cost them?" in listed.stdout


def test_where_nothing_was_kept_yet_the_inbox_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")
    listed = CliRunner().invoke(app, ["inbox"])
    assert (listed.exit_code, listed.stdout) == (0, "nothing that three readers asked in vain\n")
    assert not (tmp_path / "none.db").exists()


async def test_a_desk_reads_the_inbox_of_another_bot_and_outlives_its_database(
    database: Database, tmp_path: Path
) -> None:
    clock = HandClock()
    elsewhere = UnansweredElsewhere(database, clock)
    await elsewhere.look()
    assert list(elsewhere.clusters) == []
    inbox = an_inbox(database, clock)
    for chat in (1, 2, 3):
        inbox.note_unanswered(chat, "what is the salary", Lang.EN)
    await inbox.flush()
    await elsewhere.look()
    assert [each.asked for each in elsewhere.clusters] == [3]
    none = UnansweredElsewhere(Database(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}"), clock)
    await none.look()
    assert list(none.clusters) == []
    assert not (tmp_path / "none.db").exists()
