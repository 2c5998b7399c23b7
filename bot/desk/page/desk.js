// The desk: the list, the chosen card, the question box; all of it drawn anew at every look at the files.
import { byId, make } from "/static/elements.js";
import { renderText } from "/static/entities.js";
import { inlineKeyboard } from "/static/keyboards.js";
import { showExplanation } from "/static/inspector.js";
import { drawProblems } from "/desk/static/problems.js";
import { openTeach } from "/desk/static/teach.js";

const context = { language: "en", onCommand() {}, onLink() {}, onCopy() {}, onPress() {}, onInsert() {}, onNotHere() {} };
const opened = new Set(["Updates"]);
let state = null;
let chosen = new URLSearchParams(location.hash.slice(1));
let asked = 0;

async function get(path, values = {}) {
  const response = await fetch(`${path}?${new URLSearchParams(values)}`);
  return response.ok ? response.json() : null;
}

async function refresh() {
  const found = await get("/desk/state");
  if (!found) return;
  state = found;
  const since = new Date(state.live_since).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  byId("desk").classList.toggle("broken", !state.live);
  byId("standing").textContent = state.live
    ? `${state.title} · live since ${since} · knows up to ${state.known_until}`
    : `A file has a mistake: the last good state, of ${since}, stays live`;
  drawProblems(byId("problems"), state.problems, state.unlisted_problems);
  drawList();
  if (chosen.get("id")) await drawCard();
}

// -- the list ---------------------------------------------------------------------------------------------------------

function drawList() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const list = byId("list");
  const at = list.scrollTop;
  const focused = document.activeElement; // a save must not take the keyboard away
  const nth = twins(focused).indexOf(focused);
  const groups = state.inbox.length ? [inboxGroup(), ...state.groups] : state.groups;
  list.replaceChildren(...groups.map((group) => drawGroup(group, wanted)).filter(Boolean));
  list.scrollTop = at;
  if (nth >= 0) twins(focused)[nth]?.focus({ preventScroll: true });
}

/** The buttons like `button` of the same record: it may stand in several groups. */
function twins(button) {
  return [...byId("list").querySelectorAll("[data-id]")].filter((each) => each.dataset.id === button.dataset.id && each.className === button.className);
}

function drawGroup(group, wanted) {
  if (group.look && wanted) return null; // each of its records stands in a group of its kind too
  const items = group.items.filter((item) => !wanted || `${item.id} ${item.label} ${item.note} ${item.marks.join(" ")}`.toLowerCase().includes(wanted));
  if (!items.length) return null;
  const flagged = group.look ? 0 : items.filter((item) => item.marks.length).length;
  const count = flagged ? `${items.length} · ${flagged} marked` : String(items.length);
  const box = make("details", { class: group.look ? "look" : undefined, open: Boolean(wanted) || opened.has(group.name) }, make("summary", {}, group.name, make("span", {}, count)));
  const fill = () => box.childElementCount === 1 && box.append(...items.map(drawItem));
  if (box.open) fill();
  box.addEventListener("toggle", () => {
    if (!byId("filter").value.trim()) opened[box.open ? "add" : "delete"](group.name);
    if (box.open) fill();
  });
  return box;
}

function drawItem(item) {
  const isChosen = item.kind === chosen.get("kind") && item.id === chosen.get("id");
  const key = item.key ?? item.id;
  const button = make("button", { type: "button", class: "item", "data-id": key, "aria-current": isChosen ? "true" : undefined, on: { click: () => item.kind && choose(item) } },
    make("b", {}, item.label), make("small", {}, [item.note, item.id].filter(Boolean).join(" · ")));
  if (item.marks.length) button.append(drawMarks(item.marks));
  if (!item.teach) return button;
  const teach = make("button", { type: "button", class: "teach", "data-id": key, "aria-label": `Teach: ${item.label}`, on: { click: () => startTeaching(item.label, item.note) } }, "Teach");
  return make("div", { class: "cluster" }, button, teach);
}

function drawMarks(marks) {
  return make("span", { class: "marks" }, ...marks.map((mark) => make("i", {}, mark)));
}

function inboxGroup() {
  const items = state.inbox.map((each) => ({ kind: "", id: `${each.asked} × asked in vain, ${each.disliked} × no help, last on ${each.last_at.slice(0, 10)}`, key: `${each.lang} ${each.question}`, label: each.question, note: each.lang, marks: each.taught ? [`taught: ${each.taught}`] : [], teach: true }));
  return { name: "Unanswered questions", items };
}

