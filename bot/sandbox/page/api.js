// The people's side of the sandbox, over HTTP; a refusal becomes an exception with the server's words.
const FIRST_PAUSE = 300; // ms, doubled after each failure to connect
const LONGEST_PAUSE = 4000;

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body ? { "Content-Type": "application/json" } : undefined,
    body: body ? JSON.stringify(body) : undefined,
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? response.statusText);
  return answer;
}

export const api = {
  state: () => call("GET", "/sandbox/state"),
  messages: (chat) => call("GET", `/sandbox/chats/${chat}/messages?user_id=all`),
  say: (message) => call("POST", "/sandbox/messages", message),
  press: (press) => call("POST", "/sandbox/callbacks", press),
  addUser: (user) => call("POST", "/sandbox/users", user),
  addChat: (chat) => call("POST", "/sandbox/chats", chat),
  setLanguage: (user, language_code) => call("PATCH", `/sandbox/users/${user}`, { language_code }),
  vote: (vote) => call("POST", "/sandbox/votes", vote),
  typeInline: (typed) => call("POST", "/sandbox/inline", typed),
  inlineAnswer: (query) => call("GET", `/sandbox/inline/${query}`),
  chooseInline: (chosen) => call("POST", "/sandbox/inline/chosen", chosen),
  setBlocked: (chat_id, blocked) => call("POST", "/sandbox/members", { chat_id, blocked }),
  commands: (user, chat) => call("GET", `/sandbox/commands?user_id=${user}&chat_id=${chat}`),
  inspect: (text, lang) => call("GET", `/sandbox/inspect?${new URLSearchParams({ text, lang })}`),
};

/** Follows everything that happens in the sandbox, and connects again for as long as the page is open. */
export function follow(handlers, onConnected) {
  let pause = FIRST_PAUSE;
  const connect = () => {
    const source = new EventSource("/sandbox/events");
    source.addEventListener("ready", () => {
      pause = FIRST_PAUSE;
      onConnected(true);
    });
    source.addEventListener("error", () => {
      source.close();
      onConnected(false);
      setTimeout(connect, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    });
    for (const [name, handle] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    }
  };
  connect();
}
