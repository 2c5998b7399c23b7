"""The wording of each catalog phrase that an answer may hold."""

from collections.abc import Mapping

from bot.domain.answer import Phrase
from bot.domain.text import Lang
from bot.i18n import N_, Translator

_WORDING: Mapping[Phrase, str] = {
    Phrase.PREMISE_CONTRADICTED: N_("That does not match what is on record."),
    Phrase.BOTH_SIDES: N_("Both sides on this:"),
    Phrase.NOTHING_OF_THEM: N_("We know of no statement of their own on this."),
    Phrase.SAME_SIDE: N_("From the same side:"),
    Phrase.OTHER_SIDE: N_("The other side:"),
    Phrase.WHAT_CAME_OF_IT: N_("What came of it:"),
    Phrase.NEWEST_FIRST: N_("Newest first:"),
    Phrase.WE_DO_NOT_KNOW: N_("We do not know: our dossier holds no answer to this."),
    Phrase.NOTHING_NEARBY: N_("We hold nothing near it either."),
    Phrase.NEARBY: N_("This comes closest to your question:"),
    Phrase.WHICH_DO_YOU_MEAN: N_("Do you mean one of these?"),
    Phrase.NOT_KNOWN_THEN: N_("Nothing about this was known by then."),
    Phrase.NOTHING_THEN: N_("Our dossier holds nothing that happened then."),
    Phrase.GREETING: N_("Hello! Ask me anything about this dispute, or press /start."),
    Phrase.THANKS: N_("You are welcome. Ask on whenever you like."),
    Phrase.GOODBYE: N_("Goodbye! I will be here when you have another question."),
    Phrase.WHO_ARE_YOU: N_("I am a bot that answers from a curated dossier about this dispute."),
    Phrase.NO_ADVICE: N_("I give no advice; I tell what is on record about this dispute."),
    Phrase.NO_OPINION: N_("I take no side; I tell who said what."),
    Phrase.NO_FORECAST: N_("I make no forecasts; I tell what has happened."),
}


def say(phrase: Phrase, lang: Lang) -> str:
    """The phrase in words."""
    return Translator(lang).gettext(_WORDING[phrase])
