// How an answer came about: language, parse, candidates with each signal's part of the score, decision, thresholds.
import { label } from "./labels.js";

export function showExplanation(panel, language, question, told) {
  panel.replaceChildren();
  const add = (tag, text, parent = panel) => {
    const element = document.createElement(tag);
    if (text !== undefined) element.textContent = text;
    parent.append(element);
    return element;
  };
  add("h2", label(language, "inspect"));
  if (!told) {
    add("p", label(language, "ask"));
    return;
  }
  add("h3", label(language, "question"));
  add("p", question);
  add("h3", label(language, "decision"));
  pairs(add("dl"), { decision: told.decision, ...flat(told.confidence), ...flat(told.thresholds) });
  if (told.parse) {
    add("h3", label(language, "understood"));
    pairs(add("dl"), { language: told.language, ...told.parse });
  }
  if (told.candidates) {
    add("h3", label(language, "candidates"));
    for (const candidate of told.candidates) {
      const box = add("div");
      box.className = "candidate";
      add("b", `${candidate.id} · ${Math.round(candidate.chance * 100)} %`, box);
      for (const [name, part] of Object.entries(candidate.signals)) {
        const row = add("div", undefined, box);
        row.className = "signal";
        add("span", name, row);
        const meter = add("meter", undefined, row);
        meter.max = 6;
        meter.value = Math.min(6, Math.abs(part));
        add("span", part.toFixed(2), row).className = part < 0 ? "minus" : "plus";
      }
    }
  }
}

function flat(record) {
  return Object.fromEntries(Object.entries(record ?? {}).filter(([, value]) => typeof value !== "object"));
}

function pairs(list, record) {
  for (const [name, value] of Object.entries(record)) {
    if (value === null || value === undefined || (Array.isArray(value) && !value.length)) continue;
    list.append(Object.assign(document.createElement("dt"), { textContent: name }));
    list.append(Object.assign(document.createElement("dd"), { textContent: Array.isArray(value) ? value.join(", ") : String(value) }));
  }
}
