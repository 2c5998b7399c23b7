"""The tables. Chat ids (sealed) and readers' settings are the only personal data kept."""

from sqlalchemy import Column, Integer, MetaData, String, Table

from bot.storage.types import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

chats = Table(
    "chats",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_key", String(64), nullable=False, unique=True),  # ChatIds.key_of
    Column("chat_ref", String(96), nullable=False),  # ChatIds.seal
    Column("lang", String(2)),  # chosen by the reader; null: follow Telegram's language_code
    Column("created_at", UtcDateTime, nullable=False),
)
