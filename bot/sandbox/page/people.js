// The list of chats: one for each pretended person, then the groups, each with its last words and what is unread.
import { byId, face, make } from "./elements.js";
import { nameOf, summary } from "./bubbles.js";
import { label } from "./labels.js";
import { shortMoment } from "./moments.js";

/** Draws the list; `onChoose(chat)` is what a press does. The focus stays on the same chat. */
export function drawPeople(store, onChoose) {
  const focused = document.activeElement?.dataset?.chat;
  const people = store.chats.filter((each) => each.type === "private");
  const groups = store.chats.filter((each) => each.type !== "private");
  const list = byId("people-list");
  list.replaceChildren(section(label(store.language, "people"), people, store, onChoose));
  if (groups.length) list.append(section(label(store.language, "groups"), groups, store, onChoose));
  if (focused) list.querySelector(`[data-chat="${focused}"]`)?.focus();
}

/** How many unread messages wait in chats that are not on screen. */
export function unreadElsewhere(store) {
  return [...store.unread].reduce((sum, [chatId, count]) => sum + (chatId === store.chatId ? 0 : count), 0);
}

function section(title, chats, store, onChoose) {
  const id = `section-${title}`;
  return make("section", {}, make("h2", { id }, title), make("ul", { "aria-labelledby": id }, ...chats.map((chat) => make("li", {}, entry(chat, store, onChoose)))));
}

function entry(chat, store, onChoose) {
  const user = store.userOf(chat.id);
  const name = user?.first_name ?? chat.title;
  const last = store.lastOf(chat.id);
  const unread = store.unread.get(chat.id) ?? 0;
  const chip = user ? make("i", {}, user.language_code || "–") : null;
  const time = last ? make("time", {}, shortMoment(last.date, store.language)) : null;
  const badge = unread ? make("b", { class: "badge", "aria-label": label(store.language, "unread", { count: unread }) }, unread) : null;
  return make(
    "button",
    { type: "button", class: "entry", "data-chat": chat.id, "aria-current": chat.id === store.chatId ? "true" : undefined, on: { click: () => onChoose(chat) } },
    face(name, chat.id, user ? "" : "square"),
    make("span", { class: "name" }, make("strong", {}, name), chip),
    time,
    make("span", { class: `preview${store.typing.has(chat.id) ? " typing" : ""}` }, preview(chat, last, store)),
    badge,
  );
}

function preview(chat, last, store) {
  if (store.typing.has(chat.id)) return `${store.bot.first_name} ${label(store.language, "typing")}`;
  if (chat.blocked) return label(store.language, "blocked");
  if (!last) return label(store.language, "empty");
  const who = last.from?.id === store.me ? label(store.language, "you") : nameOf(last);
  return chat.type === "private" && last.from?.is_bot ? summary(last, store.language) : `${who}: ${summary(last, store.language)}`;
}
