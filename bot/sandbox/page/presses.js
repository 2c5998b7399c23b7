// Pressed inline buttons that wait for the bot's answer to their callback query.
import { api } from "./api.js";

const LONGEST_MS = 20_000; // after this the button is free again, answered or not

export class Presses {
  /** `onAnswer(answer)` is told of the answers to this page's own presses. */
  constructor(onAnswer) {
    this.onAnswer = onAnswer;
    this.waiting = new Map(); // callback query id -> its button
    this.early = new Map(); // answers that came before the server had told us the query's id
    this.asking = 0;
  }

  async press(button, query) {
    button.setAttribute("aria-busy", "true");
    this.asking += 1;
    try {
      const { id } = await api.press(query);
      this.waiting.set(id, button);
      setTimeout(() => this.free(id), LONGEST_MS);
      if (this.early.has(id)) this.settle(this.early.get(id));
    } catch (error) {
      button.removeAttribute("aria-busy");
      throw error;
    } finally {
      this.asking -= 1;
      if (!this.asking) this.early.clear();
    }
  }

  /** An answer has come, perhaps to somebody else's press. */
  settle(answer) {
    if (this.free(answer.id)) this.onAnswer(answer);
    else if (this.asking) this.early.set(answer.id, answer);
  }

  /** True when the query was waiting. */
  free(id) {
    this.waiting.get(id)?.removeAttribute("aria-busy");
    return this.waiting.delete(id);
  }

  freeAll() {
    for (const id of [...this.waiting.keys()]) this.free(id);
  }
}
