// The bar above the chat and what stands in the field's place: START, or letting a blocked bot in again.
import { byId, make, paintFace } from "./elements.js";
import { label, LANGUAGES } from "./labels.js";

export function drawBar(store, { isLost = false } = {}) {
  const { chat, user } = store;
  if (!chat || !user) return;
  const say = (name, places) => label(store.language, name, places);
  const title = store.isPrivate ? store.bot.first_name : chat.title;
  byId("chat-name").textContent = title;
  paintFace(byId("chat-face"), store.isPrivate ? "" : title.slice(0, 1).toUpperCase(), chat.id);
  byId("chat-face").classList.toggle("bot", store.isPrivate);
  byId("chat-face").classList.toggle("square", !store.isPrivate);
  const state = byId("chat-state");
  const isTyping = store.typing.has(chat.id) && !isLost;
  state.classList.toggle("typing", isTyping);
  if (isLost) state.textContent = say("lost");
  else if (isTyping) state.textContent = store.isPrivate ? say("typing") : `${store.bot.first_name} ${say("typing")}`;
  else if (store.isPrivate) state.textContent = say("botFor", { name: user.first_name });
  else state.textContent = say("members", { count: chat.members.length + 1, name: user.first_name });
}

/** Names of everything in the bar and around it, in the person's language. */
export function nameThings(store) {
  const { chat, user } = store;
  const say = (name, places) => label(store.language, name, places);
  const name = (id, text) => {
    byId(id).setAttribute("aria-label", text);
    byId(id).title = text;
  };
  byId("people-title").textContent = say("chats");
  byId("people").setAttribute("aria-label", say("openPeople"));
  byId("new-person").querySelector("span").textContent = say("newPerson");
  byId("new-group").querySelector("span").textContent = say("newGroup");
  byId("sandbox-note").textContent = say("note");
  byId("messages").setAttribute("aria-label", say("messages"));
  name("open-people", say("openPeople"));
  name("inspect", say("inspector"));
  if (!chat || !user) return;
  name("language", say("language", { name: user.first_name }));
  name("speaker", say("speaker"));
  name("block", say(chat.blocked ? "unblock" : "block"));
  byId("block").hidden = !store.isPrivate || !chat.started;
  byId("block").setAttribute("aria-pressed", String(Boolean(chat.blocked)));
  const codes = user.language_code in LANGUAGES ? LANGUAGES : { ...LANGUAGES, [user.language_code]: user.language_code };
  byId("language").replaceChildren(...Object.entries(codes).map(([code, text]) => make("option", { value: code }, text)));
  byId("language").value = user.language_code;
  byId("language-code").textContent = user.language_code;
  byId("speaker").hidden = store.isPrivate;
  byId("speaker").replaceChildren(...store.membersOf(chat).map((each) => make("option", { value: String(each.id) }, each.first_name)));
  byId("speaker").value = String(user.id);
}

/** `word` is a deep link's start word that waits to be sent, or null. */
export function drawInstead(store, word) {
  const { chat } = store;
  const say = (name, places) => label(store.language, name, places);
  const isNew = Boolean(chat) && !store.hasStarted();
  const isBlocked = Boolean(chat?.blocked);
  const offersStart = isNew || (word !== null && store.isPrivate);
  const place = byId("instead");
  place.hidden = !isBlocked && !offersStart;
  byId("unblock").hidden = !isBlocked;
  byId("unblock").textContent = say("unblock");
  byId("start").hidden = isBlocked || !offersStart;
  byId("start").textContent = word ? say("startWith", { word }) : say("start");
  byId("compose").hidden = isBlocked || isNew;
  byId("reply-keyboard").hidden ||= isBlocked || isNew;
  drawWelcome(store, isNew && !isBlocked);
}

function drawWelcome(store, isShown) {
  byId("welcome")?.remove();
  if (!isShown) return;
  const text = store.descriptions[store.language] || store.descriptions[""] || label(store.language, "press");
  const picture = make("span", { class: "face bot large", "aria-hidden": "true" });
  byId("messages").after(make("div", { id: "welcome" }, picture, make("h3", {}, label(store.language, "about")), make("p", {}, text)));
}
