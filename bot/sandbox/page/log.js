// The messages on screen: days, runs of one sender, edits in place, and where the reader is looking.
import { byId, make } from "./elements.js";
import { bubble, draftBubble } from "./bubbles.js";
import { label } from "./labels.js";
import { dayName, sameDay } from "./moments.js";
import { keyOf } from "./store.js";

const END = 60; // pixels from the end that still count as being there
const RUN_SECONDS = 300; // messages of one sender within this time stand together

export class Log {
  constructor(context) {
    this.context = context;
    this.place = byId("messages");
    this.pill = byId("to-end");
    this.below = 0; // new messages that the reader has not scrolled to
    this.wasAtEnd = true;
    this.place.addEventListener("scroll", () => this.scrolled());
    this.pill.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.wasAtEnd && this.toEnd()).observe(this.place);
  }

  /** Shows a chat's messages from anew; `keep` stays where the reader was. */
  show(messages, { keep = false } = {}) {
    const top = this.place.scrollTop;
    const wasAtEnd = this.wasAtEnd;
    this.place.setAttribute("aria-busy", "true"); // or a screen reader would read out the whole chat
    this.place.replaceChildren();
    this.place.classList.remove("lively");
    for (const message of messages) this.append(message);
    this.below = 0;
    if (keep && !wasAtEnd) this.place.scrollTop = top;
    else this.toEnd();
    requestAnimationFrame(() => {
      this.place.removeAttribute("aria-busy");
      this.place.classList.add("lively");
    });
    this.scrolled();
  }

  add(message) {
    if (this.find(keyOf(message))) return this.change(message);
    const follows = this.isAtEnd() || message.from?.id === this.context.me;
    const item = this.append(message);
    if (follows) this.reveal(item);
    else this.below += 1;
    this.scrolled();
  }

  /** An edited message: at its old place, the focus on the same button, nothing above it moves; what the reader turned it to is
   *  read from its beginning. */
  change(message) {
    const old = this.find(keyOf(message));
    if (!old) return;
    const atEnd = this.isAtEnd();
    const isAbove = old.getBoundingClientRect().bottom <= this.place.getBoundingClientRect().top;
    const height = old.offsetHeight;
    const keys = [...old.querySelectorAll(".key")];
    const focused = keys.indexOf(document.activeElement);
    const item = bubble(message, this.context);
    item.classList.toggle("run", old.classList.contains("run"));
    item.classList.add("still");
    old.replaceWith(item);
    const isLast = item === this.last();
    if (atEnd && isLast) this.reveal(item);
    else if (isAbove) this.place.scrollTop += item.offsetHeight - height;
    else if (focused >= 0 && this.startsAbove(item)) this.toStart(item);
    if (focused >= 0) {
      const now = [...item.querySelectorAll(".key")];
      const same = now.find((key) => key.dataset.press && key.dataset.press === keys[focused].dataset.press);
      (same ?? now[Math.min(focused, now.length - 1)] ?? this.place).focus({ preventScroll: true });
    }
    this.scrolled();
  }

  /** What the bot is writing stands below everything, and goes when there is none. */
  draft(draft) {
    this.place.querySelector(".draft")?.remove();
    if (!draft) return;
    const follows = this.isAtEnd();
    this.place.append(draftBubble(draft, this.context));
    if (follows) this.toEnd();
  }

  remove(messageId) {
    const item = this.find(messageId);
    const day = item?.parentElement;
    item?.remove();
    if (day && !day.querySelector(".message")) day.remove();
    this.scrolled();
  }

  find(messageId) {
    return this.place.querySelector(`.message[data-id="${messageId}"]`);
  }

  jump(messageId) {
    const item = this.find(messageId);
    item?.scrollIntoView({ block: "center" });
    item?.classList.add("found");
    item?.addEventListener("animationend", () => item.classList.remove("found"), { once: true });
  }

  toEnd() {
    this.place.scrollTop = this.place.scrollHeight;
  }

  append(message) {
    const last = this.last();
    let day = last?.parentElement;
    if (!last || !sameDay(Number(last.dataset.date), message.date)) {
      const name = dayName(message.date, this.context.language);
      day = make("section", { class: "day", "aria-label": name }, make("div", { class: "date", "aria-hidden": "true" }, name));
      const draft = this.place.querySelector(":scope > .draft");
      this.place.insertBefore(day, draft);
    }
    const item = bubble(message, this.context);
    const near = last?.parentElement === day && last.dataset.from === item.dataset.from && message.date - Number(last.dataset.date) < RUN_SECONDS;
    item.classList.toggle("run", Boolean(near));
    day.append(item);
    return item;
  }

  last() {
    const all = this.place.querySelectorAll(".message");
    return all[all.length - 1];
  }

  isAtEnd() {
    return this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < END;
  }

  /** To the end; but what is higher than the window is read from its beginning. */
  reveal(item) {
    if (item.offsetHeight <= this.place.clientHeight - 24) return this.toEnd();
    this.toStart(item);
  }

  startsAbove(item) {
    return item.getBoundingClientRect().top < this.place.getBoundingClientRect().top;
  }

  toStart(item) {
    this.place.scrollTop += item.getBoundingClientRect().top - this.place.getBoundingClientRect().top - 12;
  }

  scrolled() {
    this.wasAtEnd = this.isAtEnd();
    if (this.wasAtEnd) this.below = 0;
    this.pill.hidden = this.wasAtEnd;
    const count = this.pill.querySelector("b");
    count.hidden = this.below === 0;
    count.textContent = this.below;
    const name = label(this.context.language, this.below ? "newBelow" : "toEnd", { count: this.below });
    this.pill.setAttribute("aria-label", name);
    this.pill.title = name;
  }
}
