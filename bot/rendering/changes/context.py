"""What a push's reader asks next: what it means for how things stand, and what came before."""

from collections.abc import Sequence

from bot.domain.context import Bearing
from bot.domain.records.fact import Fact
from bot.rendering.facts import render_item
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import bold, escape
from bot.rendering.status import status_line
from bot.rendering.view import View

_MOST = 2  # of each kind


def render_bearing(bearing: Bearing, view: View) -> str:
    """How the measures stand that it bears on, and what is at stake by it: in the editors' words."""
    measures = [
        f"{bold(status.title[view.lang])}\n{escape(status_line(status, view))}"
        for status in bearing.statuses[:_MOST]
    ]
    stakes = [
        f"{bold(stake.title[view.lang])}\n{escape(stake.text[view.lang])}" for stake in bearing.stakes[:_MOST]
    ]
    at_stake = [bold(view.translate("What is at stake"))] if stakes else []
    head = bold(view.translate("What it means"))
    return "\n\n".join([head, *measures, *at_stake, *stakes, render_footer(view)])


def render_before(facts: Sequence[Fact], view: View) -> str:
    """Facts with their sources, oldest first."""
    head = bold(view.translate("What came before"))
    items = [render_item(fact, view) for fact in facts]
    return "\n\n".join([head, *items, render_footer(view)])
