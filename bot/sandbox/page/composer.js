// The field and what surrounds it: commands, attachments, replying and editing, the bot's reply keyboard, drafts.
import { byId, icon, make } from "./elements.js";
import { nameOf, summary } from "./bubbles.js";
import { CommandList } from "./commands.js";
import { drawReplyKeyboard } from "./keyboards.js";
import { InlineList } from "./inline.js";
import { label } from "./labels.js";
import { keyOf } from "./store.js";

export class Composer {
  /** `onSend(content)` says something; `commands()` fetches the list of this chat; `ownLast()`/`last()` find messages. */
  constructor(store, { onSend, commands, ownLast, last }) {
    this.store = store;
    this.onSend = onSend;
    this.commands = commands;
    this.ownLast = ownLast;
    this.last = last;
    this.field = byId("text");
    this.drafts = new Map(); // chat id -> text
    this.keyboards = new Map(); // chat id -> the bot's reply keyboard
    this.target = null; // { kind: "reply" | "edit", message }
    this.list = new CommandList(byId("commands"), this.field, byId("menu"), (command) => {
      this.write("");
      this.onSend({ text: command });
    });
    this.offers = new InlineList(store, () => this.write(""));
    this.listen();
  }

  listen() {
    byId("compose").addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.list.isOpen) this.list.pick();
      else this.submit();
    });
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("input", () => {
      this.fit();
      this.suggest();
      this.offers.typed(this.field.value);
    });
    byId("menu").addEventListener("click", async () => {
      if (this.list.isOpen) return this.list.close();
      this.list.show(await this.commands(), "/");
      this.field.focus();
    });
    byId("context").querySelector("button").addEventListener("click", () => this.aim(null));
    byId("keys").addEventListener("click", () => this.showKeyboard(byId("reply-keyboard").hidden));
    byId("attach").addEventListener("click", () => this.openAttach(byId("attach-menu").hidden));
    byId("attach-place").addEventListener("keydown", (event) => this.attachKey(event));
    document.addEventListener("click", (event) => !event.target.closest("#attach-place") && this.openAttach(false));
  }

  /** The chat on screen has changed: its draft, its keyboard, its labels. */
  enter(chatId) {
    if (this.chatId !== undefined && this.chatId !== chatId) this.drafts.set(this.chatId, this.target?.kind === "edit" ? "" : this.field.value);
    const isOther = this.chatId !== chatId;
    this.chatId = chatId;
    if (isOther) {
      this.aim(null);
      this.list.close();
      this.write(this.drafts.get(chatId) ?? "");
    }
    this.name();
    this.drawKeyboard();
  }

  name() {
    const say = (name) => label(this.store.language, name);
    const markup = this.keyboards.get(this.chatId);
    this.field.placeholder = markup?.input_field_placeholder ?? say("writeHere");
    this.field.setAttribute("aria-label", say("write"));
    for (const id of ["send", "menu", "attach", "keys"]) {
      byId(id).setAttribute("aria-label", say(id));
      byId(id).title = say(id);
    }
    byId("commands").setAttribute("aria-label", say("menu"));
    byId("context").querySelector("button").setAttribute("aria-label", say("cancel"));
    const item = (name, picture, content) =>
      make("button", { type: "button", role: "menuitem", tabIndex: -1, on: { click: () => this.attach(content) } }, icon(picture), say(name));
    byId("attach-menu").replaceChildren(item("photo", "picture", { photo: true }), item("sticker", "smile", { sticker: true }));
  }

  submit() {
    const text = this.field.value.trim();
    if (!text) return;
    const aimed = this.target;
    this.aim(null);
    this.write("");
    this.onSend({ text, ...(aimed && { [aimed.kind === "edit" ? "edit_message_id" : "reply_to_message_id"]: keyOf(aimed.message) }) });
  }

  write(text) {
    this.field.value = text;
    if (!text) this.offers.close();
    this.fit();
  }

  insert(text) {
    this.write(text);
    this.offers.typed(text);
    this.field.focus();
  }

  /** To reply to a message, to edit it, or neither. */
  aim(target) {
    if (this.target?.kind === "edit" && target?.kind !== "edit") this.write("");
    this.target = target;
    const bar = byId("context");
    bar.hidden = !target;
    if (!target) return;
    const { kind, message } = target;
    bar.querySelector("use").setAttribute("href", `#icon-${kind}`);
    bar.querySelector("strong").textContent = kind === "edit" ? label(this.store.language, "editing") : label(this.store.language, "replyTo", { name: nameOf(message) });
    bar.querySelector("span").textContent = summary(message, this.store.language);
    if (kind === "edit") this.write(message.text);
    this.field.focus();
  }

  setKeyboard(chatId, markup) {
    if (markup?.keyboard) this.keyboards.set(chatId, markup);
    else if (markup?.remove_keyboard) this.keyboards.delete(chatId);
    if (chatId === this.chatId) this.drawKeyboard();
    if (chatId === this.chatId && markup?.force_reply && this.last()) this.aim({ kind: "reply", message: this.last() });
  }

  drawKeyboard() {
    const markup = this.keyboards.get(this.chatId);
    byId("keys").hidden = !markup;
    drawReplyKeyboard(byId("reply-keyboard"), markup, (text) => {
      if (markup.one_time_keyboard) this.showKeyboard(false);
      this.onSend({ text });
    });
    this.showKeyboard(Boolean(markup));
  }

  showKeyboard(shown) {
    byId("reply-keyboard").hidden = !shown;
    byId("keys").setAttribute("aria-expanded", String(shown));
  }

  async suggest() {
    const typed = this.field.value;
    if (!/^\/\w*$/.test(typed)) return this.list.close();
    const commands = await this.commands();
    if (this.field.value === typed) this.list.show(commands, typed);
  }

  pressed(event) {
    if (event.isComposing) return;
    const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (this.list.isOpen && arrow) {
      event.preventDefault();
      this.list.move(arrow);
    } else if (this.list.isOpen && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.write(`${this.list.chosen()} `);
      this.list.close();
    } else if (event.key === "Escape") {
      if (this.list.isOpen) this.list.close();
      else this.aim(null);
    } else if (event.key === "ArrowUp" && event.ctrlKey && this.last()) {
      event.preventDefault();
      this.aim({ kind: "reply", message: this.last() });
    } else if (event.key === "ArrowUp" && this.field.value === "" && this.ownLast()) {
      event.preventDefault();
      this.aim({ kind: "edit", message: this.ownLast() });
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      byId("compose").requestSubmit();
    }
  }

  fit() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  attach(content) {
    this.openAttach(false);
    this.onSend(content);
    this.field.focus();
  }

  openAttach(shown) {
    byId("attach-menu").hidden = !shown;
    byId("attach").setAttribute("aria-expanded", String(shown));
    if (shown) byId("attach-menu").firstElementChild.focus();
  }

  attachKey(event) {
    const items = [...byId("attach-menu").children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (byId("attach-menu").hidden) return;
    if (event.key === "Escape") {
      this.openAttach(false);
      byId("attach").focus();
    } else if (step) {
      event.preventDefault();
      items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
    }
  }
}
