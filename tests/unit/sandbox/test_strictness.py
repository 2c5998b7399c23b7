"""The sandbox refuses what Telegram refuses, and takes what it takes."""

import aiohttp
import pytest

from bot.sandbox.rules.entities import find_entities
from bot.sandbox.rules.html import parse_html
from bot.sandbox.rules.refusal import Refusal
from bot.sandbox.server import serve
from bot.sandbox.world import World


@pytest.mark.parametrize(
    "source",
    [
        '<a href="https://example.org" title>x</a>',
        "<a href=https://example.org>x</a>",
        '<a href="https://example.org>x</a>',
        "<u b>x</u>",
        "<u =b>x</u>",
        "<code class=a/b>x</code>",
        "<b expandable>x</b>",
        "<b/>x</b>",
        "< b>x</b>",
        "<b",
        "x</b",
        "a &#xD800; b",
    ],
)
def test_a_tag_that_telegram_does_not_read_is_refused(source: str) -> None:
    with pytest.raises(Refusal):
        parse_html(source)


def test_attributes_and_references_are_read_as_telegram_reads_them() -> None:
    text, entities = parse_html(
        "<A HREF='https://example.org/?a=1&amp;b=2'>x</A> <code class=language-py>y</code> &#57344; &lt &nbsp;"
        "<blockquote expandable>z</blockquote><b>bold</>"
    )
    assert text == "x y \ue000 < &nbsp;zbold"
    assert entities[0] == {
        "type": "text_link",
        "offset": 0,
        "length": 1,
        "url": "https://example.org/?a=1&b=2",
    }
    assert [entity["type"] for entity in entities] == ["text_link", "code", "expandable_blockquote", "bold"]


def test_a_name_inside_a_link_is_no_mention() -> None:
    kinds = [entity["type"] for entity in find_entities("https://t.me/@some_bot @other_bot")]
    assert kinds == ["url", "mention"]


async def call(url: str, world: World, method: str, **params: object) -> dict[str, object]:
    address = f"{url}/bot{world.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(address, json=params) as answer:
        return dict(await answer.json())


async def test_a_thread_is_a_topic_in_which_somebody_wrote() -> None:
    world = World(limits=False)
    ann = world.add_user("Ann")["id"]
    plain = world.add_chat("supergroup", "Plain", [ann], [])["id"]
    forum = world.add_chat("supergroup", "Forum", [ann], [], forum=True)["id"]
    world.say(forum, ann, {"text": "/help", "message_thread_id": 4, "is_topic_message": True})
    async with serve(world) as running:
        for chat, thread, error in ((plain, 4, True), (forum, 5, True), (forum, 4, False)):
            answer = await call(
                running.url, world, "sendMessage", chat_id=chat, text="x", message_thread_id=thread
            )
            assert ("message thread not found" in str(answer.get("description"))) is error
        world.chats[forum].closed_topics.add(4)
        answer = await call(running.url, world, "sendMessage", chat_id=forum, text="x", message_thread_id=4)
        assert answer["description"] == "Bad Request: TOPIC_CLOSED"


def test_a_reply_in_a_plain_supergroup_carries_a_thread_that_is_no_topic() -> None:
    world = World(limits=False)
    ann = world.add_user("Ann")["id"]
    chat = world.chats[world.add_chat("supergroup", "Plain", [ann], [])["id"]]
    ours = world.add_message(chat, world.bot, {"text": "An answer"})
    world.say(chat.info["id"], ann, {"text": "why?", "reply_to_message": ours})
    message = world.queue.updates[-1]["message"]
    assert message["message_thread_id"] == ours["message_id"]
    assert "is_topic_message" not in message


@pytest.mark.parametrize("chat", ["@somebody", "somebody"])
async def test_a_chat_by_a_name_that_nobody_has_is_not_found(chat: str) -> None:
    world = World(limits=False)
    async with serve(world) as running:
        answer = await call(running.url, world, "sendMessage", chat_id=chat, text="x")
        assert answer["description"] == "Bad Request: chat not found"


@pytest.mark.filterwarnings(
    "ignore::aiohttp.multipart.BadContentDispositionHeader"
)  # of headers that are bad
@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('form-data; name="document"; filename="één dag.txt"', "één dag.txt"),
        ("form-data; name=document; filename=één.txt", "één.txt"),
        ('form-data; name="document"; filename="x.txt"; filename*=UTF-8\'\'%C3%A9%C3%A9n.txt', "één.txt"),
        ('form-data; name="document"; filename="a\\"b.txt"', 'a"b.txt'),
    ],
)
async def test_a_file_keeps_its_name_and_its_bytes(disposition: str, name: str) -> None:
    world = World(limits=False)
    ann = world.add_user("Ann")["id"]
    world.chats[ann].started = True
    head = f"--b\r\nContent-Disposition: {disposition}\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    async with serve(world) as running, aiohttp.ClientSession() as session:
        address = f"{running.url}/bot{world.token}/sendDocument?chat_id={ann}"
        async with session.post(address, data=head.encode(), headers=headers) as answer:
            document = (await answer.json())["result"]["document"]
    assert (document["file_name"], document["file_size"]) == (name, 5)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "{own}", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://localhost:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 403),
        ({"Host": "rebound.example"}, 403),
    ],
)
async def test_a_page_of_another_origin_is_refused(headers: dict[str, str], status: int) -> None:
    world = World(limits=False)
    async with serve(world) as running, aiohttp.ClientSession() as session:
        sent = {name: value.replace("{own}", running.url) for name, value in headers.items()}
        for path in (f"/bot{world.token}/getMe", "/sandbox/state"):
            async with session.get(running.url + path, headers=sent) as answer:
                assert answer.status == status, path


async def test_a_link_from_elsewhere_opens_the_page() -> None:
    world = World(limits=False)
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    async with (
        serve(world) as running,
        aiohttp.ClientSession() as session,
        session.get(running.url + "/", headers=headers) as answer,
    ):
        assert answer.status == 200
