"""What stands at the moment of a scrape, beside what `bot/metrics.py` counts."""

import platform
import time
from collections.abc import Iterable, Iterator

from prometheus_client import PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric

from bot import __version__, metrics
from bot.monitoring.health import Health, Parts, is_ready

PROCESS = (ProcessCollector(registry=None), PlatformCollector(registry=None))


class Gauges:
    """Reads the parts that the composition root gives it."""

    def __init__(self, health: Health, parts: Parts) -> None:
        self._health = health
        self._library = parts.library
        self._reloader = parts.reloader
        self._scheduler = parts.scheduler
        self._outbox_worker = parts.outbox_worker

    async def expose(self, *, updates_under_way: int) -> bytes:
        """Everything in Prometheus' text format 0.0.4; the database is asked for at most its three seconds."""
        families = [*await self._read(updates_under_way), *await self._read_queue(), *self._read_content()]
        families += [family for each in PROCESS for family in each.collect()]
        return generate_latest(metrics.REGISTRY) + generate_latest(_Collected(families))

    async def _read(self, updates_under_way: int) -> list[Metric]:
        conditions = await self._health.look()
        each_holds = GaugeMetricFamily(
            "briefing_bot_condition", "1: it holds; 0: see /readyz for what is wrong.", labels=["name"]
        )
        for each in conditions:
            each_holds.add_metric([each.name], each.ok)
        build = InfoMetricFamily("briefing_bot_build", "What runs.")
        build.add_metric([], {"version": __version__, "python": platform.python_version()})
        outbox_worker = self._outbox_worker
        found: list[Metric] = [
            build,
            each_holds,
            _gauge("ready", "1: readers can be served; 0: not now.", is_ready(conditions)),
            _gauge("updates_under_way", "Updates taken and not done.", updates_under_way),
            _gauge(
                "tick_parts_failing",
                "Parts of a tick that failed and are tried again.",
                self._scheduler.failing,
            ),
            _gauge("sender", "1: this process sends the pushes.", outbox_worker.is_sender),
            _gauge(
                "messages_under_way", "Messages of pushes claimed and not settled.", outbox_worker.under_way
            ),
        ]
        contact = self._health.contact
        if contact.at is not None:
            age = time.monotonic() - contact.at
            meaning = "Since Telegram answered a poll, or told of the webhook."
            found.append(_gauge("last_poll_age_seconds", meaning, age))
        if contact.pending is not None:
            meaning = "Updates that wait with Telegram."
            found.append(_gauge("webhook_pending_updates", meaning, contact.pending))
        return found

    async def _read_queue(self) -> Iterable[Metric]:
        queue = await self._health.count_queue()
        if queue is None:
            return ()
        depth = GaugeMetricFamily(
            "briefing_bot_queue_messages", "Messages of pushes that are not done with.", labels=["state"]
        )
        depth.add_metric(["queued"], queue.queued)
        depth.add_metric(["claimed"], queue.claimed)
        late = "Since the message that waits longest should have gone; 0: none is late."
        return (
            depth,
            _gauge("queue_oldest_due_seconds", late, queue.due_for),
            _gauge("queue_retried", "Messages that wait after a try that failed.", queue.retried),
        )

    def _read_content(self) -> Iterable[Metric]:
        snapshot, look = self._library.edition.snapshot, self._reloader.status
        content = InfoMetricFamily("briefing_bot_content", "The state of the files that is live.")
        content.add_metric([], {"version": snapshot.fingerprint[:12]})
        return (
            content,
            _gauge(
                "content_live_timestamp_seconds",
                "Since when the live state is live.",
                look.live_since.timestamp(),
            ),
            _gauge(
                "content_problems",
                "Errors that keep the files as they are from going live.",
                len(self._reloader.problems),
            ),
            _gauge("content_facts", "Facts in the live state.", len(snapshot.facts)),
            _gauge(
                "learned",
                "1: all that can be learned of the live state is.",
                self._library.edition.engine.is_up_to_date,
            ),
        )


class _Collected:
    """Families that are made already, as a registry."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterator[Metric]:
        yield from self._families


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"briefing_bot_{name}", meaning, value=float(value))
