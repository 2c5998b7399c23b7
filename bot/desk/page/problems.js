// What is wrong with the files: errors open, warnings folded, each with its line and a link to it.
import { make } from "/static/elements.js";

export function drawProblems(place, problems, unlisted) {
  const errors = problems.filter((each) => each.severity === "error");
  const warnings = problems.filter((each) => each.severity !== "error");
  const count = warnings.length + unlisted;
  const wasOpen = place.querySelector("details")?.open ?? false;
  place.hidden = !problems.length;
  place.replaceChildren();
  if (errors.length) place.append(make("h2", {}, errors.length === 1 ? "1 mistake" : `${errors.length} mistakes`), ...errors.map(drawProblem));
  if (warnings.length) place.append(make("details", { open: wasOpen }, make("summary", {}, count === 1 ? "1 warning" : `${count} warnings`), ...warnings.map(drawProblem)));
}

/** One problem, with its place and its line. */
export function drawProblem(problem) {
  const box = make("div", { class: `problem ${problem.severity}` }, make("p", {}, problem.message), make("a", { href: problem.href }, `${problem.place}:${problem.column}`));
  if (problem.source) {
    const at = Math.min(problem.column - 1, Math.max(0, problem.source.length - 1));
    const rest = problem.source.slice(at);
    const wrong = rest.match(/^\S+/)?.[0] ?? rest.slice(0, 1);
    box.append(make("pre", {}, problem.source.slice(0, at), make("mark", {}, wrong), rest.slice(wrong.length)));
  }
  return box;
}
