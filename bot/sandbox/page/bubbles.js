// One message as a bubble: who, what it answers, picture, text, time, and its keyboard.
import { face, icon, make } from "./elements.js";
import { renderText } from "./entities.js";
import { inlineKeyboard } from "./keyboards.js";
import { label } from "./labels.js";
import { clockTime, fullMoment } from "./moments.js";
import { pollOf } from "./polls.js";
import { renderRich, wordsOf } from "./rich.js";
import { keyOf } from "./store.js";

/** `context`: me, language, isExplained, onReply/onEdit/onExplain(message), and what entities.js and keyboards.js name. */
export function bubble(message, context) {
  const mine = message.from?.id === context.me;
  const inGroup = message.chat.type !== "private";
  const name = nameOf(message);
  const text = message.text ?? message.caption ?? "";
  const box = make("div", { class: "bubble" });
  if (inGroup && !mine) {
    const author = make("div", { class: "author" }, name);
    author.style.setProperty("--hue", hueOf(message));
    box.append(author);
  }
  if (message.receiver_user) box.append(make("small", { class: "alone" }, label(context.language, "alone")));
  if (message.reply_to_message) box.append(quoted(message.reply_to_message, context));
  if (message.photo) box.append(picture(message, context));
  if (message.document) box.append(attached(message.document));
  if (message.sticker) box.append(make("div", { class: "sticker", role: "img", "aria-label": label(context.language, "sticker") }, icon("smile")));
  if (text && !message.rich_message) box.append(make("span", { class: "words", dir: "auto" }, renderText(text, message.entities ?? message.caption_entities, context)));
  if (message.rich_message) box.append(renderRich(message.rich_message, context));
  if (message.poll) box.append(pollOf(message, context));
  if (message.via_bot) box.append(make("small", { class: "via" }, label(context.language, "via", { name: `@${message.via_bot.username}` })));
  if (message.reactions) box.append(make("div", { class: "reactions", "aria-label": label(context.language, "reactions") }, ...message.reactions.map((each) => make("span", {}, each))));
  box.append(meta(message, context));
  const item = make("article", { class: `message${mine ? " mine" : ""}${isBig(text) ? " big" : ""}${message.sticker ? " bare" : ""}${message.rich_message ? " rich" : ""}${message.receiver_user ? " ephemeral" : ""}`, "aria-label": `${mine ? label(context.language, "you") : name}, ${clockTime(message.date, context.language)}` });
  item.dataset.id = keyOf(message);
  item.dataset.from = message.from?.id ?? message.chat.id;
  item.dataset.date = message.date;
  if (inGroup && !mine) item.append(face(message.from?.is_bot ? "" : name, message.from?.id ?? message.chat.id, message.from?.is_bot ? "small bot" : "small"));
  item.append(make("div", { class: "body" }, make("div", { class: "line" }, box, actions(message, mine, context)), inlineKeyboard(message, context)));
  return item;
}

/** What the bot is writing, as far as it has come; without words, that it thinks. */
export function draftBubble(draft, context) {
  const words = draft.text ? renderText(draft.text, draft.entities, context) : label(context.language, "thinking");
  const shown = draft.rich_message ? renderRich(draft.rich_message, context) : make("span", { class: "words", dir: "auto" }, words);
  const box = make("div", { class: "bubble" }, shown);
  return make("div", { class: "draft", role: "status" }, make("div", { class: "body" }, make("div", { class: "line" }, box)));
}

export function nameOf(message) {
  return message.from?.first_name ?? message.chat.title ?? "";
}

/** One line for the list of chats, a quotation or the bar above the field. */
export function summary(message, language) {
  const text = message.text ?? message.caption ?? (message.rich_message && wordsOf(message.rich_message.blocks));
  if (message.poll) return message.poll.question;
  if (text) return text.replace(/\s+/g, " ").slice(0, 120);
  return label(language, message.photo ? "photo" : "sticker");
}

function hueOf(message) {
  return String((Math.abs(message.from?.id ?? message.chat.id) * 137 + 30) % 360);
}

function quoted(message, context) {
  const jump = { click: () => context.onJump(keyOf(message)) };
  return make("button", { type: "button", class: "quoted", on: jump }, make("strong", {}, nameOf(message)), make("span", {}, summary(message, context.language)));
}

function attached(file) {
  const href = `/sandbox/files/${encodeURIComponent(file.file_id)}`;
  return make("a", { class: "file", href, download: file.file_name }, `${file.file_name} (${file.file_size} B)`);
}

function picture(message, context) {
  const stand = () => make("div", { class: "picture", role: "img", "aria-label": label(context.language, "photo") }, icon("picture"));
  if (!message.from?.is_bot) return stand(); // people send stand-ins without content
  const size = message.photo.at(-1);
  const address = `/sandbox/files/${encodeURIComponent(size.file_id)}`;
  const image = make("img", { class: "picture", alt: message.caption ?? label(context.language, "photo"), width: size.width, height: size.height });
  image.addEventListener("error", () => image.parentElement.replaceWith(stand()), { once: true });
  image.src = address;
  return make("a", { class: "opens", href: address, target: "_blank", rel: "noopener" }, image);
}

function meta(message, context) {
  const time = make("time", { dateTime: new Date(message.date * 1000).toISOString(), title: fullMoment(message.date, context.language) }, clockTime(message.date, context.language));
  return make("div", { class: "meta" }, message.edit_date ? make("span", { class: "edited" }, `${label(context.language, "edited")} `) : null, time);
}

/** Shown at the pointer; the keyboard has Arrow up (edit) and Ctrl + Arrow up (reply) in the field instead. */
function actions(message, mine, context) {
  const action = (name, picture, act) =>
    make("button", { type: "button", class: "round tiny", tabIndex: -1, title: label(context.language, name), "aria-label": label(context.language, name), on: { click: () => act(message) } }, icon(picture));
  const place = make("div", { class: "actions" }, action("reply", "reply", context.onReply));
  if (mine && message.text) place.append(action("edit", "edit", context.onEdit));
  if (mine && message.text && context.isExplained) place.append(action("explain", "inspect", context.onExplain));
  return place;
}

/** One to three emoji and nothing else are shown large. */
function isBig(text) {
  return text.length <= 24 && /^(?:\p{Extended_Pictographic}[\u{FE0F}\u{200D}\u{1F3FB}-\u{1F3FF}]*){1,3}$/u.test(text);
}
