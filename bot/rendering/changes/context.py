"""What a push's reader asks next: what it means for how things stand, and what came before."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.context import Bearing
from bot.domain.records.fact import Fact
from bot.domain.snapshot import Snapshot
from bot.domain.text import Lang
from bot.i18n import Translator
from bot.rendering.facts import render_item
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import bold, escape
from bot.rendering.status import status_line

_MOST = 2  # of each kind


def render_bearing(bearing: Bearing, snapshot: Snapshot, *, lang: Lang) -> str:
    """How the measures stand that it bears on, and what is at stake by it: in the editors' words."""
    translate = Translator(lang).gettext
    measures = [
        f"{bold(status.title[lang])}\n{escape(status_line(status, snapshot, lang=lang))}"
        for status in bearing.statuses[:_MOST]
    ]
    stakes = [f"{bold(stake.title[lang])}\n{escape(stake.text[lang])}" for stake in bearing.stakes[:_MOST]]
    at_stake = [bold(translate("What is at stake"))] if stakes else []
    head = bold(translate("What it means"))
    return "\n\n".join([head, *measures, *at_stake, *stakes, render_footer(snapshot, lang=lang)])


def render_before(facts: Sequence[Fact], snapshot: Snapshot, *, lang: Lang, now: datetime) -> str:
    """Facts with their sources, oldest first."""
    zone = snapshot.dossier.zone
    head = bold(Translator(lang).gettext("What came before"))
    items = [render_item(fact, snapshot, lang=lang, zone=zone, now=now) for fact in facts]
    return "\n\n".join([head, *items, render_footer(snapshot, lang=lang)])
