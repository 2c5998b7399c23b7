// The page's own words, in the language of the pretended person: Dutch, and English for everyone else.
const WORDS = {
  en: {
    people: "People", groups: "Groups", chats: "Chats", newPerson: "New person", newGroup: "New group",
    note: "A local stand-in for Telegram. Nothing leaves this machine.",
    openPeople: "People and groups", messages: "Messages", write: "Message", writeHere: "Write a message…", send: "Send",
    menu: "Commands", attach: "Attach", photo: "Photo", sticker: "Sticker", keys: "Keyboard of the bot",
    language: "Language of {name}", speaker: "Write as", botFor: "bot · you write as {name}", members: "{count} members · you write as {name}",
    typing: "is typing", thinking: "Thinking…", alone: "Only you can see this", lost: "Connection lost, trying again…", edited: "edited", you: "You", empty: "No messages yet",
    block: "Block the bot", unblock: "Unblock the bot", blocked: "You have blocked this bot", start: "Start", startWith: "Start · {word}",
    about: "What can this bot do?", press: "Press Start to begin.",
    inspector: "How the answer came about", newBelow: "{count} new messages", toEnd: "To the newest message", unread: "{count} unread",
    reply: "Reply", edit: "Edit", explain: "How this was answered", replyTo: "Reply to {name}", editing: "Edit message", cancel: "Cancel",
    copied: "Copied", refused: "Not sent: {reason}", notHere: "This kind of button does nothing here.", more: "Show more", less: "Show less",
    spoiler: "Hidden text: press to show", opensOutside: "opens a page outside", copies: "copies text",
    name: "Name", title: "Name of the group", who: "Who is in it?", languageOf: "Language", add: "Add", ok: "OK",
    waitingForQuestion: "Ask something. What was understood, which facts were weighed and why the bot decided as it did appears here.",
    question: "Question", decision: "Decision", understood: "Understood", candidates: "Facts weighed", rest: "Everything else",
    answered: "answered", choice: "asked back", abstained: "abstained", known_unknown: "known unknown", sure: "the best is right", among_three: "one of three is right", not_held: "we do not hold it", worth: "worth", answer: "answer", ask_back: "ask back", abstain: "abstain",
    quiz: "Quiz", poll: "Poll", votes: "{count} votes", right: "right", yours: "your choice", via: "via {name}", reactions: "Reactions",
    shares: "shares in a chat of your choice", shareTo: "Share in which chat?",
    nothing: "none", parts: "What made it sure", notFound: "No explanation for this message.",
  },
  nl: {
    people: "Mensen", groups: "Groepen", chats: "Chats", newPerson: "Nieuwe persoon", newGroup: "Nieuwe groep",
    note: "Een lokaal nagebouwd Telegram. Niets verlaat deze computer.",
    openPeople: "Mensen en groepen", messages: "Berichten", write: "Bericht", writeHere: "Schrijf een bericht…", send: "Verstuur",
    menu: "Opdrachten", attach: "Bijlage", photo: "Foto", sticker: "Sticker", keys: "Toetsenbord van de bot",
    language: "Taal van {name}", speaker: "Schrijf als", botFor: "bot · je schrijft als {name}", members: "{count} leden · je schrijft als {name}",
    typing: "is aan het typen", thinking: "Even nadenken…", alone: "Alleen jij ziet dit", lost: "Verbinding weg, nieuwe poging…", edited: "bewerkt", you: "Jij", empty: "Nog geen berichten",
    block: "Blokkeer de bot", unblock: "Deblokkeer de bot", blocked: "Je hebt deze bot geblokkeerd", start: "Start", startWith: "Start · {word}",
    about: "Wat kan deze bot?", press: "Druk op Start om te beginnen.",
    inspector: "Hoe het antwoord tot stand kwam", newBelow: "{count} nieuwe berichten", toEnd: "Naar het nieuwste bericht", unread: "{count} ongelezen",
    reply: "Antwoord", edit: "Bewerk", explain: "Hoe dit is beantwoord", replyTo: "Antwoord aan {name}", editing: "Bericht bewerken", cancel: "Annuleer",
    copied: "Gekopieerd", refused: "Niet verstuurd: {reason}", notHere: "Dit soort knop doet hier niets.", more: "Toon meer", less: "Toon minder",
    spoiler: "Verborgen tekst: druk om te tonen", opensOutside: "opent een pagina buiten de chat", copies: "kopieert tekst",
    name: "Naam", title: "Naam van de groep", who: "Wie zitten erin?", languageOf: "Taal", add: "Voeg toe", ok: "Oké",
    waitingForQuestion: "Stel een vraag. Hier verschijnt wat er is begrepen, welke feiten zijn gewogen en waarom de bot zo besloot.",
    question: "Vraag", decision: "Besluit", understood: "Begrepen", candidates: "Gewogen feiten", rest: "Al het andere",
    answered: "beantwoord", choice: "teruggevraagd", abstained: "onthouden", known_unknown: "bekende onbekende", sure: "het beste klopt", among_three: "een van drie klopt", not_held: "staat er niet in", worth: "waard", answer: "antwoorden", ask_back: "terugvragen", abstain: "onthouden",
    quiz: "Quiz", poll: "Peiling", votes: "{count} stemmen", right: "goed", yours: "jouw keuze", via: "via {name}", reactions: "Reacties",
    shares: "deelt in een chat naar keuze", shareTo: "In welke chat delen?",
    nothing: "geen", parts: "Waar de zekerheid uit bestaat", notFound: "Geen uitleg bij dit bericht.",
  },
};

/** A label, with `{places}` filled; a name that has no label is shown as it is. */
export function label(language, name, places = {}) {
  const words = WORDS[language] ?? WORDS.en;
  return Object.entries(places).reduce((text, [place, value]) => text.replace(`{${place}}`, value), words[name] ?? name);
}

/** The languages that a pretended person can speak; any other code can be given to the sandbox over HTTP. */
export const LANGUAGES = { nl: "Nederlands", en: "English", de: "Deutsch", fr: "Français", es: "Español", uk: "Українська" };
