// The chat page: who is chatting, where, and what is on screen.
import { api, follow } from "./api.js";
import { bubble, dayLine } from "./bubbles.js";
import { CommandList } from "./commands.js";
import { showExplanation } from "./inspector.js";
import { label } from "./labels.js";

const $ = (id) => document.getElementById(id);
const payload = new URLSearchParams(location.search).get("start");
const waiting = new Map(); // callback query id -> its button
let state = { users: [], chats: [], bot: {} };
let me = null; // the pretended person
let chat = null; // the chat on screen
let unread = new Map();
let unfollow = () => {};
let started = false;
let list = null;

const user = () => state.users.find((each) => each.id === me);
const language = () => (user()?.language_code ?? "en").split("-")[0];
const say = (name) => label(language(), name);
const info = () => state.chats.find((each) => each.id === chat);

const context = {
  get language() { return language(); },
  onCommand: (text) => send({ text }),
  onPress: async (button, message, data) => {
    button.setAttribute("aria-busy", "true");
    try {
      const { id } = await api.press({ chat_id: message.chat.id, user_id: me, message_id: message.message_id, data });
      waiting.set(id, button);
    } catch (error) {
      toast(error.message);
    }
  },
  onCopy: async (text) => { await navigator.clipboard?.writeText(text); toast(say("copied")); },
};

async function begin() {
  list = new CommandList($("commands"), $("text"), (text) => { $("text").value = ""; send({ text }); });
  state = await api.state();
  const remembered = Number(sessionStorage.getItem("me"));
  choose(state.users.find((each) => each.id === remembered)?.id ?? state.users[0]?.id);
}

async function choose(userId, chatId = userId) {
  me = userId;
  chat = chatId;
  sessionStorage.setItem("me", me);
  unread.delete(`${me}:${chat}`);
  unfollow();
  unfollow = follow(me, {
    message: ({ message }) => arrived(message),
    edit: ({ message }) => changed(message),
    delete: ({ chat_id, message_id }) => chat_id === chat && find(message_id)?.remove(),
    callback_answer: answered,
    chat_action: ({ chat_id }) => chat_id === chat && ($("chat-state").textContent = say("typing")),
    state: refresh,
    bye: () => {},
  }, connected);
  $("people").classList.remove("open");
  await draw();
  $("text").focus();
}

async function refresh() {
  state = await api.state();
  label_page();
  draw_people();
}

let wasLost = false;
function connected(isUp) {
  $("chat-state").textContent = isUp ? chat_state() : say("lost");
  if (isUp && wasLost) draw();
  wasLost = !isUp;
}

function chat_state() {
  return info()?.type === "private" ? say("bot") : say("group");
}

async function draw() {
  label_page();
  draw_people();
  const messages = await api.messages(chat);
  const log = $("messages");
  log.replaceChildren();
  let day = "";
  for (const message of messages) day = append(message, day);
  started = messages.some((message) => message.from?.id === me);
  $("start").hidden = info()?.type !== "private" || (started && !payload_pending());
  $("compose").hidden = info()?.type === "private" && !started;
  log.scrollTop = log.scrollHeight;
}

function payload_pending() {
  return payload && sessionStorage.getItem(`payload:${me}`) !== payload;
}

function append(message, day) {
  const date = new Date(message.date * 1000);
  const here = date.toDateString();
  if (here !== day) $("messages").append(dayLine(date, language()));
  $("messages").append(bubble(message, me, context));
  return here;
}

function find(id) {
  return $("messages").querySelector(`[data-id="${id}"]`);
}

function arrived(message) {
  if (message.chat.id !== chat) {
    const key = `${me}:${message.chat.id}`;
    unread.set(key, (unread.get(key) ?? 0) + 1);
    draw_people();
    return;
  }
  if (find(message.message_id)) return;
  const log = $("messages");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  append(message, new Date(message.date * 1000).toDateString());
  $("chat-state").textContent = chat_state();
  if (atEnd || message.from?.id === me) log.scrollTop = log.scrollHeight;
  else $("new-below").hidden = false;
}

function changed(message) {
  if (message.chat.id === chat) find(message.message_id)?.replaceWith(bubble(message, me, context));
}

function answered({ id, text, show_alert }) {
  waiting.get(id)?.removeAttribute("aria-busy");
  waiting.delete(id);
  if (text && show_alert) alert(text);
  else if (text) toast(text);
}

async function send(content) {
  try {
    await api.say({ chat_id: chat, user_id: me, ...content });
    started = true;
    $("start").hidden = true;
    $("compose").hidden = false;
    if (content.text && !content.text.startsWith("/")) explain(content.text);
  } catch (error) {
    toast(`${say("refused")}: ${error.message}`);
  }
}

async function explain(text) {
  if (!state.inspector) return;
  const told = await api.inspect(text, language());
  showExplanation($("inspector"), language(), text, told);
}

let toastTimer = 0;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => ($("toast").hidden = true), 3500);
}

