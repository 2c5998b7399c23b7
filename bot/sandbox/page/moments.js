// Moments as the pretended person reads them: in their language, on this machine's clock.
const UNITS = [["year", 31556952], ["month", 2629746], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

const format = (language, options) => {
  try {
    return new Intl.DateTimeFormat(language, options);
  } catch {
    return new Intl.DateTimeFormat("en", options); // a language code that the browser does not know
  }
};

export function clockTime(seconds, language) {
  return format(language, { timeStyle: "short" }).format(seconds * 1000);
}

export function fullMoment(seconds, language) {
  return format(language, { dateStyle: "full", timeStyle: "long" }).format(seconds * 1000);
}

export function sameDay(a, b) {
  return new Date(a * 1000).toDateString() === new Date(b * 1000).toDateString();
}

/** "today", "yesterday", or the day; the year only where it is another one. */
export function dayName(seconds, language) {
  const date = new Date(seconds * 1000);
  const today = new Date();
  const midnight = (each) => new Date(each.getFullYear(), each.getMonth(), each.getDate()).getTime();
  const days = Math.round((midnight(date) - midnight(today)) / 86_400_000);
  if (days === 0 || days === -1) return capital(relative(language).format(days, "day"), language);
  const year = date.getFullYear() === today.getFullYear() ? undefined : "numeric";
  return format(language, { day: "numeric", month: "long", year }).format(date);
}

function capital(text, language) {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

/** For the list of chats: the time today, else the day. */
export function shortMoment(seconds, language) {
  const date = new Date(seconds * 1000);
  if (date.toDateString() === new Date().toDateString()) return clockTime(seconds, language);
  return format(language, { day: "numeric", month: "short" }).format(date);
}

/** A `date_time` entity: `r`, or `w` with `d`/`D` and `t`/`T` (Bot API, "Date-time entity formatting"). */
export function formatMoment(seconds, pattern, language, now = Date.now() / 1000) {
  if (pattern.includes("r")) return distance(seconds - now, language);
  const has = (letter) => pattern.includes(letter);
  const options = {};
  if (has("w")) options.weekday = has("D") ? "long" : "short";
  if (has("d")) Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (has("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (has("t") || has("T")) Object.assign(options, { hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  if (has("T")) options.second = "2-digit";
  return format(language, options).format(seconds * 1000);
}

function distance(seconds, language) {
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? UNITS.at(-1);
  return relative(language).format(Math.round(seconds / size), unit);
}

function relative(language) {
  try {
    return new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  } catch {
    return new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  }
}
