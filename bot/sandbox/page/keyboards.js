// Keyboards: the inline one under a bubble, and the reply one that stands in for the phone's own.
import { icon, make } from "./elements.js";
import { label } from "./labels.js";
import { safeAddress } from "./links.js";

/** `context`: language, onPress(button, message, data), onLink(event, address), onCopy(text), onInsert(text), onShare(query), onNotHere(). */
export function inlineKeyboard(message, context) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return null;
  return make("div", { class: "keyboard" }, ...rows.map((row) => make("div", {}, ...row.map((each) => inlineButton(each, message, context)))));
}

function inlineButton(each, message, context) {
  const say = (name) => label(context.language, name);
  if (each.url && safeAddress(each.url)) {
    const address = safeAddress(each.url);
    const listen = { click: (event) => context.onLink(event, address) };
    const opens = { href: address, target: "_blank", rel: "noopener noreferrer", title: address, on: listen };
    return make("a", { class: "key", ...opens, "aria-description": say("opensOutside") }, make("span", {}, each.text), icon("out"));
  }
  const button = make("button", { type: "button", class: "key" }, make("span", {}, each.text));
  if (each.copy_text) {
    button.append(icon("copy"));
    button.setAttribute("aria-description", say("copies"));
    button.addEventListener("click", () => context.onCopy(each.copy_text.text));
  } else if (each.callback_data !== undefined) {
    button.dataset.press = each.callback_data;
    button.addEventListener("click", () => button.getAttribute("aria-busy") !== "true" && context.onPress(button, message, each.callback_data));
  } else if (each.switch_inline_query_current_chat !== undefined) {
    button.addEventListener("click", () => context.onInsert(each.switch_inline_query_current_chat));
  } else if (each.switch_inline_query !== undefined || each.switch_inline_query_chosen_chat) {
    button.append(icon("share"));
    button.setAttribute("aria-description", say("shares"));
    button.addEventListener("click", () => context.onShare(each.switch_inline_query ?? each.switch_inline_query_chosen_chat.query ?? ""));
  } else button.addEventListener("click", context.onNotHere);
  return button;
}

/** Fills `place` with a reply keyboard; `onText(text)` is what a press says. */
export function drawReplyKeyboard(place, markup, onText) {
  const rows = markup?.keyboard ?? [];
  place.replaceChildren(...rows.map((row) => make("div", {}, ...row.map((each) => {
    const text = typeof each === "string" ? each : each.text;
    return make("button", { type: "button", class: "key", on: { click: () => onText(text) } }, make("span", {}, text));
  }))));
  place.classList.toggle("tall", !markup?.resize_keyboard);
}
