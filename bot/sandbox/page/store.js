// What the page knows: people, chats, messages, what is unread, and who is writing where.
import { api } from "./api.js";

const LOADED_CHATS = 40; // whose messages are fetched at once; the others follow when they are opened

/** What a message is found by in its chat: an ephemeral one has no number among the others. */
export function keyOf(message) {
  return message.message_id || -message.ephemeral_message_id;
}

export class Store {
  constructor() {
    this.bot = { id: 0, first_name: "Bot", username: "" };
    this.users = [];
    this.chats = [];
    this.descriptions = {};
    this.hasInspector = false;
    this.me = null; // user id
    this.chatId = null;
    this.messages = new Map(); // chat id -> Map(message id -> message)
    this.unread = new Map(); // chat id -> how many
    this.typing = new Set(); // chat ids
    this.drafts = new Map(); // chat id -> what the bot is writing there
  }

  get user() {
    return this.users.find((each) => each.id === this.me);
  }

  get chat() {
    return this.chats.find((each) => each.id === this.chatId);
  }

  get isPrivate() {
    return this.chat?.type === "private";
  }

  /** The two-letter language of the pretended person. */
  get language() {
    return (this.user?.language_code || "en").split("-")[0];
  }

  userOf(id) {
    return this.users.find((each) => each.id === id);
  }

  membersOf(chat) {
    return this.users.filter((each) => chat.members.includes(each.id));
  }

  messagesOf(chatId) {
    return [...(this.messages.get(chatId)?.values() ?? [])].filter((each) => this.sees(each));
  }

  /** An ephemeral message is seen by the one person whom it is for, or whose it is. */
  sees(message) {
    return !message.receiver_user || [message.receiver_user.id, message.from?.id].includes(this.me);
  }

  lastOf(chatId) {
    return this.messagesOf(chatId).at(-1);
  }

  async loadState() {
    const state = await api.state();
    this.bot = state.bot;
    this.users = state.users;
    this.chats = state.chats;
    this.descriptions = state.descriptions ?? {};
    this.hasInspector = Boolean(state.inspector);
  }

  async loadMessages() {
    const wanted = this.chats.filter((chat, number) => number < LOADED_CHATS || chat.id === this.chatId);
    this.messages.clear();
    await Promise.all(wanted.map((chat) => this.loadChat(chat.id)));
  }

  async loadChat(chatId) {
    const found = await api.messages(chatId);
    this.messages.set(chatId, new Map(found.map((each) => [keyOf(each), each])));
  }

  put(message) {
    if (!this.messages.has(message.chat.id)) this.messages.set(message.chat.id, new Map());
    this.messages.get(message.chat.id).set(keyOf(message), message);
  }

  drop(chatId, messageId) {
    this.messages.get(chatId)?.delete(messageId);
  }

  countUnread(chatId) {
    this.unread.set(chatId, (this.unread.get(chatId) ?? 0) + 1);
  }

  /** Has the person on screen written here? A private chat begins with START. */
  hasStarted() {
    return !this.isPrivate || this.chat.started || this.messagesOf(this.chatId).some((each) => each.from?.id === this.me);
  }
}
