// The list of commands above the field: typed "/" or the menu button opens it; arrows, Enter and Escape work.
export class CommandList {
  constructor(list, field, onPick) {
    this.list = list;
    this.field = field;
    this.onPick = onPick;
    this.commands = [];
    this.at = 0;
  }

  get isOpen() {
    return !this.list.hidden;
  }

  show(commands, typed) {
    this.commands = commands.filter((each) => `/${each.command}`.startsWith(typed));
    this.at = 0;
    this.draw();
  }

  close() {
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  move(step) {
    this.at = (this.at + step + this.commands.length) % this.commands.length;
    this.draw();
  }

  pick() {
    const chosen = this.commands[this.at];
    this.close();
    if (chosen) this.onPick(`/${chosen.command}`);
  }

  draw() {
    this.list.replaceChildren();
    this.list.hidden = this.commands.length === 0;
    this.commands.forEach((each, number) => {
      const item = Object.assign(document.createElement("li"), { id: `command-${number}` });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(number === this.at));
      item.append(Object.assign(document.createElement("b"), { textContent: `/${each.command}` }));
      item.append(Object.assign(document.createElement("span"), { textContent: each.description }));
      item.addEventListener("click", () => {
        this.at = number;
        this.pick();
      });
      this.list.append(item);
      if (number === this.at && this.isOpen) item.scrollIntoView({ block: "nearest" });
    });
    if (this.isOpen) this.field.setAttribute("aria-activedescendant", `command-${this.at}`);
  }
}
