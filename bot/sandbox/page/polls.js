// A poll in a bubble: its options as buttons until the person has voted, then how it stands and what is right.
import { api } from "./api.js";
import { make } from "./elements.js";
import { label } from "./labels.js";
import { toast } from "./notices.js";

/** `context`: me, language. */
export function pollOf(message, context) {
  const { poll, votes = {} } = message;
  const say = (name, places) => label(context.language, name, places);
  const mine = votes[String(context.me)];
  const isOver = mine !== undefined || poll.is_closed;
  const place = make("div", { class: "poll", role: "group", "aria-label": poll.question });
  place.append(make("strong", {}, poll.question), make("small", {}, say(poll.type === "quiz" ? "quiz" : "poll")));
  poll.options.forEach((option, at) => place.append(isOver ? result(poll, option, at, mine ?? [], say) : choice(message, option, at, context)));
  if (isOver && poll.explanation) place.append(make("p", { class: "explanation" }, poll.explanation));
  place.append(make("small", {}, say("votes", { count: poll.total_voter_count })));
  return place;
}

function choice(message, option, at, context) {
  const cast = () =>
    api.vote({ chat_id: message.chat.id, user_id: context.me, message_id: message.message_id, options: [at] }).catch((error) => toast(error.message));
  return make("button", { type: "button", class: "option", on: { click: cast } }, option.text);
}

/** A sign and a word, never a colour alone. */
function result(poll, option, at, mine, say) {
  const isRight = poll.correct_option_ids?.includes(at);
  const share = poll.total_voter_count ? Math.round((100 * option.voter_count) / poll.total_voter_count) : 0;
  const sign = isRight ? "✓ " : mine.includes(at) && poll.type === "quiz" ? "✗ " : mine.includes(at) ? "• " : "";
  const told = isRight ? say("right") : mine.includes(at) ? say("yours") : "";
  const bar = make("meter", { min: 0, max: 100, value: share, "aria-hidden": "true" });
  return make("div", { class: "option" }, make("span", {}, `${sign}${option.text}`), make("small", {}, [told, `${share}%`].filter(Boolean).join(" · ")), bar);
}
