// The chat page: brings the parts together. Who is on screen, what happens in the sandbox, what the person does.
import { api, follow } from "./api.js";
import { drawBar, drawInstead, nameThings } from "./bar.js";
import { Composer } from "./composer.js";
import { chooseChatFor, newGroup, newPerson } from "./dialogs.js";
import { byId } from "./elements.js";
import { showExplanation } from "./inspector.js";
import { label } from "./labels.js";
import { startWord } from "./links.js";
import { Log } from "./log.js";
import { showAlert, toast } from "./notices.js";
import { drawPeople, unreadElsewhere } from "./people.js";
import { Presses } from "./presses.js";
import { Store, keyOf } from "./store.js";

const TYPING_MS = 5000; // how long a chat action is shown (Bot API, sendChatAction)
const store = new Store();
const presses = new Presses(callbackAnswered);
const DRAFT_MS = 30000; // and a draft (Bot API, sendMessageDraft)
const typingTimers = new Map(); // chat id -> timer
const draftTimers = new Map();
let start = new URLSearchParams(location.search).get("start"); // a deep link's word, until START is pressed
let asked = null; // the last question, for the inspector
let queue = null; // events that arrive while everything is loaded anew

const say = (name, places) => label(store.language, name, places);

const context = {
  get me() { return store.me; },
  get language() { return store.language; },
  get isExplained() { return store.hasInspector; },
  onCommand: (text) => send({ text }),
  onJump: (messageId) => log.jump(messageId),
  onCopy: copy,
  onInsert: (query) => composer.insert(`@${store.bot.username} ${query}`),
  onShare: share,
  onNotHere: () => toast(say("notHere")),
  onReply: (message) => composer.aim({ kind: "reply", message }),
  onEdit: (message) => composer.aim({ kind: "edit", message }),
  onExplain: (message) => {
    openInspector(true);
    explain(message.text);
  },
  onLink: (event, address) => {
    const word = startWord(address, store.bot.username);
    if (word === null) return;
    event.preventDefault();
    start = word;
    if (!store.isPrivate) choose(store.me);
    draw();
  },
  onPress: (button, message, data) => presses.press(button, { chat_id: message.chat.id, user_id: store.me, message_id: keyOf(message), data }).catch((error) => toast(error.message)),
};

const log = new Log(context);
const composer = new Composer(store, {
  onSend: send,
  commands: () => api.commands(store.me, store.chatId),
  last: () => store.messagesOf(store.chatId).filter((each) => each.from?.id !== store.me).at(-1),
  ownLast: () => store.messagesOf(store.chatId).filter((each) => each.from?.id === store.me && each.text).at(-1),
});

// -- what happens in the sandbox ----------------------------------------------------------------------------------

const events = {
  message: ({ message }) => {
    store.put(message);
    quiet(message.chat.id);
    if (!store.sees(message)) return;
    if (message.from?.is_bot) putDraft(message.chat.id, null); // the message is there
    if (message.chat.id === store.chatId) log.add(message);
    else if (message.from?.is_bot || (message.chat.type !== "private" && message.from?.id !== store.me)) store.countUnread(message.chat.id);
    drawSides();
  },
  edit: ({ message }) => {
    store.put(message);
    if (message.chat.id === store.chatId && store.sees(message)) log.change(message);
    drawSides();
  },
  delete: ({ chat_id, message_id }) => {
    store.drop(chat_id, message_id);
    if (chat_id === store.chatId) log.remove(message_id);
    drawSides();
  },
  callback_answer: (answer) => presses.settle(answer),
  chat_action: ({ chat_id }) => {
    store.typing.add(chat_id);
    clearTimeout(typingTimers.get(chat_id));
    typingTimers.set(chat_id, setTimeout(() => {
      quiet(chat_id);
      drawSides();
    }, TYPING_MS));
    drawSides();
  },
  draft: (draft) => putDraft(draft.chat_id, draft),
  reply_keyboard: ({ chat_id, markup }) => composer.setKeyboard(chat_id, markup),
  state: async () => {
    await store.loadState();
    draw();
  },
};

function callbackAnswered({ text, show_alert, url }) {
  const word = url ? startWord(url, store.bot.username) : null;
  if (word !== null) {
    start = word;
    choose(store.me);
  } else if (url) window.open(url, "_blank", "noopener");
  else if (text && show_alert) showAlert(store.bot.first_name, text, say("ok"));
  else if (text) toast(text);
}

function quiet(chatId) {
  clearTimeout(typingTimers.get(chatId));
  store.typing.delete(chatId);
}

function putDraft(chatId, draft) {
  clearTimeout(draftTimers.get(chatId));
  if (draft) {
    store.drafts.set(chatId, draft);
    draftTimers.set(chatId, setTimeout(() => putDraft(chatId, null), DRAFT_MS));
  } else store.drafts.delete(chatId);
  if (chatId === store.chatId) log.draft(draft);
}

/** Everything anew, at the beginning and after each lost connection; what happens meanwhile waits its turn. */
async function connected(isUp) {
  document.body.classList.toggle("lost", !isUp);
  if (!isUp) return drawBar(store, { isLost: true });
  const first = store.me === null;
  queue = [];
  try {
    await store.loadState();
    await store.loadMessages();
  } finally {
    const waited = queue ?? [];
    queue = null;
    presses.freeAll();
    if (first || !store.user || !store.chat) choose(...remembered());
    else draw({ messages: true, keep: !first });
    for (const chat of store.chats) putDraft(chat.id, chat.draft);
    for (const chat of store.chats) if (chat.keyboard) composer.setKeyboard(chat.id, chat.keyboard);
    for (const [name, content] of waited) events[name](content);
  }
}

