"""Records to Telegram HTML and plain text."""

from bot.i18n.sentences import first_sentence
from bot.rendering.about import render_about, render_disclosure_line
from bot.rendering.briefings import render_briefing, render_briefing_list
from bot.rendering.changes.context import render_bearing, render_before
from bot.rendering.changes.corrected import strike
from bot.rendering.changes.news import render_digest, render_news
from bot.rendering.changes.pushes import (
    render_corrected,
    render_correction,
    render_corrections,
    render_missed,
    render_reminder,
    render_taken_back,
    render_update,
)
from bot.rendering.chapters import render_chapter, render_chapter_list
from bot.rendering.deadlines import render_deadline, render_deadlines
from bot.rendering.facts import name_of, source_line, without_aside
from bot.rendering.long_reads import render_briefing_pages, render_rich_briefing
from bot.rendering.markup.footer import render_footer
from bot.rendering.markup.html import bold, escape, italic, link, to_plain
from bot.rendering.markup.split import split
from bot.rendering.records import label_of
from bot.rendering.reply import Rendered, render_reply
from bot.rendering.screens import (
    render_help,
    render_holder_labels,
    render_more,
    render_people_list,
    render_person,
    render_privacy,
    render_said,
    render_said_menu,
    render_stakes,
    render_start,
    render_timeline,
)
from bot.rendering.sources import render_source_list, render_sources_of, render_sources_overview
from bot.rendering.status import (
    render_awaited,
    render_status,
    render_status_answer,
    render_status_board,
    status_line,
)
from bot.rendering.story import explanation_of, render_quiz, render_story_card

__all__ = [
    "Rendered",
    "bold",
    "escape",
    "explanation_of",
    "first_sentence",
    "italic",
    "label_of",
    "link",
    "name_of",
    "render_about",
    "render_awaited",
    "render_bearing",
    "render_before",
    "render_briefing",
    "render_briefing_list",
    "render_briefing_pages",
    "render_chapter",
    "render_chapter_list",
    "render_corrected",
    "render_correction",
    "render_corrections",
    "render_deadline",
    "render_deadlines",
    "render_digest",
    "render_disclosure_line",
    "render_footer",
    "render_help",
    "render_holder_labels",
    "render_missed",
    "render_more",
    "render_news",
    "render_people_list",
    "render_person",
    "render_privacy",
    "render_quiz",
    "render_reminder",
    "render_reply",
    "render_rich_briefing",
    "render_said",
    "render_said_menu",
    "render_source_list",
    "render_sources_of",
    "render_sources_overview",
    "render_stakes",
    "render_start",
    "render_status",
    "render_status_answer",
    "render_status_board",
    "render_story_card",
    "render_taken_back",
    "render_timeline",
    "render_update",
    "source_line",
    "split",
    "status_line",
    "strike",
    "to_plain",
    "without_aside",
]
