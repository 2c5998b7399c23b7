"""Pictures of the records: what one shows is a function of a snapshot at a moment, a language and a theme."""

from bot.rendering.pictures.chapters import draw_chapter
from bot.rendering.pictures.corrections import draw_corrections, has_corrections
from bot.rendering.pictures.frame import Picture
from bot.rendering.pictures.replies import draw_replies, has_replies
from bot.rendering.pictures.sides import draw_sides, find_sides
from bot.rendering.pictures.standing import draw_standing
from bot.rendering.pictures.themes import Theme
from bot.rendering.pictures.timeline import draw_deadline_day, draw_turning_points, has_deadline_day
from bot.rendering.pictures.tracks import draw_tracks
from bot.rendering.pictures.who import draw_who

__all__ = [
    "Picture",
    "Theme",
    "draw_chapter",
    "draw_corrections",
    "draw_deadline_day",
    "draw_replies",
    "draw_sides",
    "draw_standing",
    "draw_tracks",
    "draw_turning_points",
    "draw_who",
    "find_sides",
    "has_corrections",
    "has_deadline_day",
    "has_replies",
]
