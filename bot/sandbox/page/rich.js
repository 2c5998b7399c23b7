// A rich message: its blocks as elements (Bot API, RichMessage).
import { make } from "./elements.js";
import { link, spoiler } from "./entities.js";
import { formatMoment, fullMoment } from "./moments.js";

const MARKS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", marked: "mark", subscript: "sub", superscript: "sup" };
const TITLE = 2; // the level of the largest heading in a page that has one of its own

/** `context`: as of entities.js. */
export function renderRich(message, context) {
  return make("div", { class: "rich-words", dir: message.is_rtl ? "rtl" : "auto" }, ...blocksOf(message.blocks, context));
}

/** The words of blocks, for one line of them. */
export function wordsOf(blocks) {
  const inner = (block) => [...(block.blocks ?? []), ...(block.items ?? []).flatMap((item) => item.blocks)];
  const own = (block) => [block.summary, block.text, ...(block.cells ?? []).flat().map((cell) => cell.text)];
  return blocks.flatMap((block) => [...own(block).filter(Boolean).map(plainOf), wordsOf(inner(block))]).filter(Boolean).join(" ");
}

function plainOf(text) {
  if (typeof text === "string") return text;
  return Array.isArray(text) ? text.map(plainOf).join("") : plainOf(text.text);
}

function blocksOf(blocks, context) {
  return blocks.map((block) => blockOf(block, context));
}

function blockOf(block, context) {
  const words = () => textOf(block.text, context);
  switch (block.type) {
    case "heading": return make(`h${Math.min(block.size + TITLE - 1, 6)}`, { class: `size-${block.size}` }, ...words());
    case "pre": return make("pre", { tabIndex: 0, "data-language": block.language }, ...words());
    case "divider": return make("hr");
    case "footer": return make("footer", {}, ...words());
    case "list": return listOf(block, context);
    case "table": return tableOf(block, context);
    case "blockquote": return make("blockquote", {}, ...blocksOf(block.blocks, context), ...creditOf(block, context));
    case "pullquote": return make("aside", {}, ...words(), ...creditOf(block, context));
    case "details": return make("details", { open: Boolean(block.is_open) }, make("summary", {}, ...textOf(block.summary, context)), ...blocksOf(block.blocks, context));
    default: return make("p", {}, ...words());
  }
}

function creditOf(block, context) {
  return block.credit ? [make("cite", {}, ...textOf(block.credit, context))] : [];
}

function listOf(block, context) {
  const isNumbered = block.items.some((item) => item.value !== undefined);
  const items = block.items.map((item) => make("li", { value: item.value }, ...blocksOf(item.blocks, context)));
  return make(isNumbered ? "ol" : "ul", {}, ...items);
}

/** A table wider than the bubble is moved inside it; the page stays. */
function tableOf(block, context) {
  const cell = (each) => make(each.is_header ? "th" : "td", { colSpan: each.colspan, rowSpan: each.rowspan, scope: each.is_header ? "row" : undefined, class: `${each.align} ${each.valign}` }, ...textOf(each.text ?? "", context));
  const rows = block.cells.map((row) => make("tr", {}, ...row.map(cell)));
  const caption = block.caption ? [make("caption", {}, ...textOf(block.caption, context))] : [];
  const table = make("table", { class: `${block.is_bordered ? "bordered" : ""} ${block.is_striped ? "striped" : ""}` }, ...caption, make("tbody", {}, ...rows));
  return make("div", { class: "wide", tabIndex: 0, role: "group" }, table);
}

function textOf(text, context) {
  if (typeof text === "string") return text.split("\n").flatMap((line, number) => (number ? [make("br"), line] : [line]));
  if (Array.isArray(text)) return text.flatMap((part) => textOf(part, context));
  const inside = textOf(text.text, context);
  switch (text.type) {
    case "url": return [fill(link(text.url, context), inside)];
    case "spoiler": return [fill(spoiler(context), inside)];
    case "date_time": return [momentOf(text, inside, context)];
    default: return [make(MARKS[text.type] ?? "span", {}, ...inside)];
  }
}

function momentOf(text, inside, context) {
  const element = make("time", { dateTime: new Date(text.unix_time * 1000).toISOString(), title: fullMoment(text.unix_time, context.language) });
  return fill(element, text.date_time_format ? [formatMoment(text.unix_time, text.date_time_format, context.language)] : inside);
}

function fill(element, inside) {
  element.append(...inside);
  return element;
}