function choose(item) {
  chosen = new URLSearchParams({ kind: item.kind, id: item.id });
  history.replaceState(null, "", `#${chosen}`);
  for (const each of document.querySelectorAll(".item")) {
    if (each.dataset.id === item.id) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
  showPart("record");
  drawCard();
}

// -- the card ---------------------------------------------------------------------------------------------------------

async function drawCard() {
  const wanted = chosen.toString();
  const cards = await get("/desk/card", Object.fromEntries(chosen));
  if (wanted !== chosen.toString()) return;
  const place = byId("record");
  const item = state.groups.flatMap((group) => group.items).find((each) => each.kind === chosen.get("kind") && each.id === chosen.get("id"));
  if (!cards || !item) return place.replaceChildren(make("p", { class: "empty" }, "This record is no longer there."));
  const head = make("header", {}, make("h2", {}, item.id));
  const places = [...(item.href ? [item] : []), ...(item.also ?? [])];
  head.append(...places.map((each) => make("a", { href: each.href, title: "Opens the file in Visual Studio Code" }, each.place)));
  if (item.marks.length) head.append(drawMarks(item.marks));
  const pair = Object.entries(cards).map(([lang, messages]) =>
    make("div", { lang }, make("h3", {}, lang === "nl" ? "Nederlands" : "English"), ...messages.map(drawMessage)));
  place.replaceChildren(head, make("div", { class: "pair" }, ...pair));
}

function drawMessage(message) {
  const words = make("span", { class: "words", dir: "auto" }, renderText(message.text, message.entities, context));
  return make("div", { class: "card" }, make("div", { class: "bubble" }, words), inlineKeyboard(message, context));
}

// -- the question -----------------------------------------------------------------------------------------------------

async function ask(event) {
  event?.preventDefault();
  const text = byId("words").value.trim();
  if (!text) return;
  const turn = (asked += 1);
  const moment = byId("moment").value;
  const found = await get("/desk/ask", { text, lang: byId("lang").value, now: moment ? new Date(moment).toISOString() : "" });
  if (turn !== asked || !found) return;
  byId("answer").replaceChildren(...found.messages.map(drawMessage));
  showExplanation(byId("inspector"), "en", text, found.explain);
}

// -- teaching ---------------------------------------------------------------------------------------------------------

/** The form; at its end the keyboard is where it was, in a list that may have been drawn anew. */
function startTeaching(question, lang) {
  const from = document.activeElement;
  const all = state.groups.filter((group) => !group.look).flatMap((group) => group.items);
  const records = [...new Map(all.filter((item) => ["fact", "unknown"].includes(item.kind)).map((item) => [`${item.kind} ${item.id}`, item])).values()];
  openTeach(question, lang, records, () => (from.isConnected ? from : twins(from)[0])?.focus());
}

async function teachThis() {
  const text = byId("words").value.trim();
  if (!text || !state) return;
  const found = byId("lang").value ? null : await get("/desk/ask", { text });
  startTeaching(text, byId("lang").value || found?.explain.language || "en");
}

// -- the frame --------------------------------------------------------------------------------------------------------

function showPart(name) {
  for (const part of byId("columns").children) part.classList.toggle("shown", part.id === name);
  for (const button of byId("tabs").children) button.setAttribute("aria-pressed", String(button.dataset.show === name));
}

function move(step) {
  const items = [...document.querySelectorAll(".item")];
  const at = items.indexOf(document.activeElement);
  const next = items[at < 0 ? 0 : at + step];
  if (!next) return;
  next.focus();
  next.click();
}

function onKey(event) {
  if (byId("teach").open) return undefined;
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "Escape" && typing) return event.target.blur();
  const inList = event.target.matches(".item, #filter");
  if (inList && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    return move(event.key === "ArrowDown" ? 1 : -1);
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (event.key === "/" || event.key === "?") {
    event.preventDefault();
    showPart(event.key === "/" ? "dossier" : "question");
    byId(event.key === "/" ? "filter" : "words").focus();
  }
  return undefined;
}

function follow() {
  const stream = new EventSource("/desk/events");
  stream.onmessage = async () => {
    byId("desk").classList.remove("lost");
    await refresh();
    if (byId("answer").childElementCount) await ask();
  };
  stream.onerror = () => {
    byId("desk").classList.add("lost");
    byId("standing").textContent = "The desk does not answer; trying again…";
  };
}

byId("filter").addEventListener("input", () => state && drawList());
byId("ask").addEventListener("submit", ask);
byId("teach-this").addEventListener("click", teachThis);
byId("words").addEventListener("keydown", (event) => event.key === "Enter" && !event.shiftKey && ask(event));
byId("tabs").addEventListener("click", (event) => event.target.dataset.show && showPart(event.target.dataset.show));
document.addEventListener("keydown", onKey);
showPart(chosen.get("id") ? "record" : "dossier");
follow();
