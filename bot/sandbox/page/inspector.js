// How an answer came about: the decision and what it was worth, what was understood, and each candidate's signals.
import { make } from "./elements.js";
import { label } from "./labels.js";

/** Fills `panel`; without a question it says what will appear. `told` is what the engine tells, or null for nothing. */
export function showExplanation(panel, language, question, told) {
  const say = (name) => label(language, name);
  say.percent = (share) => percent(share, language);
  panel.setAttribute("aria-label", say("inspector"));
  panel.replaceChildren(make("h2", {}, say("inspector")));
  if (question === null) return panel.append(make("p", { class: "hint" }, say("waitingForQuestion")));
  panel.append(make("p", { class: "asked" }, question));
  if (!told) return panel.append(make("p", { class: "hint" }, say("notFound")));
  const { language: spoken, decision, parse, candidates, confidence, worth, ...rest } = told;
  const parts = confidence?.parts?.first;
  if (decision !== undefined) panel.append(heading(say("decision")), verdict(decision, confidence, worth, say));
  if (parse) panel.append(heading(say("understood")), table({ language: spoken, ...parse }, say));
  if (candidates?.length) panel.append(heading(say("candidates")), make("ol", { class: "candidates" }, ...candidates.map((each) => candidateItem(each, widest(candidates), say))));
  if (parts) panel.append(heading(say("parts")), bars(parts, Math.max(...Object.values(parts).map(Math.abs))));
  if (Object.keys(rest).length) panel.append(make("details", {}, make("summary", {}, say("rest")), tree(rest)));
}

function heading(text) {
  return make("h3", {}, text);
}

/** The decision, the chances that it rests on, each on a scale from 0 to 1, and what each decision was worth. */
function verdict(decision, confidence, worth, say) {
  const word = { answer: "answered", ask_back: "choice", "ask back": "choice" }[decision] ?? decision;
  const box = make("div", { class: "verdict" }, make("strong", { class: `decision ${word}` }, say(word)));
  for (const name of ["sure", "among_three", "not_held"].filter((each) => typeof confidence?.[each] === "number")) {
    const told = `${say(name)}: ${say.percent(confidence[name])}`;
    box.append(make("span", { class: "sure" }, told), make("div", { class: "scale", role: "img", "aria-label": told }, bar("fill", confidence[name])));
  }
  const worths = Object.entries(worth ?? {}).map(([name, value]) => `${say(name.replaceAll(" ", "_"))} ${signed(value)}`);
  if (worths.length) box.append(make("small", {}, `${say("worth")}: ${worths.join(" · ")}`));
  return box;
}

function candidateItem(candidate, most, say) {
  const chance = candidate.chance ?? 0;
  const head = make("div", { class: "candidate-head" }, make("code", {}, candidate.id), make("span", {}, say.percent(chance)));
  const scale = make("div", { class: "scale thin", "aria-hidden": "true" }, bar("fill", chance));
  return make("li", {}, head, scale, bars(candidate.signals ?? {}, most));
}

/** Signed bars from the middle, the strongest first. */
function bars(parts, most) {
  const rows = Object.entries(parts).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1])).filter(([, part]) => Math.abs(part) >= 0.001);
  return make("table", { class: "signals" }, make("tbody", {}, ...rows.map(([name, part]) => {
    const drawn = bar(part < 0 ? "minus" : "plus", Math.abs(part) / (most || 1));
    return make("tr", {}, make("th", { scope: "row" }, name.replaceAll("_", " ")), make("td", { class: "beam", "aria-hidden": "true" }, make("div", {}, drawn)), make("td", {}, signed(part)));
  })));
}

function widest(candidates) {
  return Math.max(...candidates.flatMap((each) => Object.values(each.signals ?? {}).map(Math.abs)), 0.001);
}

function bar(kind, share) {
  const element = make("i", { class: kind });
  element.style.setProperty("--share", String(Math.max(0, Math.min(1, share))));
  return element;
}

function table(record, say) {
  return make("table", { class: "record" }, make("tbody", {}, ...Object.entries(record).map(([name, value]) =>
    make("tr", {}, make("th", { scope: "row" }, name.replaceAll("_", " ")), make("td", {}, shown(value, say))))));
}

function shown(value, say) {
  const isNothing = value === null || value === undefined || value === false || (Array.isArray(value) && !value.length);
  if (isNothing) return make("span", { class: "none" }, say("nothing"));
  if (Array.isArray(value)) return make("span", { class: "chips" }, ...value.map((each) => (isRecord(each) ? tree(each) : make("code", {}, String(each)))));
  if (isRecord(value)) return tree(value);
  return value === true ? "✓" : String(value);
}

/** Whatever else the engine tells, name by name. */
function tree(record) {
  return make("ul", { class: "tree" }, ...Object.entries(record).map(([name, value]) =>
    make("li", {}, make("span", { class: "none" }, `${name}: `), isRecord(value) || Array.isArray(value) ? tree(value) : String(value))));
}

function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function percent(share, language) {
  return new Intl.NumberFormat(language === "nl" ? "nl" : "en", { style: "percent", maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share);
}

function signed(part) {
  return `${part < 0 ? "−" : "+"}${Math.abs(part).toFixed(2)}`;
}