function label_page() {
  document.documentElement.lang = language();
  $("people-title").textContent = say("people");
  $("new-person").textContent = say("newPerson");
  $("new-group").textContent = say("newGroup");
  $("sandbox-note").textContent = say("note");
  $("text").placeholder = say("write");
  $("text").setAttribute("aria-label", say("write"));
  $("send").setAttribute("aria-label", say("send"));
  $("menu").setAttribute("aria-label", say("menu"));
  $("sticker").setAttribute("aria-label", say("sticker"));
  $("open-people").setAttribute("aria-label", say("openPeople"));
  $("language-text").textContent = say("language");
  $("language").value = language();
  $("inspect").textContent = say("inspect");
  $("inspect").hidden = !state.inspector;
  $("block").textContent = info()?.blocked ? say("unblock") : say("block");
  $("block").hidden = info()?.type !== "private";
  $("new-below").textContent = say("below");
  const title = info()?.type === "private" ? state.bot.first_name : info()?.title;
  $("chat-name").textContent = title ?? "";
  $("chat-state").textContent = chat_state();
  if (!$("inspector").dataset.used) showExplanation($("inspector"), language(), "", null);
}

function draw_people() {
  const entries = state.users.map((each) => ({ key: `${each.id}:${each.id}`, user: each.id, chat: each.id, name: each.first_name, note: `${state.bot.first_name} · ${each.language_code}` }));
  for (const each of state.chats.filter((one) => one.type !== "private" && one.members.includes(me))) {
    entries.push({ key: `${me}:${each.id}`, user: me, chat: each.id, name: each.title, note: `${say("group")} · ${user()?.first_name}` });
  }
  $("people-list").replaceChildren(...entries.map((entry) => {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.setAttribute("aria-current", String(entry.user === me && entry.chat === chat));
    const face = Object.assign(document.createElement("span"), { className: "face", textContent: entry.name.slice(0, 1) });
    face.style.setProperty("--hue", String((Math.abs(entry.chat) * 67) % 360));
    const who = Object.assign(document.createElement("span"), { className: "who", textContent: entry.name });
    who.append(Object.assign(document.createElement("small"), { textContent: entry.note }));
    button.append(face, who);
    const count = unread.get(entry.key);
    if (count) button.append(Object.assign(document.createElement("span"), { className: "unread", textContent: count }));
    button.addEventListener("click", () => choose(entry.user, entry.chat));
    item.append(button);
    return item;
  }));
}

function question(text) {
  $("ask-text").textContent = text;
  $("ask-input").value = "";
  $("ask-yes").textContent = say("yes");
  $("ask-no").textContent = say("no");
  $("ask").returnValue = "no";
  $("ask").showModal();
  return new Promise((resolve) => $("ask").addEventListener("close", () => resolve($("ask").returnValue === "yes" ? $("ask-input").value.trim() : ""), { once: true }));
}

$("compose").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (list.isOpen) return list.pick();
  if (text) send({ text });
  $("text").value = "";
  $("text").style.height = "";
});
$("text").addEventListener("keydown", (event) => {
  if (list.isOpen && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    list.move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape") list.close();
  else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    $("compose").requestSubmit();
  }
});
$("text").addEventListener("input", async () => {
  $("text").style.height = "auto";
  $("text").style.height = `${$("text").scrollHeight + 2}px`;
  const typed = $("text").value;
  if (/^\/\w*$/.test(typed)) list.show(await api.commands(me, chat), typed);
  else list.close();
});
$("menu").addEventListener("click", async () => {
  if (list.isOpen) return list.close();
  list.show(await api.commands(me, chat), "/");
  $("text").focus();
});
$("sticker").addEventListener("click", () => send({ sticker: true }));
$("start").addEventListener("click", () => {
  const pending = payload_pending();
  if (pending) sessionStorage.setItem(`payload:${me}`, payload);
  send({ text: pending ? `/start ${payload}` : "/start" });
});
$("language").addEventListener("change", async (event) => {
  await api.setLanguage(me, event.target.value);
  await refresh();
  await draw();
});
$("block").addEventListener("click", () => api.setBlocked(chat, !info().blocked));
$("inspect").addEventListener("click", () => {
  const open = $("inspector").toggleAttribute("hidden") === false;
  $("inspect").setAttribute("aria-pressed", String(open));
});
$("open-people").addEventListener("click", () => $("people").classList.toggle("open"));
$("new-below").addEventListener("click", () => { $("messages").scrollTop = $("messages").scrollHeight; });
$("messages").addEventListener("scroll", () => {
  const log = $("messages");
  if (log.scrollHeight - log.scrollTop - log.clientHeight < 60) $("new-below").hidden = true;
});
$("new-person").addEventListener("click", async () => {
  const first_name = await question(say("name"));
  if (!first_name) return;
  const added = await api.addUser({ first_name, language_code: language() });
  await refresh();
  choose(added.id);
});
$("new-group").addEventListener("click", async () => {
  const title = await question(say("title"));
  if (!title) return;
  const members = state.users.map((each) => each.id);
  const added = await api.addChat({ type: "supergroup", title, members, admins: [me] });
  await refresh();
  choose(me, added.id);
});

begin();
