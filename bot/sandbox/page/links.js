// Where a link may lead: http(s), mailto and tel; a link to this bot with a start word stays in the page.

/** The address as it may be opened, or null. */
export function safeAddress(address) {
  const written = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  try {
    const url = new URL(written);
    return ["http:", "https:", "mailto:", "tel:", "tg:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The start word of a link to `username`: https://t.me/NAME?start=WORD or tg://resolve?domain=NAME&start=WORD. */
export function startWord(address, username) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const named = url.protocol === "tg:" ? url.searchParams.get("domain") : ["t.me", "telegram.me"].includes(url.hostname) ? url.pathname.slice(1) : "";
  if (named?.toLowerCase() !== username.toLowerCase()) return null;
  return url.searchParams.get("start");
}
