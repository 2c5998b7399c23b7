// The form that teaches: a question, what it is after, and a step into the files; refused ones say why and change nothing.
import { byId, make } from "/static/elements.js";
import { drawProblem } from "/desk/static/problems.js";

const WAYS = [
  ["ask", "asks for this record: add it to the record's asks"],
  ["alias", "names someone or something in other words: add the name"],
  ["answer_with", "is answered with this fact: hold on to that by a test"],
  ["abstain", "is not answered: hold on to that by a test"],
  ["ask_back", "is asked back: hold on to that by a test"],
];
const OTHER = "other";
let turn = 0;

/** Opens the form. `records` are all facts and known unknowns, to choose from beside the nearest; `onClose` is called at its end. */
export function openTeach(question, lang, records, onClose) {
  const form = makeForm(question, lang, records);
  const dialog = byId("teach");
  dialog.replaceChildren(form.element);
  dialog.addEventListener("close", onClose, { once: true });
  dialog.showModal();
  form.question.focus();
  form.question.setSelectionRange(0, 0);
  find(form);
}

function makeForm(question, lang, records) {
  const form = {
    records,
    question: make("input", { name: "question", required: true, maxLength: 1000, value: question }),
    lang: make("select", { name: "lang" }, ...["nl", "en"].map((code) => make("option", { value: code }, code))),
    way: make("select", { name: "way" }, ...WAYS.map(([value, text]) => make("option", { value }, text))),
    nearest: make("div", { class: "nearest" }),
    other: make("input", { name: "other", placeholder: "its id, or words of it", "aria-label": "Another record" }),
    words: make("input", { name: "words", required: true, maxLength: 1000 }),
    name: make("select", { name: "name" }),
    said: make("div", { class: "said", role: "status", "aria-live": "polite" }),
  };
  form.lang.value = lang;
  form.other.setAttribute("list", "teach-records");
  form.known = make("datalist", { id: "teach-records" });
  form.record = make("fieldset", {}, make("legend", {}, "Which record"), form.nearest,
    make("label", {}, make("input", { type: "radio", name: "record", required: true, value: OTHER }), "another:", form.other), form.known);
  form.naming = make("fieldset", {}, field("Words in it that are a name", form.words), field("Of whom or what", form.name));
  form.element = make("form", { autocomplete: "off", on: { submit: (event) => send(event, form) } },
    make("h2", { id: "teach-title" }, "Teach"),
    field("Question, as readers put it", form.question),
    make("div", { class: "row" }, field("Language", form.lang), field("It…", form.way)),
    form.record, form.naming, form.said,
    make("menu", {}, make("button", { type: "button", class: "quiet", on: { click: () => byId("teach").close() } }, "Close"), make("button", { class: "main", type: "submit" }, "Write it down")));
  form.question.addEventListener("change", () => find(form));
  form.lang.addEventListener("change", () => find(form));
  form.way.addEventListener("change", () => showWay(form));
  form.other.addEventListener("input", () => (form.record.querySelector(`[value="${OTHER}"]`).checked = true));
  showWay(form);
  return form;
}

function field(name, input) {
  return make("label", { class: "field" }, make("span", {}, name), input);
}

/** Shows what the chosen way needs; a test is about facts alone. */
function showWay(form) {
  const way = form.way.value;
  form.record.disabled = form.record.hidden = !["ask", "answer_with"].includes(way);
  form.naming.disabled = form.naming.hidden = way !== "alias";
  const fits = (kind) => way === "ask" || kind === "fact";
  for (const label of form.nearest.children) {
    label.hidden = !fits(label.dataset.kind);
    if (label.hidden) label.querySelector("input").checked = false;
  }
  form.known.replaceChildren(...form.records.filter((each) => fits(each.kind)).map((each) => make("option", { value: `${each.kind} ${each.id}` }, each.label)));
}

/** Asks the engine what is nearest to the question. */
async function find(form) {
  const mine = (turn += 1);
  const response = await fetch(`/desk/candidates?${new URLSearchParams({ text: form.question.value, lang: form.lang.value })}`);
  if (!response.ok || mine !== turn) return;
  const found = await response.json();
  const chosen = chosenIn(form);
  form.nearest.replaceChildren(...found.records.map(drawRecord));
  for (const input of form.nearest.querySelectorAll("input")) input.checked = input.value === chosen;
  const groups = { Nearest: found.names.filter((each) => each.near), "All people": ofKind(found.names, "person"), "All topics": ofKind(found.names, "topic") };
  const named = form.name.value;
  form.name.replaceChildren(...Object.entries(groups).filter(([, names]) => names.length).map(([label, names]) => make("optgroup", { label }, ...names.map(drawName))));
  if (named) form.name.value = named;
  showWay(form);
}

function ofKind(names, kind) {
  return names.filter((each) => each.kind === kind).sort((one, other) => one.label.localeCompare(other.label));
}

function drawName(each) {
  return make("option", { value: `${each.kind} ${each.id}` }, each.label);
}

function drawRecord(each) {
  const note = `${each.kind === "fact" ? "" : "not known · "}${each.id} · ${Math.round(each.chance * 100)} %`;
  return make("label", { "data-kind": each.kind },
    make("input", { type: "radio", name: "record", required: true, value: `${each.kind} ${each.id}` }),
    make("span", {}, make("b", {}, each.label), make("small", {}, note)));
}

/** What the form says, as the desk takes it. */
function lessonOf(form) {
  const lesson = { question: form.question.value, lang: form.lang.value };
  const way = form.way.value;
  if (way === "alias") {
    const [kind, id] = form.name.value.split(" ");
    return { ...lesson, [kind]: id, alias: form.words.value };
  }
  if (way === "abstain" || way === "ask_back") return { ...lesson, test: way };
  const chosen = chosenIn(form);
  const [kind, id] = split(chosen === OTHER ? form.other.value.trim() : chosen, form.records);
  return way === "ask" ? { ...lesson, [kind]: id } : { ...lesson, test: `answer_with:${id}` };
}

function chosenIn(form) {
  return form.record.querySelector("input[type=radio]:checked")?.value ?? "";
}

/** `fact some-id`, or an id alone. */
function split(value, records) {
  const [kind, id] = value.split(" ");
  if (id !== undefined) return [kind === "unknown" ? "unknown" : "fact", id];
  return [records.find((each) => each.id === kind)?.kind ?? "fact", kind];
}

async function send(event, form) {
  event.preventDefault();
  form.said.replaceChildren(make("p", {}, "Looking at what it would come to…"));
  const body = JSON.stringify(lessonOf(form));
  const response = await fetch("/desk/teach", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  const told = await response.json().catch(() => ({ error: `The desk refuses (${response.status}).` }));
  form.said.replaceChildren(...(told.href ? drawDone(told) : drawRefused(told)));
  form.said.querySelector("a, .problem")?.scrollIntoView({ block: "nearest" });
}

function drawDone(told) {
  return [
    make("p", { class: "done" }, "Written: ", make("a", { href: told.href, title: "Opens the file in Visual Studio Code" }, told.place)),
    make("p", {}, `Before: ${told.before}. From now on: ${told.after}.`),
  ];
}

function drawRefused(told) {
  const reasons = told.problems?.map(drawProblem) ?? [make("div", { class: "problem error" }, ...told.error.split("\n").map((line) => make("p", {}, line)))];
  return [make("p", { class: "refused" }, "Nothing was changed:"), ...reasons];
}
