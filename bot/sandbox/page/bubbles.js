// Messages as bubbles with their keyboards.
import { renderText } from "./entities.js";
import { label } from "./labels.js";

export function bubble(message, me, context) {
  const mine = message.from?.id === me;
  const item = Object.assign(document.createElement("article"), { className: mine ? "message mine" : "message" });
  item.dataset.id = message.message_id;
  const box = Object.assign(document.createElement("div"), { className: "bubble" });
  if (message.chat.type !== "private" && !mine && message.from) {
    box.append(Object.assign(document.createElement("div"), { className: "from", textContent: message.from.first_name }));
  }
  if (message.photo) box.append(`🖼 ${label(context.language, "photo")}\n`);
  if (message.sticker) box.append(message.sticker.emoji ?? "👍");
  box.append(renderText(message.text ?? message.caption ?? "", message.entities ?? message.caption_entities, context));
  const time = new Intl.DateTimeFormat(context.language, { hour: "2-digit", minute: "2-digit" }).format(new Date(message.date * 1000));
  const meta = message.edit_date ? `${label(context.language, "edited")} ${time}` : time;
  box.append(Object.assign(document.createElement("div"), { className: "meta", textContent: meta }));
  item.append(box);
  const rows = message.reply_markup?.inline_keyboard;
  if (rows?.length) item.append(keyboard(rows, message, context));
  return item;
}

function keyboard(rows, message, context) {
  const board = Object.assign(document.createElement("div"), { className: "keyboard" });
  for (const row of rows) {
    const line = document.createElement("div");
    for (const each of row) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: each.text });
      button.addEventListener("click", () => press(button, each, message, context));
      line.append(button);
    }
    board.append(line);
  }
  return board;
}

function press(button, each, message, context) {
  if (each.url) window.open(each.url, "_blank", "noopener,noreferrer");
  else if (each.copy_text) context.onCopy(each.copy_text.text);
  else if (each.callback_data) context.onPress(button, message, each.callback_data);
}

export function dayLine(date, language) {
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" }).format(date);
  return Object.assign(document.createElement("div"), { className: "day", textContent: day });
}
