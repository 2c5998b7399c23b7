"""Pictures of the records: what one shows is a function of a snapshot at a moment, a language and a theme."""

from bot.rendering.pictures.frame import Picture
from bot.rendering.pictures.standing import draw_standing
from bot.rendering.pictures.themes import Theme

__all__ = ["Picture", "Theme", "draw_standing"]
