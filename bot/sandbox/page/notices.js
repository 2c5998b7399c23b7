// What appears for a moment (a toast) and what must be closed (an alert, a question in a dialog).
import { byId, make } from "./elements.js";

const TOAST_MS = 3500;
let timer = 0;

export function toast(text) {
  const place = byId("toast");
  place.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => (place.textContent = ""), TOAST_MS);
}

/** A message with one button; resolves when it is closed. */
export function showAlert(title, text, ok) {
  return open(title, [make("p", { class: "alert-text" }, text)], [make("button", { value: "yes", class: "main" }, ok)], () => true);
}

/** A form: resolves with what `read()` gives, or null when it was cancelled. */
export function askForm(title, fields, { yes, no }, read) {
  const buttons = [make("button", { value: "no", class: "quiet", formNoValidate: true }, no), make("button", { value: "yes", class: "main" }, yes)];
  return open(title, fields, buttons, read);
}

export function field(name, input) {
  return make("label", { class: "field" }, make("span", {}, name), input);
}

function open(title, content, buttons, read) {
  const dialog = byId("dialog");
  // Enter presses the first submit button of a form: a hidden "yes" stands before the visible ones.
  const first = make("button", { value: "yes", class: "sr", tabIndex: -1, "aria-hidden": "true" });
  dialog.replaceChildren(make("form", { method: "dialog" }, first, make("h2", { id: "dialog-title" }, title), ...content, make("menu", {}, ...buttons)));
  dialog.setAttribute("aria-labelledby", "dialog-title");
  dialog.returnValue = "no";
  dialog.showModal();
  (dialog.querySelector("input") ?? dialog.querySelector(".main")).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? read() : null), { once: true });
  });
}
