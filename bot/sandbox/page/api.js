// The people's side of the sandbox, over HTTP; errors come back as exceptions with the server's words.
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
  messages: (chat) => call("GET", `/sandbox/chats/${chat}/messages`),
  say: (message) => call("POST", "/sandbox/messages", message),
  press: (press) => call("POST", "/sandbox/callbacks", press),
  addUser: (user) => call("POST", "/sandbox/users", user),
  addChat: (chat) => call("POST", "/sandbox/chats", chat),
  setLanguage: (user, language_code) => call("PATCH", `/sandbox/users/${user}`, { language_code }),
  setBlocked: (chat_id, blocked) => call("POST", "/sandbox/members", { chat_id, blocked }),
  commands: (user, chat) => call("GET", `/sandbox/commands?user_id=${user}&chat_id=${chat}`),
  inspect: (text, lang) => call("GET", `/sandbox/inspect?${new URLSearchParams({ text, lang })}`),
};

export function follow(user, handlers, onState) {
  const source = new EventSource(`/sandbox/events?user_id=${user}`);
  source.addEventListener("ready", () => onState(true));
  source.addEventListener("error", () => onState(false));
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
  return () => source.close();
}
