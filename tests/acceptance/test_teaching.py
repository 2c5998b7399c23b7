"""From three readers who asked in vain to an answer: the inbox, one step on the desk, and the next reader is answered."""

from pathlib import Path
from typing import Any

import aiohttp

from tests.acceptance.conftest import House, open_house
from tests.acceptance.reader import Reader

IN_VAIN = "How tall is the tower of Pisa?"
FACT = "baker-refuses"


async def ask_in_vain(house: House) -> list[Reader]:
    readers = [await house.reader(f"R{number}", "en") for number in range(3)]
    for reader in readers:
        await reader.say("/start")
        await reader.say(IN_VAIN)
    # The answer is with the reader before the question is noted.
    await readers[-1].until(lambda _: not house.bot.dispatcher.under_way)
    return readers


async def look(session: aiohttp.ClientSession, house: House, path: str) -> Any:
    async with session.get(house.url + path) as response:
        assert response.status == 200
        return await response.json()


async def send(
    session: aiohttp.ClientSession, house: House, body: Any, **headers: str
) -> tuple[int, dict[str, Any]]:
    chosen = {"Origin": house.url, "Content-Type": "application/json", **headers}
    async with session.post(f"{house.url}/desk/teach", json=body, headers=chosen) as response:
        told = await response.json() if response.content_type == "application/json" else {}
        return response.status, told


async def test_a_question_asked_in_vain_is_taught_in_one_step_and_answered_at_once(
    briefings: Path, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in briefings.rglob("*") if path.is_file()}
    async with open_house(briefings, tmp_path) as house, aiohttp.ClientSession() as session:
        readers = await ask_in_vain(house)
        await house.bot.unanswered.flush()
        (cluster,) = (await look(session, house, "/desk/state"))["inbox"]
        assert (cluster["asked"], cluster["taught"]) == (3, None)

        found = await look(session, house, "/desk/candidates?lang=en&text=Who+is+Rob+Regel")
        assert found["records"][0].keys() == {"kind", "id", "label", "chance"}
        assert found["names"][0]["near"]
        status, told = await send(session, house, {"question": IN_VAIN, "lang": "en", "fact": FACT})
        assert (status, told.get("problems"), told.get("error")) == (200, None, None)
        assert told["after"] == FACT
        path, line = told["place"].rsplit(":", 1)
        assert IN_VAIN in Path(path).read_text("utf-8").split("\n")[int(line) - 1]
        await readers[0].until(
            lambda _: house.bot.library.edition.engine.find_taught(IN_VAIN) == f"fact:{FACT}"
        )

        wanted = house.bot.library.edition.snapshot.facts[FACT].text.en
        assert wanted[:40] in (await readers[0].say(IN_VAIN))["text"]
        (cluster,) = (await look(session, house, "/desk/state"))["inbox"]
        assert cluster["taught"] in (f"fact:{FACT}", None)  # the inbox may have left a word out
    changed = [path for path, content in before.items() if path.read_bytes() != content]
    assert changed == [Path(path)], "a proposal in one file"


async def test_what_would_not_hold_is_refused_with_its_reason(briefings: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in briefings.rglob("*") if path.is_file()}
    async with open_house(briefings, tmp_path) as house, aiohttp.ClientSession() as session:
        status, told = await send(session, house, {"question": "Hallo", "lang": "nl", "fact": FACT})
        assert status == 200
        assert "would not lead here" in told["problems"][0]["message"]
        status, told = await send(session, house, {"question": "Hallo?", "lang": "nl", "fact": "baker"})
        assert "no fact is called 'baker'" in told["error"]
        wrongs: tuple[object, ...] = ([], {"question": 1}, {"question": "x"})
        for wrong in wrongs:
            status, told = await send(session, house, wrong)
            assert status == 200
            assert told["error"]
    assert {path: path.read_bytes() for path in before} == before


async def test_no_other_page_can_write(briefings: Path, tmp_path: Path) -> None:
    lesson = {"question": IN_VAIN, "lang": "en", "fact": FACT}
    before = {path: path.read_bytes() for path in briefings.rglob("*") if path.is_file()}
    async with open_house(briefings, tmp_path) as house, aiohttp.ClientSession() as session:
        port = house.url.rsplit(":", 1)[1]
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:1"},
            {"Host": f"evil.example:{port}", "Origin": f"http://evil.example:{port}"},
        ):
            status, _ = await send(session, house, lesson, **headers)
            assert status == 403, headers
        async with session.post(f"{house.url}/desk/teach", json=lesson) as response:
            assert response.status == 403, "no origin is not ours"
        status, _ = await send(session, house, lesson, **{"Content-Type": "text/plain"})
        assert status == 415, "a form of another page could send that without being asked"
        status, _ = await send(session, house, {**lesson, "alias": "x" * 30_000})
        assert status == 413
        async with session.get(f"{house.url}/desk/teach") as response:
            assert response.status == 405
    assert {path: path.read_bytes() for path in before} == before
