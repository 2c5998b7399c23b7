// The page's own words, in the language of the pretended person.
const WORDS = {
  en: {
    people: "People", newPerson: "New person", newGroup: "New group", note: "A local Telegram: nothing leaves this machine.",
    write: "Write a message", send: "Send", menu: "Commands", sticker: "Send a sticker", block: "Block", unblock: "Unblock",
    inspect: "Inspector", language: "Language of this person", edited: "edited", typing: "typing…", bot: "bot", group: "group",
    below: "New messages ↓", name: "Name", title: "Name of the group", yes: "Add", no: "Cancel", photo: "Photo",
    lost: "connecting…", refused: "Not sent", ask: "Ask something; how the answer came about appears here.",
    question: "Question", understood: "Understood", candidates: "Candidates", decision: "Decision", copied: "Copied", openPeople: "People and groups",
  },
  nl: {
    people: "Mensen", newPerson: "Nieuw persoon", newGroup: "Nieuwe groep", note: "Een lokale Telegram: niets verlaat deze computer.",
    write: "Schrijf een bericht", send: "Verstuur", menu: "Commando's", sticker: "Stuur een sticker", block: "Blokkeer", unblock: "Deblokkeer",
    inspect: "Inspectie", language: "Taal van deze persoon", edited: "bewerkt", typing: "typt…", bot: "bot", group: "groep",
    below: "Nieuwe berichten ↓", name: "Naam", title: "Naam van de groep", yes: "Voeg toe", no: "Annuleer", photo: "Foto",
    lost: "verbinden…", refused: "Niet verstuurd", ask: "Stel een vraag; hier verschijnt hoe het antwoord tot stand kwam.",
    question: "Vraag", understood: "Begrepen", candidates: "Kandidaten", decision: "Besluit", copied: "Gekopieerd", openPeople: "Mensen en groepen",
  },
};

export function label(language, name) {
  return (WORDS[language] ?? WORDS.en)[name];
}
