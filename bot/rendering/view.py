"""Through whose eyes something is rendered: what may be shown, in which language, and by whose clock."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.records.dossier import Dossier
from bot.domain.snapshot import Snapshot, Visible
from bot.domain.text import Lang
from bot.i18n import Translator


@dataclass(frozen=True, slots=True)
class View:
    """All that rendering needs besides the record. `own_zone` is the reader's, where it is known.

    `bot` is our own name in Telegram, for links to us; empty where there is nothing to link to.
    """

    visible: Visible
    lang: Lang
    own_zone: str | None = None
    bot: str = ""

    @property
    def snapshot(self) -> Snapshot:
        return self.visible.snapshot

    @property
    def dossier(self) -> Dossier:
        return self.visible.snapshot.dossier

    @property
    def now(self) -> datetime:
        return self.visible.now

    @property
    def as_of(self) -> datetime | None:
        """The day from which the reader wants to be answered; None: now."""
        return self.visible.as_of

    @property
    def moment(self) -> datetime:
        """The moment of which is told."""
        return self.visible.moment

    @property
    def zone(self) -> str:
        """In which moments are told."""
        return self.own_zone or self.dossier.zone

    def translate(self, message: str, **places: object) -> str:
        """A phrase of the catalog in the reader's language."""
        return Translator(self.lang).gettext(message, **places)

    def ngettext(self, one: str, many: str, number: int, **places: object) -> str:
        """A phrase of the catalog that depends on a number."""
        return Translator(self.lang).ngettext(one, many, number, **places)

    def looking_back(self, as_of: datetime | None) -> "View":
        """The same, of what was known by `as_of`."""
        return replace(self, visible=self.snapshot.at(self.now, as_of))
