// What the bot offers while somebody types after its name: a list above the field; choosing one sends it.
import { api } from "./api.js";
import { byId, make } from "./elements.js";

const PAUSE_MS = 250; // of typing, before the bot is asked
const ASK_MS = 100; // between looks for its answer
const MOST_LOOKS = 100;

export class InlineList {
  /** `onChosen()` is told when a result went into the chat. */
  constructor(store, onChosen) {
    this.store = store;
    this.onChosen = onChosen;
    this.place = byId("offers");
    this.timer = 0;
    this.asked = 0; // the number of the newest query: older answers come too late
  }

  /** What is typed now; anything but `@bot …` closes the list. */
  typed(text) {
    clearTimeout(this.timer);
    const name = `@${this.store.bot.username} `.toLowerCase();
    if (!text.toLowerCase().startsWith(name)) return this.close();
    this.timer = setTimeout(() => this.ask(text.slice(name.length)), PAUSE_MS);
  }

  close() {
    this.asked += 1;
    this.place.hidden = true;
    this.place.replaceChildren();
  }

  async ask(query) {
    const number = (this.asked += 1);
    const { id } = await api.typeInline({ user_id: this.store.me, query });
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const answer = await api.inlineAnswer(id);
      if (number !== this.asked) return;
      if (answer) return this.show(id, answer.results);
      await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    }
  }

  show(id, results) {
    this.place.hidden = results.length === 0;
    this.place.replaceChildren(...results.map((each) => {
      const choose = async () => {
        this.close();
        await api.chooseInline({ user_id: this.store.me, chat_id: this.store.chatId, query_id: id, result_id: each.id });
        this.onChosen();
      };
      return make("li", {}, make("button", { type: "button", on: { click: choose } }, make("b", {}, each.title), make("span", {}, each.description ?? "")));
    }));
  }
}
