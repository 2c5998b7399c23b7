"""Deep links, `/start <route>`: each row of the table of routes opens what it names; no link changes anything unasked."""

from pathlib import Path

from bot.chat.handlers.buttons.table import ROUTES
from bot.chat.screens.short_ids import shorten
from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import Json, words_of
from tests.acceptance.test_admin import ADMIN, written
from tests.acceptance.test_groups import a_chat
from tests.acceptance.test_pushes import publish, pushed, subscribed

FACT = "judge-suspends-order"
# A link of each row, and what is seen when it is followed, by who subscribed and may see pushes.
OPENED = {
    "home": ("home", "Ask me anything about it"),
    "help": ("help", "Ask in your own words"),
    "brief": ("brief_court_0", "judge"),
    "story": ("story_0", "The case in brief"),
    "quiz": ("quiz_0", "Is the order still in force?"),
    "pic": ("pic_stand", "Where it stands"),
    "about": ("about", "Who made this?"),
    "src": ("src_0", "Where this comes from"),
    "fixed": ("fixed_0", "Corrections"),
    "privacy": ("privacy", "What I keep about you"),
    "language": ("language", "Which language shall I speak?"),
    "time": ("time_last", "Timeline"),
    "part": ("part_0_0", "1 November 2025"),
    "who": ("who_0", "Who is who"),
    "forms": ("forms_1", "Lists"),
    "person": ("person_bea-brood", "Bea Brood"),
    "said": ("said_p_bea-brood_0", "Bea Brood"),
    "dead": ("dead_all_0", "Deadlines"),
    "status": ("status_oven-order", "No. The judge suspended the order"),
    "stakes": ("stakes", "What is at stake"),
    "rec": ("rec_term_suspension", "A decision does not count for now."),
    "none": ("none", "Ask in other words"),
    "more": (f"more_{shorten([FACT])}", "More on this"),
    "pick": (f"pick_{shorten([FACT])}", "judge"),
    "fact": (f"fact_{FACT}", "judge"),
    "means": (f"means_{FACT}", "What it means"),
    "before": (f"before_{FACT}", "What came before"),
    "cite": (f"cite_{shorten([FACT])}", "Oudewetering"),
    "lang": ("lang_en", "From now on I speak English."),
    "set": ("set_quiet", "Your updates"),
    "subscribe": ("subscribe_oven", "Shall I do this: /subscribe "),
    "stop": ("stop", "Shall I stop the updates?"),
    "new": ("new", "ew since"),
    "asof": ("asof_2026-03-20", "I answer from what was known on 20 March 2026"),
    "admin": ("admin", "How things stand"),
    "push": ("push_1", "update/2026-11-23-one/1"),
    "okay": ("okay_1", "Nothing waits here any more."),
}
NOWHERE = {"opt": "opt_none", "do": "do_stop", "helped": "helped", "nohelp": "nohelp"}
GONE = "This button or link is from an older version"


def shown(message: Json) -> str:
    poll: Json = message.get("poll", {})
    return str(words_of(message) or message.get("caption") or poll.get("question"))


def test_each_row_has_a_link_here_or_none_at_all() -> None:
    assert {route.name for route in ROUTES if route.linked} == OPENED.keys()
    assert {route.name for route in ROUTES if not route.linked} == NOWHERE.keys()


async def test_a_link_opens_what_its_row_names_and_leads_nowhere_where_it_has_none(
    briefings: Path, tmp_path: Path
) -> None:
    async with open_house(briefings, tmp_path, admin_ids=ADMIN) as house:
        admin = await subscribed(house, "Ann", "en")
        publish(briefings, "2026-11-23-one")
        await admin.until(lambda all_: pushed(all_, "2026-11-23-one"))
        await written(house, admin)
        for name, (payload, words) in OPENED.items():
            said = shown(await admin.say(f"/start {payload}"))
            assert words in said, (name, said)
            assert GONE not in said, name
        for name, payload in NOWHERE.items():
            assert GONE in shown(await admin.say(f"/start {payload}")), name


async def test_a_link_changes_nothing_that_is_not_asked_first(briefings: Path, tmp_path: Path) -> None:
    async with open_house(briefings, tmp_path, admin_ids=ADMIN) as house:
        admin = await subscribed(house, "Ann", "en")
        publish(briefings, "2026-11-23-one")
        await admin.until(lambda all_: pushed(all_, "2026-11-23-one"))
        await written(house, admin)
        settings = (await admin.say("/settings"))["text"]
        for payload in (
            "set_level_daily",
            "set_loud",
            "set_sound",
            "set_quiet_off",
            "set_pause_7",
            "do_stop",
        ):
            await admin.say(f"/start {payload}")
        assert (await admin.say("/settings"))["text"] == settings
        asked = await admin.say("/start stop")
        assert (await admin.say("/settings"))["text"] == settings
        for payload in ("push_1_pause", "push_1_delete_yes", "push_1_cancel_yes"):
            assert "▶ update/2026-11-23-one/1" in (await admin.say(f"/start {payload}"))["text"]
        assert pushed(await admin.messages(), "2026-11-23-one")
        await admin.press_data(asked, "do:stop")
        await admin.until(lambda all_: "no more updates" in all_[-1]["text"])


async def test_a_link_to_a_subject_subscribes_to_it_when_it_is_confirmed(house: House) -> None:
    reader = await house.reader("James", "en")
    for payload, words in (("subscribe", "as they are published"), ("subscribe_permit", "The permit")):
        asked = await reader.say(f"/start {payload}")
        assert words in asked["text"], payload
        assert "not subscribed" in (await reader.say("/settings"))["text"]
    await reader.press_data(asked, asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    subscribed_to = (await reader.until(lambda all_: "You are subscribed" in all_[-1]["text"]))[-1]
    assert "About: The permit" in subscribed_to["text"]
    assert GONE in (await reader.say("/start subscribe_gardening"))["text"]


async def test_settings_that_a_link_opens_are_the_chats_one_settings_screen(house: House) -> None:
    reader = await house.reader("James", "en")
    await reader.say("/subscribe")
    before = await reader.say("/settings")
    await reader.say("/start set")

    def is_replaced(messages: list[Json]) -> bool:
        text = next(each["text"] for each in messages if each["message_id"] == before["message_id"])
        return bool(text == "Your settings are in a newer message.")

    await reader.until(is_replaced)


async def test_a_link_changes_a_group_for_its_administrators_alone(house: House) -> None:
    admin, member = await a_chat(house, "supergroup")
    for payload in ("lang_nl", "set", "stop", "subscribe"):
        assert "Only the administrators" in (await member.say(f"/start {payload}"))["text"], payload
    assert "Vanaf nu spreek ik Nederlands." in (await admin.say("/start lang_nl"))["text"]


async def test_the_admins_links_lead_nowhere_for_others(house: House) -> None:
    reader = await house.reader("James", "en")
    for payload in ("admin", "push_1", "okay_1", "nothing_here", "_", "lang"):
        said = (await reader.say(f"/start {payload}"))["text"]
        assert ("Which language" if payload == "lang" else GONE) in said, payload
