// The list of commands above the field: "/" or the menu button opens it; arrows, Tab, Enter and Escape work.
import { make } from "./elements.js";

export class CommandList {
  constructor(list, field, button, onPick) {
    this.list = list;
    this.field = field;
    this.button = button;
    this.onPick = onPick;
    this.commands = [];
    this.at = 0;
  }

  get isOpen() {
    return !this.list.hidden;
  }

  /** Those that begin with what was typed, "/" first. */
  show(commands, typed) {
    this.commands = commands.filter((each) => `/${each.command}`.startsWith(typed.toLowerCase()));
    this.at = 0;
    this.draw();
  }

  close() {
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
    this.button.setAttribute("aria-expanded", "false");
  }

  move(step) {
    this.at = (this.at + step + this.commands.length) % this.commands.length;
    this.draw();
  }

  pick(number = this.at) {
    const chosen = this.chosen(number);
    this.close();
    if (chosen) this.onPick(chosen);
  }

  chosen(number = this.at) {
    return this.commands[number] && `/${this.commands[number].command}`;
  }

  draw() {
    this.list.hidden = this.commands.length === 0;
    this.button.setAttribute("aria-expanded", String(this.isOpen));
    this.list.replaceChildren(...this.commands.map((each, number) => {
      const selected = { id: `command-${number}`, role: "option", "aria-selected": String(number === this.at) };
      return make("li", { ...selected, on: { click: () => this.pick(number) } }, make("b", {}, `/${each.command}`), make("span", {}, each.description));
    }));
    if (!this.isOpen) return this.close();
    this.field.setAttribute("aria-activedescendant", `command-${this.at}`);
    this.list.children[this.at].scrollIntoView({ block: "nearest" });
  }
}
