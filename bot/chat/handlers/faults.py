"""What goes wrong while an update is handled: logged in full, told in a sentence, never as a traceback."""

import structlog
from telegram import Update
from telegram.error import BadRequest, NetworkError, TelegramError

from bot import metrics, rendering
from bot.chat.edge import Context, Edge
from bot.chat.screen import Screen
from bot.chat.wire.dispatch import must_be_kept
from bot.chat.wire.phases import Phase, phase_of
from bot.errors import StorageUnavailable

log = structlog.get_logger(__name__)


class FaultHandlers:
    """The application's error handler, and what it knows of updates that are to be tried again."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge
        self._not_kept: set[int] = set()  # updates that the database has yet to take

    def take_not_kept(self, update: Update) -> bool:
        """Whether the update has to be kept and could not be; that is told once."""
        if update.update_id not in self._not_kept:
            return False
        self._not_kept.discard(update.update_id)
        return True

    async def on_error(self, update: object, context: Context) -> None:
        """A fault of ours, of Telegram or of the way there; a press has been answered, and a refusal cannot be told."""
        error = context.error
        if isinstance(update, Update) and isinstance(error, StorageUnavailable) and must_be_kept(update):
            self._not_kept.add(update.update_id)
            return
        if isinstance(error, TelegramError):
            _log_refusal(error)
        else:
            log.error("update failed", exc_info=error)
        if not isinstance(update, Update) or update.effective_message is None or update.guest_message:
            return
        may_have_arrived = isinstance(error, NetworkError) and phase_of(error) is Phase.UNKNOWN
        if update.callback_query is not None or (isinstance(error, TelegramError) and not may_have_arrived):
            return
        try:
            view = await self._edge.view(update)
            _ = view.translate
            text = (
                _(
                    "Telegram did not tell me whether my answer reached you. If you see none, please ask again."
                )
                if may_have_arrived
                else _("Something went wrong on my side. Please try again.")
            )
            await self._edge.answer(update, Screen((rendering.escape(text),)))
        except TelegramError as again:
            log.warning("apology not sent", error=again.message)
        except Exception as again:  # of an update that makes no sense anywhere
            log.error("apology failed", error=type(again).__name__)


def _log_refusal(error: TelegramError) -> None:
    """What became of a message that Telegram did not take, as far as anyone can tell."""
    if phase_of(error) is Phase.UNKNOWN:
        metrics.ANSWERS_LOST.labels("unknown").inc()
        log.warning("no readable answer from Telegram: a message may have arrived", error=error.message)
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        metrics.ANSWERS_LOST.labels("unreachable").inc()
        log.warning("not sent: Telegram cannot be reached, or fails", error=error.message)
    else:
        metrics.ANSWERS_LOST.labels("refused").inc()
        log.error("Telegram refused a request", error=error.message)
