"""Figures of the sender as Prometheus reads them: how many, of which kind and why. They are about nobody."""

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST as KIND
from prometheus_client.registry import Collector

__all__ = ["KIND", "figures"]

# What was counted -> the name of its figure, what the word beside it says, and what it means.
COUNTED = {
    "sent": ("reminders_sent", "kind", "Messages that were handed over, by kind of way or of notice."),
    "late": ("reminders_late", "kind", "Of those, the ones handed over more than 15 minutes after they were due."),
    "failed": ("reminders_failed_tries", "why", "Tries to hand a message over that failed."),
    "not-sent": ("reminders_not_sent", "why", "Notices that were due and were not sent, by their reason."),
}


class _Figures(Collector):
    def __init__(self, counted: Iterable[tuple[str, str, int]]) -> None:
        self.counted = list(counted)

    def collect(self) -> Iterator[Metric]:
        for what, (name, label, meaning) in COUNTED.items():
            family = CounterMetricFamily(name, meaning, labels=[label])
            for told, why, count in self.counted:
                if told == what:
                    family.add_metric([why], count)
            yield family
        due = sum(count for told, _why, count in self.counted if told == "due")
        yield GaugeMetricFamily("reminders_due", "Notices that are due now and wait to be sent.", value=due)


def figures(counted: Iterable[tuple[str, str, int]]) -> bytes:
    """What was counted (see `tallies.tallies`), as text. Nothing of this process is in it."""
    own = CollectorRegistry(auto_describe=False)
    own.register(_Figures(counted))
    return generate_latest(own)
