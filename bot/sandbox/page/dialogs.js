// New pretended people and new groups.
import { api } from "./api.js";
import { make } from "./elements.js";
import { label, LANGUAGES } from "./labels.js";
import { askForm, field, toast } from "./notices.js";

/** The new user, or null. */
export async function newPerson(store) {
  const say = (name) => label(store.language, name);
  const name = make("input", { name: "name", required: true, maxLength: 64 });
  const language = make("select", { name: "language" }, ...Object.entries(LANGUAGES).map(([code, text]) => make("option", { value: code }, text)));
  language.value = store.language in LANGUAGES ? store.language : "en";
  const fields = [field(say("name"), name), field(say("languageOf"), language)];
  const read = () => ({ first_name: name.value.trim(), language_code: language.value });
  const wanted = await askForm(say("newPerson"), fields, { yes: say("add"), no: say("cancel") }, read);
  return wanted?.first_name ? attempt(() => api.addUser(wanted)) : null;
}

/** The new group, with the person on screen as its administrator, or null. */
export async function newGroup(store) {
  const say = (name) => label(store.language, name);
  const title = make("input", { name: "title", required: true, maxLength: 128 });
  const boxes = store.users.map((user) => make("input", { type: "checkbox", value: String(user.id), checked: user.id === store.me }));
  const members = make("fieldset", {}, make("legend", {}, say("who")), ...boxes.map((box, number) => make("label", {}, box, store.users[number].first_name)));
  const read = () => ({
    type: "supergroup",
    title: title.value.trim(),
    members: boxes.filter((box) => box.checked).map((box) => Number(box.value)),
    admins: boxes[store.users.indexOf(store.user)]?.checked ? [store.me] : [],
  });
  const wanted = await askForm(say("newGroup"), [field(say("title"), title), members], { yes: say("add"), no: say("cancel") }, read);
  return wanted?.title && wanted.members.length ? attempt(() => api.addChat(wanted)) : null;
}

/** A chat to share into, or null. */
export async function chooseChatFor(store) {
  const say = (name) => label(store.language, name);
  const others = store.chats.filter((each) => each.type !== "private");
  const chats = [...others, ...store.chats.filter((each) => each.id === store.me)]; // the bot itself last: it knows the story
  const names = chats.map((each) => make("option", { value: String(each.id) }, each.title ?? store.bot.first_name));
  const list = make("select", { name: "chat" }, ...names);
  const wanted = await askForm(say("shareTo"), [field(say("chats"), list)], { yes: say("ok"), no: say("cancel") }, () => Number(list.value));
  return chats.find((each) => each.id === wanted) ?? null;
}

async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message);
    return null;
  }
}
