"""The wording of each catalog phrase that an answer may hold."""

from collections.abc import Mapping

from bot.domain.blocks import Phrase
from bot.domain.text import Lang
from bot.i18n import N_, Translator

_WORDING: Mapping[Phrase, str] = {
    Phrase.PREMISE_CONTRADICTED: N_("That does not match what is on record."),
    Phrase.BOTH_SIDES: N_("Both sides on this:"),
    Phrase.NOTHING_OF_THEM: N_("We know of no statement by them on this."),
    Phrase.SAME_SIDE: N_("From the same side:"),
    Phrase.OTHER_SIDE: N_("The other side:"),
    Phrase.WHAT_CAME_OF_IT: N_("What came of it:"),
    Phrase.WE_DO_NOT_KNOW: N_("We do not know: our dossier holds no answer to this."),
    Phrase.NO_DATE_KNOWN: N_("No date is known for this."),
    Phrase.REPORT_A_MISTAKE: N_(
        "If something here is wrong, press “Not helpful” under the answer: the editors look at every report."
    ),
    Phrase.NEARBY: N_("This comes closest to your question:"),
    Phrase.WHICH_DO_YOU_MEAN: N_("Do you mean one of these?"),
    Phrase.NOT_KNOWN_THEN: N_("Nothing about this was known by then."),
    Phrase.NOTHING_THEN: N_("Our dossier has nothing from that time."),
    Phrase.BEYOND_KNOWLEDGE: N_(
        "That is after the last day our dossier knows of. Something may have happened since."
    ),
    Phrase.NEWEST: N_("The latest that we hold:"),
    Phrase.GREETING: N_("Hello! Ask me anything about this dispute, or press /start."),
    Phrase.THANKS: N_("You are welcome. Ask on whenever you like."),
    Phrase.GOODBYE: N_("Goodbye! I will be here when you have another question."),
    Phrase.ABOUT_BOT: N_(
        "I am a bot. I answer questions about the dispute between %(parties)s, up to %(day)s: who said what, when and "
        "why. Ask in your own words, for instance %(examples)s. I look up the answer in a dossier with sources and "
        "invent nothing. /help shows what else I can do, /sources who made the dossier."
    ),
    Phrase.ONLY_TWO_LANGUAGES_DE: N_("Ich kann nur Niederländisch und Englisch. (Nederlands · English)"),
    Phrase.ONLY_TWO_LANGUAGES_FR: N_("Je ne parle que néerlandais et anglais. (Nederlands · English)"),
    Phrase.ONLY_TWO_LANGUAGES_ES: N_("Solo hablo neerlandés e inglés. (Nederlands · English)"),
    Phrase.ONLY_TWO_LANGUAGES_IT: N_("Parlo solo olandese e inglese. (Nederlands · English)"),
    Phrase.ONLY_TWO_LANGUAGES_PT: N_("Só falo neerlandês e inglês. (Nederlands · English)"),
    Phrase.ONLY_TWO_LANGUAGES_PL: N_("Mówię tylko po niderlandzku i angielsku. (Nederlands · English)"),
    Phrase.ONLY_TWO_LANGUAGES_TR: N_("Yalnızca Felemenkçe ve İngilizce konuşuyorum. (Nederlands · English)"),
}


def say(phrase: Phrase, lang: Lang, **places: object) -> str:
    """The phrase in words, its named places filled."""
    return Translator(lang).gettext(_WORDING[phrase], **places)
