"""Settings and screens by typed words: what was asked is done, or asked back; there is one settings screen."""

from tests.acceptance.conftest import House
from tests.acceptance.reader import Json, Reader


def labels(message: Json) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def panels(messages: list[Json]) -> list[Json]:
    """The messages that look like settings as they stand."""
    return [each for each in messages if each["text"].startswith(("Your updates", "You are subscribed"))]


async def only_panel(reader: Reader) -> Json:
    """The one there is, as soon as there is one: a newer one is sent before the older one points to it."""
    return panels(await reader.until(lambda messages: len(panels(messages)) == 1))[0]


async def test_a_time_is_a_digests_and_one_is_offered(house: House) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/subscribe")
    said = await reader.say("/time quarter past six")
    assert "a digest at 6:15 a.m.?" in said["text"]
    changed = await reader.press(said, "Yes, a digest a day")
    assert "the rest in a daily digest at 6:15 a.m." in changed["text"]
    assert "6:20" in (await reader.say("/time 6:20"))["text"]


async def test_there_is_one_settings_screen_and_it_says_what_holds(house: House) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/subscribe")
    await reader.say("/quiet from 10:30 pm to quarter to seven")
    await reader.say("/pause a week")
    panel = await only_panel(reader)
    assert "Quiet from 10:30 p.m. to 6:45 a.m." in panel["text"]
    assert "Paused until" in panel["text"]
    said = await reader.say("/settings")
    assert (await only_panel(reader))["message_id"] == said["message_id"] > panel["message_id"]
    await reader.say("/stop")
    await reader.until(lambda messages: not panels(messages))


async def test_what_is_not_understood_changes_nothing_and_is_asked(house: House) -> None:
    reader = await house.reader("Sanne", "nl")
    await reader.say("/subscribe")
    for typed in (
        "/time elke 4 uur",
        "/time 9:00 GMT",
        "/time half seven",
        "/pause 3 uur",
        "/quiet na het eten",
    ):
        said = await reader.say(typed)
        assert "Gedaan" not in said["text"], typed
        assert "‹ Instellingen" in labels(said), typed
    said = await reader.say("/time 9:00 GMT")
    assert any(label.startswith(("10.00", "11.00")) for label in labels(said))


async def test_a_subject_is_followed_by_its_name_and_nothing_else_unasked(house: House) -> None:
    reader = await house.reader("James", "en")
    said = await reader.say("/subscribe gardening")
    assert "I know no subject “gardening”" in said["text"]
    assert "not subscribed" in (await reader.say("/settings"))["text"]
    said = await reader.say("/subscribe the oven")
    assert "About: The oven" in said["text"]
    said = await reader.say("/subscribe the memo")
    assert "The oven" in said["text"]
    assert "memo" in said["text"]


async def test_a_language_is_chosen_by_typing_it(house: House) -> None:
    reader = await house.reader("James", "en")
    assert (await reader.say("/language Dutch"))["text"].startswith("Vanaf nu spreek ik Nederlands.")
    assert (await reader.say("/language Frans"))["text"].startswith("Ik spreek Nederlands en Engels.")
    assert (await reader.say("/stakes de buren"))["text"].startswith("Voor de buren")


async def test_who_has_just_come_hears_so(house: House) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/start")
    assert (await reader.say("/new"))["text"].startswith("Nothing new since you came. The latest:")
    assert (await reader.say("/new"))["text"].startswith("Nothing new since")
