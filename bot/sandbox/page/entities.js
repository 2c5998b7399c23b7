// A message's text with its entities as elements. Offsets are UTF-16 units, which is how JavaScript counts too.
export function renderText(text, entities, context) {
  const root = document.createDocumentFragment();
  fill(root, text, 0, text.length, [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length), context);
  return root;
}

function fill(parent, text, from, to, entities, context) {
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    if (entity.offset < at) continue;
    parent.append(text.slice(at, entity.offset));
    const end = Math.min(entity.offset + entity.length, to);
    const element = elementOf(entity, text.slice(entity.offset, end), context);
    const inner = [];
    while (entities.length && entities[0].offset < end) inner.push(entities.shift());
    if (entity.type === "date_time") element.textContent = localTime(entity, context) ?? text.slice(entity.offset, end);
    else fill(element, text, entity.offset, end, inner, context);
    parent.append(element);
    at = end;
    // A block already ends its line.
    if (element.tagName === "BLOCKQUOTE" && text[at] === "\n") at += 1;
  }
  parent.append(text.slice(at, to));
}

function elementOf(entity, text, context) {
  const make = (tag, className) => Object.assign(document.createElement(tag), className ? { className } : {});
  switch (entity.type) {
    case "bold": return make("strong");
    case "italic": return make("em");
    case "underline": return make("u");
    case "strikethrough": return make("s");
    case "code": return make("code");
    case "pre": return make("pre");
    case "blockquote": return make("blockquote");
    case "expandable_blockquote": return unfolding(make("blockquote", "folded"));
    case "spoiler": return revealing(make("span", "spoiler"));
    case "text_link": return linked(make("a"), entity.url);
    case "url": return linked(make("a"), text);
    case "date_time": return make("time");
    case "bot_command": {
      const button = make("button", "command");
      button.type = "button";
      button.addEventListener("click", () => context.onCommand(text));
      return button;
    }
    default: return make("span");
  }
}

function linked(anchor, address) {
  if (/^https?:\/\//.test(address)) {
    anchor.href = address;
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
  }
  return anchor;
}

function unfolding(quote) {
  quote.tabIndex = 0;
  quote.setAttribute("role", "button");
  quote.setAttribute("aria-expanded", "false");
  const open = (event) => {
    if (event.target.closest("a")) return;
    const folded = quote.classList.toggle("folded");
    quote.setAttribute("aria-expanded", String(!folded));
  };
  quote.addEventListener("click", open);
  quote.addEventListener("keydown", (event) => event.key === "Enter" && open(event));
  return quote;
}

function revealing(span) {
  span.tabIndex = 0;
  const show = () => span.classList.add("shown");
  span.addEventListener("click", show);
  span.addEventListener("keydown", (event) => event.key === "Enter" && show());
  return span;
}

function localTime(entity, context) {
  if (!entity.date_time_format) return null;
  return new Intl.DateTimeFormat(context.language, { weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short" })
    .format(new Date(entity.unix_time * 1000));
}
