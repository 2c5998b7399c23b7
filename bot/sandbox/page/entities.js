// A message's text with its entities as elements. Offsets are UTF-16 units, which is how JavaScript counts too.
import { make } from "./elements.js";
import { label } from "./labels.js";
import { safeAddress } from "./links.js";
import { formatMoment, fullMoment } from "./moments.js";

/** `context`: language, onCommand(text), onLink(event, address), onCopy(text). */
export function renderText(text, entities, context) {
  const root = document.createDocumentFragment();
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  fill(root, text, 0, text.length, sorted, context);
  return root;
}

function fill(parent, text, from, to, entities, context) {
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) continue;
    parent.append(text.slice(at, entity.offset));
    const inner = [];
    while (entities.length && entities[0].offset < end) inner.push(entities.shift());
    const shown = text.slice(entity.offset, end);
    const element = elementOf(entity, shown, context);
    if (entity.type === "date_time" && entity.date_time_format) {
      element.textContent = formatMoment(entity.unix_time, entity.date_time_format, context.language);
    } else fill(element, text, entity.offset, end, inner, context);
    parent.append(entity.type === "expandable_blockquote" ? foldable(element, context) : element);
    at = end;
    if (["BLOCKQUOTE", "PRE"].includes(element.tagName) && text[at] === "\n") at += 1; // a block ends its own line
  }
  parent.append(text.slice(at, to));
}

function elementOf(entity, text, context) {
  switch (entity.type) {
    case "bold": return make("strong");
    case "italic": return make("em");
    case "underline": return make("u");
    case "strikethrough": return make("s");
    case "code": return make("code", { on: { click: () => context.onCopy(text) } });
    case "pre": return make("pre", { "data-language": entity.language, tabIndex: 0 });
    case "blockquote":
    case "expandable_blockquote": return make("blockquote");
    case "spoiler": return spoiler(context);
    case "text_link": return link(entity.url, context);
    case "url": return link(text, context);
    case "email": return link(`mailto:${text}`, context);
    case "phone_number": return link(`tel:${text}`, context);
    case "date_time": return make("time", { dateTime: new Date(entity.unix_time * 1000).toISOString(), title: `${fullMoment(entity.unix_time, context.language)} · ${text}` });
    case "bot_command": return make("button", { type: "button", class: "inline-command", on: { click: () => context.onCommand(text) } });
    default: return make("span", { class: entity.type });
  }
}

export function link(address, context) {
  const safe = safeAddress(address);
  if (safe === null) return make("span");
  return make("a", { href: safe, target: "_blank", rel: "noopener noreferrer", title: safe, on: { click: (event) => context.onLink(event, safe) } });
}

export function spoiler(context) {
  const element = make("span", { class: "spoiler", role: "button", tabIndex: 0, "aria-label": label(context.language, "spoiler") });
  const show = (event) => {
    if (event.type === "keydown" && !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    element.classList.add("shown");
    for (const name of ["role", "aria-label", "tabindex"]) element.removeAttribute(name);
  };
  element.addEventListener("click", show, { once: true });
  element.addEventListener("keydown", show);
  return element;
}

/** A folded quotation; the button appears only where something is hidden. */
function foldable(quote, context) {
  quote.classList.add("folded");
  const button = make("button", { type: "button", class: "fold", hidden: true, "aria-expanded": "false" }, label(context.language, "more"));
  const turn = () => {
    const folded = quote.classList.toggle("folded");
    button.setAttribute("aria-expanded", String(!folded));
    button.textContent = label(context.language, folded ? "more" : "less");
  };
  button.addEventListener("click", turn);
  quote.addEventListener("click", (event) => !button.hidden && !event.target.closest("a, button, .spoiler") && turn());
  // Only the layout knows how high three lines are, and only once the bubble stands in the page.
  requestAnimationFrame(() => (button.hidden = quote.scrollHeight <= quote.clientHeight + 4));
  return make("div", { class: "foldable" }, quote, button);
}
