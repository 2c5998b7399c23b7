"""The tables. Chat ids (sealed) and readers' settings are the only personal data kept."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

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
    # "open"; "paused": the reader blocked us, all is kept; "closed": the chat is gone.
    Column("state", String(8), nullable=False, server_default="open"),
    Column("paused_at", UtcDateTime),  # since when it is not open
    Column("seen_at", UtcDateTime),  # up to when the reader looked at what is new
)

# SQLite numbers rows by itself only where the key is plain INTEGER.
_BigId = BigInteger().with_variant(Integer, "sqlite")


def _chat() -> Column[int]:
    return Column("chat_id", Integer, ForeignKey("chats.id", ondelete="CASCADE"), nullable=False)


subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    _chat(),
    Column("thread_id", Integer, nullable=False, server_default="0"),  # of a forum topic; 0: none
    Column("lang", String(2), nullable=False),  # when subscribing; a choice in `chats.lang` wins
    Column("zone", String(40), nullable=False),
    Column("level", String(8), nullable=False),
    Column("every_topic", Boolean, nullable=False),
    Column("at_minute", SmallInteger, nullable=False),  # of the digest, minutes from local midnight
    Column("weekdays", SmallInteger, nullable=False),  # bits, Monday lowest
    Column("quiet_from", SmallInteger),  # minutes from local midnight
    Column("quiet_to", SmallInteger),
    Column("breaking_in_quiet", Boolean, nullable=False),
    Column("daily_cap", SmallInteger),
    Column("silent", Boolean, nullable=False),
    Column("paused_until", UtcDateTime),
    Column("next_due", UtcDateTime),  # of the next digest; null: none
    Column("told_until", UtcDateTime, nullable=False),  # what changed up to then was pushed or digested
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("chat_id", "thread_id"),
    Index("ix_subscriptions_next_due", "next_due"),
)

subscription_topics = Table(
    "subscription_topics",
    metadata,
    Column("subscription_id", Integer, ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True),
    Column("topic", String(80), primary_key=True),
)

# Of partial indexes: the few rows that are unlike the rest.
_HELD = text("state != 'active'")
_UNSURE = text("unsure > 0")
_WAITS = text("waits IS NOT NULL")

pushes = Table(
    "pushes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(200), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),
    Column("lane", SmallInteger, nullable=False),
    Column("repeat", String(12), nullable=False),
    Column("state", String(9), nullable=False),
    Column("shown", JSON, nullable=False),  # [fact id, revision] pairs
    Column("topics", JSON, nullable=False),
    Column("levels", JSON, nullable=False),
    Column("fold_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("fanned_to", Integer),  # the last subscription that has its row; null: fan-out is complete
    Index("ix_pushes_fanned_to", "fanned_to"),
    Index("ix_pushes_held", "id", sqlite_where=_HELD, postgresql_where=_HELD),
)

bodies = Table(
    "bodies",
    metadata,
    Column("push_id", Integer, ForeignKey("pushes.id", ondelete="CASCADE"), primary_key=True),
    Column("lang", String(2), primary_key=True),
    Column("html", Text, nullable=False),
    Column("markup", Text),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _BigId, primary_key=True),
    Column("push_id", Integer, ForeignKey("pushes.id", ondelete="CASCADE"), nullable=False),
    _chat(),
    Column("thread_id", Integer, nullable=False, server_default="0"),
    Column("edits", Integer, nullable=False, server_default="0"),  # the message to edit; 0: a new one
    Column("lane", SmallInteger, nullable=False),
    Column("state", String(9), nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("tries", SmallInteger, nullable=False, server_default="0"),
    Column("lease_until", UtcDateTime),
    Column("message_id", Integer),
    Column("error", String(200)),
    Column("settled_at", UtcDateTime),
    Column("unsure", SmallInteger, nullable=False, server_default="0"),  # attempts that may have arrived
    Column("folded_into", Integer),  # the digest that told it instead; 0: it had gone; null: none yet
    UniqueConstraint("push_id", "chat_id", "thread_id", "edits"),
    Index("ix_outbox_state_lane_not_before_id", "state", "lane", "not_before", "id"),
    Index("ix_outbox_chat_id_settled_at", "chat_id", "settled_at"),
    Index("ix_outbox_unsure", "push_id", sqlite_where=_UNSURE, postgresql_where=_UNSURE),
)

# Which chat was shown which version of a fact, so that a correction reaches just those. Kept for sixty days.
shown = Table(
    "shown",
    metadata,
    Column("id", _BigId, primary_key=True),
    _chat(),
    Column("thread_id", Integer, nullable=False, server_default="0"),
    Column("fact", String(80), nullable=False),
    Column("revision", SmallInteger, nullable=False),
    Column("message_id", Integer, nullable=False),
    Column("shown_at", UtcDateTime, nullable=False),
    UniqueConstraint("chat_id", "message_id", "fact"),
    Index("ix_shown_fact_revision", "fact", "revision"),
    Index("ix_shown_shown_at", "shown_at"),
)

# What became visible when: new and raised records. Null: it was there when the database began.
changes = Table(
    "changes",
    metadata,
    Column("record", String(90), primary_key=True),  # "fact:<id>" or "update:<id>"
    Column("revision", SmallInteger, primary_key=True),
    Column("at", UtcDateTime),
    Index("ix_changes_at", "at"),
)

# Embargoed updates that were seen in the files before their time, so that a late start knows how late it is.
sightings = Table(
    "sightings",
    metadata,
    Column("update_key", String(200), primary_key=True),
    Column("first_seen", UtcDateTime, nullable=False),
)

# Texts that a second editor has to approve before they go out (`push_approval` in the dossier).
approvals = Table(
    "approvals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("update_key", String(200), nullable=False, unique=True),
    Column("digest", String(24), nullable=False),  # Push.digest of the text that was put before them
    Column("asked_at", UtcDateTime, nullable=False),
    Column("approved_at", UtcDateTime),
)

# What readers asked in vain, told by at least three of them: no chat, no number, no name that the dossier lacks.
unanswered = Table(
    "unanswered",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lang", String(2), nullable=False),
    Column("question", String(200), nullable=False),
    Column("asked", Integer, nullable=False),  # how often
    Column(
        "disliked", Integer, nullable=False
    ),  # how often it was answered, and the answer marked as no help
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    UniqueConstraint("lang", "question"),
    Index("ix_unanswered_last_at", "last_at"),
)

# Telegram's updates: which are done, so that none is answered twice, and those that wait for their turn longer than
# Telegram should. Kept for two days: Telegram keeps an update for one, and begins new ids only after a week's silence.
updates = Table(
    "updates",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's update_id
    Column("at", UtcDateTime, nullable=False),
    Column("waits", Text),  # what is to be answered still, sealed; null: it is done
    Column("skipped", Integer, nullable=False, server_default="0"),  # it stands for so many that were skipped
    Column("lease_until", UtcDateTime),  # until then another process holds it
    Index("ix_updates_at", "at"),
    Index("ix_updates_waits", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
)
