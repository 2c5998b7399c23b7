"""Settings from the environment and `.env`; every fault is reported in one message."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from yarl import URL

from bot.config.dotenv import find_encoding
from bot.domain.text import Lang
from bot.errors import ConfigError
from bot.i18n.editors import speak_to_editors
from bot.storage.address import read_address
from bot.storage.chat_ids import ChatIds

TELEGRAM_API_URL = "https://api.telegram.org"
TOKEN_SHAPE = r"[0-9]{1,20}:[A-Za-z0-9_-]{1,128}"  # nosec B105  # noqa: S105 - the shape of a token, not a token


class Settings(BaseSettings):
    """What an operator can set. Times are in seconds, rates in messages a second."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str = Field(default=TELEGRAM_API_URL, pattern=r"^https?://[^\s/]+(/[^\s]*)?$")
    database_url: str = "sqlite+aiosqlite:///var/briefing-bot.db"
    briefings_dir: Path = Path("briefings")
    cache_dir: Path = Path("var/cache")  # what was learned from the briefings; can be deleted at any time
    admin_ids: Annotated[tuple[int, ...], NoDecode] = ()
    webhook_url: str | None = Field(
        default=None, pattern=r"^https://\S+$|^http://(127\.0\.0\.1|localhost)[:/]\S*$"
    )
    # Telegram's own alphabet for `secret_token` (Bot API, setWebhook).
    webhook_secret: SecretStr | None = None
    listen: str = "127.0.0.1:8081"
    broadcast_rate: float = Field(default=30, gt=0, le=1000)
    log_format: Literal["console", "json"] = "console"
    data_key: SecretStr | None = None
    # Keys that open what was encrypted with them: former ones, and the next before its turn.
    other_data_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    editors_lang: Lang = Lang.EN  # of what `check`, the desk and alarms say about the files

    @field_validator("*", mode="before")
    @classmethod
    def _is_text(cls, value: Any) -> Any:
        if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
            raise ValueError("should be UTF-8 text")
        return value

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_has_its_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(TOKEN_SHAPE, value.get_secret_value()):
            raise ValueError("should look like 123456789:AA…, as BotFather gave it")
        return value

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _address_can_be_asked(cls, value: str | None) -> str | None:
        try:
            good = value is None or bool(URL(value).host and URL(value).port)
        except ValueError:
            good = False
        if not good:
            raise ValueError(
                "should be an address such as https://bot.example:8443/path, its port 1 to 65535"
            )
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret_has_its_alphabet(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("should be 1 to 256 of A-Z a-z 0-9 _ -")
        return value

    @field_validator("database_url")
    @classmethod
    def _database_is_one_of_ours(cls, value: str) -> str:
        return read_address(value).render_as_string(hide_password=False)

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: Any) -> Any:
        if isinstance(value, str):
            parts = [part.strip() for part in value.split(",") if part.strip()]
            bad = [part[:40] for part in parts if not re.fullmatch(r"[0-9]{1,19}", part)]
            if bad:
                raise ValueError(f"should be numbers with commas between; not a number: {', '.join(bad)}")
            return tuple(int(part) for part in parts)
        return value

    @field_validator("other_data_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        # A key that has spaces itself may stand alone.
        return tuple(dict.fromkeys(part for part in (value.strip(), *value.split()) if part))

    @field_validator("listen")
    @classmethod
    def _listen_is_host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
            raise ValueError("should be host:port, for example 127.0.0.1:8081")
        return value

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown."""
        found = (self.telegram_bot_token, self.webhook_secret, self.data_key, *self.other_data_keys)
        return tuple(secret.get_secret_value() for secret in found if secret)

    @property
    def chat_ids(self) -> ChatIds:
        """Chat ids by these keys."""
        return ChatIds(self.data_key.get_secret_value() if self.data_key else None, self.former_secrets)

    @property
    def former_secrets(self) -> tuple[str, ...]:
        return tuple(secret.get_secret_value() for secret in self.other_data_keys)

    @property
    def listen_address(self) -> tuple[str, int]:
        """Host and port to listen on for the webhook, health and metrics."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


def load_settings(*, token_needed: bool = False, **overrides: Any) -> Settings:
    """Reads the settings; `overrides` win over the environment. Editors are spoken to in their language from then on.

    Raises `ConfigError` with all faults, one a line, naming each variable and never its secret value.
    """
    faults: list[str] = []
    settings: Settings | None = None
    file = overrides.get("_env_file", Settings.model_config.get("env_file"))
    if file is not None:
        overrides.setdefault("_env_file_encoding", find_encoding(Path(file)))
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]).upper() if fault["loc"] else "settings"
            message = str(fault["msg"]).removeprefix("Value error, ")
            faults.append(f"{name}: {message}")
    if settings is not None:
        if token_needed and settings.telegram_bot_token is None:
            faults.append(
                "TELEGRAM_BOT_TOKEN: is missing; BotFather gives one (README, “Connect a real bot”). "
                "Without a token, `make demo` runs everything on this machine"
            )
        if settings.webhook_url and settings.webhook_secret is None:
            faults.append("WEBHOOK_SECRET: is needed when WEBHOOK_URL is set")
        if settings.other_data_keys and settings.data_key is None:
            faults.append("DATA_KEY: is needed when OTHER_DATA_KEYS is set")
    if faults or settings is None:
        raise ConfigError("\n".join(faults))
    speak_to_editors(settings.editors_lang)
    return settings
