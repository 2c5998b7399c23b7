"""The one tree of errors that are ours; a class's docstring is the sentence shown when it has no message."""


class BotError(Exception):
    """Something went wrong in the briefing bot."""

    def __str__(self) -> str:
        return super().__str__() or (self.__doc__ or "")


class ConfigError(BotError):
    """A setting is wrong or missing."""


class ContentUnusable(BotError):
    """The briefings cannot be loaded."""


class StorageUnavailable(BotError):
    """The database does not answer."""


class SchemaOutdated(BotError):
    """The database has an older schema; run `bot migrate`."""


class BackupFailed(BotError):
    """The database could not be copied."""


class PortTaken(BotError):
    """The port is in use."""
