"""`bot inbox` and `bot teach`: what readers asked in vain, what is nearest to it, and the step that answers it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answering import Candidate, Engine
from bot.clock import Clock
from bot.config import Settings
from bot.content.loading import ParseCache, load_usable
from bot.domain.text import Lang
from bot.errors import ContentUnusable
from bot.services.editing.model_store import ModelStore
from bot.services.editing.teaching import Taught, TeachingStep, find_candidates, teach
from bot.services.questions.unanswered import list_clusters
from bot.storage.database import Database
from bot.storage.unanswered import Cluster

NEAREST = 3  # candidates a cluster


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A cluster with the records that are nearest to its question, the likeliest first."""

    cluster: Cluster
    nearest: tuple[Candidate, ...]


async def list_unanswered(settings: Settings, now: datetime) -> Sequence[Unanswered]:
    """What at least three readers asked in vain lately; with broken files, without what is near. Raises `StorageUnavailable`."""
    async with Database(settings.database_url) as database:
        clusters = await list_clusters(database, now) if database.is_there() else ()
    engine = _find_engine(settings) if clusters else None
    return [
        Unanswered(each, find_candidates(engine, each.question, each.lang, now)[:NEAREST] if engine else ())
        for each in clusters
    ]


def describe_unanswered(found: Sequence[Unanswered]) -> Iterator[str]:
    """The lines to print."""
    for each in found:
        cluster = each.cluster
        yield (
            f"{cluster.asked:5d} asked {cluster.disliked:5d} no help  {cluster.lang.value}  "
            f"{cluster.last_at:%Y-%m-%d}  {cluster.question}"
        )
        for candidate in each.nearest:
            yield f"{'':28}{candidate.chance:4.0%}  --{candidate.kind} {candidate.id}"
    if not found:
        yield "nothing that three readers asked in vain"
    else:
        yield 'To teach one of them: briefing-bot teach "question" --fact ID (or --unknown, --person, --topic, --test)'


def teach_from_files(
    settings: Settings, question: str, lang: Lang | None, lesson: TeachingStep, clock: Clock
) -> Taught:
    """As `teach`, with the engine of the files as they are. Raises like it."""
    cache = ParseCache()
    engine = _open_engine(settings, cache)
    return teach(settings.briefings_dir, question, lang, lesson, engine, clock, cache)


def _open_engine(settings: Settings, cache: ParseCache | None = None) -> Engine:
    snapshot, _ = load_usable(settings.briefings_dir, cache)
    return ModelStore(settings.cache_dir).open_engine(snapshot, wait=True)


def _find_engine(settings: Settings) -> Engine | None:
    try:
        return _open_engine(settings)
    except ContentUnusable:
        return None