// -- what the person does -----------------------------------------------------------------------------------------

function remembered() {
  const wanted = new URLSearchParams(location.search).get("user") ?? sessionStorage.getItem("me");
  const user = store.userOf(Number(wanted)) ?? store.users[0];
  const chat = start === null && store.chats.find((each) => each.id === Number(sessionStorage.getItem("chat")));
  return [user?.id ?? null, chat ? chat.id : user?.id ?? null];
}

/** Puts a chat on screen; in a private one the person is the one it belongs to. */
async function choose(userId, chatId = userId) {
  store.me = userId;
  store.chatId = chatId;
  if (userId === null) return draw();
  sessionStorage.setItem("me", userId);
  sessionStorage.setItem("chat", chatId);
  store.unread.delete(chatId);
  if (!store.messages.has(chatId)) await store.loadChat(chatId);
  openPeople(false);
  draw({ messages: true });
  if (matchMedia("(hover: hover)").matches) byId("text").focus();
}

function chooseChat(chat) {
  if (chat.type === "private") return choose(chat.id);
  const speaker = chat.members.includes(store.me) ? store.me : chat.members[0] ?? store.me;
  return choose(speaker, chat.id);
}

async function send(content) {
  try {
    await api.say({ chat_id: store.chatId, user_id: store.me, ...content });
    if (store.chat && !store.chat.started) {
      store.chat.started = true;
      draw();
    }
    if (content.text && !content.text.startsWith("/")) explain(content.text);
  } catch (error) {
    if (content.text && !byId("text").value) composer.write(content.text);
    toast(say("refused", { reason: error.message }));
  }
}

async function explain(question) {
  if (!store.hasInspector) return;
  asked = { question, told: await api.inspect(question, store.language).catch(() => null) };
  drawInspector();
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(say("copied"));
  } catch (error) {
    toast(error.message);
  }
}

/** As Telegram does: first the chat, then what the bot offers there. */
async function share(query) {
  const chat = await chooseChatFor(store);
  if (!chat) return;
  await chooseChat(chat);
  composer.insert(`@${store.bot.username} ${query}`);
}

async function pressStart() {
  const word = start;
  start = null;
  history.replaceState(null, "", location.pathname);
  await send({ text: word ? `/start ${word}` : "/start" });
  draw();
  byId("text").focus();
}

function openPeople(shown) {
  byId("people").classList.toggle("open", shown);
  byId("shade").hidden = !shown;
  byId("open-people").setAttribute("aria-expanded", String(shown));
  if (shown) byId("people-list").querySelector("[aria-current], button")?.focus();
}

function openInspector(shown) {
  byId("inspector").hidden = !shown;
  byId("inspect").setAttribute("aria-expanded", String(shown));
  sessionStorage.setItem("inspector", shown ? "open" : "");
}

// -- what is on screen --------------------------------------------------------------------------------------------

function draw({ messages = false, keep = false } = {}) {
  document.documentElement.lang = store.language;
  nameThings(store);
  composer.enter(store.chatId);
  drawInstead(store, start);
  byId("inspect").hidden = !store.hasInspector;
  if (!store.hasInspector) openInspector(false);
  drawInspector();
  if (messages) {
    log.show(store.messagesOf(store.chatId), { keep });
    log.draft(store.drafts.get(store.chatId));
  }
  drawSides();
}

function drawSides() {
  drawPeople(store, chooseChat);
  drawBar(store, { isLost: document.body.classList.contains("lost") });
  const elsewhere = unreadElsewhere(store);
  byId("elsewhere").hidden = elsewhere === 0;
  byId("elsewhere").textContent = elsewhere;
  document.title = elsewhere ? `(${elsewhere}) ${store.bot.first_name}` : store.bot.first_name;
}

function drawInspector() {
  showExplanation(byId("inspector"), store.language, asked?.question ?? null, asked?.told);
}

byId("language").addEventListener("change", async (event) => {
  await api.setLanguage(store.me, event.target.value);
  await store.loadState();
  draw({ messages: true, keep: true });
});
byId("speaker").addEventListener("change", (event) => choose(Number(event.target.value), store.chatId));
byId("block").addEventListener("click", () => api.setBlocked(store.chatId, !store.chat.blocked));
byId("start").addEventListener("click", pressStart);
byId("unblock").addEventListener("click", () => api.setBlocked(store.chatId, false));
byId("inspect").addEventListener("click", () => openInspector(byId("inspector").hidden));
byId("open-people").addEventListener("click", () => openPeople(!byId("people").classList.contains("open")));
byId("shade").addEventListener("click", () => openPeople(false));
byId("new-person").addEventListener("click", async () => {
  const user = await newPerson(store);
  if (user) await store.loadState().then(() => choose(user.id));
});
byId("new-group").addEventListener("click", async () => {
  const chat = await newGroup(store);
  if (chat) await store.loadState().then(() => chooseChat({ ...chat, members: store.chats.find((each) => each.id === chat.id).members }));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (byId("people").classList.contains("open")) {
    openPeople(false);
    byId("open-people").focus();
  }
});

openInspector(sessionStorage.getItem("inspector") === "open");
follow(Object.fromEntries(Object.entries(events).map(([name, handle]) => [name, (content) => (queue ? queue.push([name, content]) : handle(content))])), connected);
