// Making elements: the one place where the page's tree is built. Text is always text, never markup.
export const byId = (id) => document.getElementById(id);

/** An element with properties (`class`, `data-…`, `aria-…`, `role` as attributes; `on` for listeners) and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else if (name === "class") element.className = value;
    else if (name === "role" || name.includes("-")) element.setAttribute(name, String(value));
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== undefined && child !== null));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** One of the icons that index.html holds as symbols. */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  picture.append(use);
  return picture;
}

/** A round picture with the first letters of a name; the same id always has the same colour. */
export function face(name, id, kind = "") {
  const letters = name.trim().split(/\s+/).slice(0, 2).map((word) => Array.from(word)[0] ?? "").join("").toUpperCase();
  return paintFace(make("span", { class: `face ${kind}`, "aria-hidden": "true" }), letters, id);
}

export function paintFace(element, letters, id) {
  element.replaceChildren(letters);
  element.style.setProperty("--hue", String((Math.abs(id) * 137 + 30) % 360));
  return element;
}
