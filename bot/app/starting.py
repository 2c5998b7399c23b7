"""What must be so before anything runs: the database's schema, and where Telegram sends updates."""

from telegram.error import BadRequest

from bot.chat.application import ChatApplication
from bot.chat.wire.contact import reach
from bot.chat.wire.polling import ALLOWED_UPDATES
from bot.config import Settings
from bot.errors import ConfigError
from bot.storage.chat_ids import ChatIds
from bot.storage.database import Database
from bot.storage.migrate import migrate, require_newest
from bot.storage.sealing import seal_chat_ids
from bot.web.server import WEBHOOK_PATH


async def prepare_schema(database: Database, ids: ChatIds) -> None:
    """Brings SQLite to the newest schema, and requires it of PostgreSQL; then seals what a new data key has not.

    Raises `SchemaOutdated` or `StorageUnavailable`.
    """
    if database.is_sqlite:
        await migrate(database)
    else:
        await require_newest(database)
    await seal_chat_ids(database, ids)


async def set_webhook(settings: Settings, chat: ChatApplication) -> None:
    """Tells Telegram where updates go. Raises `ConfigError` where it refuses the address."""
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else None
    url = str(settings.webhook_url).rstrip("/") + WEBHOOK_PATH
    try:
        await reach(
            lambda: chat.bot.set_webhook(
                url=url, secret_token=secret, allowed_updates=ALLOWED_UPDATES, max_connections=40
            )
        )
    except BadRequest as error:
        raise ConfigError(f"WEBHOOK_URL: Telegram refuses {url}: {error.message}") from error
