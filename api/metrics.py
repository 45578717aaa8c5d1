"""What the operator measures: latencies as they happen, lags and ages when they are asked for."""

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from search.switching import Event

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Metrics:
    """One set of metrics with a registry of its own. Documented in docs/operations.md.

    `append_seconds` is observed by whoever appends, `search_seconds` by the search page and API.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.append_seconds = Histogram(
            "gongkai_append_seconds",
            "Seconds from sealing an act to its being durable",
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self.search_seconds = Histogram(
            "gongkai_search_seconds",
            "Seconds a search took, highlighting included",
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self._request_seconds = Histogram(
            "gongkai_request_seconds",
            "Seconds a request took",
            ["route", "status"],
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self._engine = Counter(
            "gongkai_search_engine",
            "What search engines did: answered, failed, switched",
            ["engine", "event"],
            registry=self.registry,
        )
        self._journal = Gauge(
            "gongkai_journal_position", "Last position of the journal", registry=self.registry
        )
        self._lag = Gauge(
            "gongkai_projection_lag_events",
            "Events the projection is behind the journal",
            ["projection"],
            registry=self.registry,
        )
        self.alerts_waiting = Gauge(
            "gongkai_alerts_waiting",
            "Mails and webhook calls not accepted yet",
            registry=self.registry,
        )
        self.alerts_overdue_seconds = Gauge(
            "gongkai_alerts_overdue_seconds",
            "Seconds since the oldest mail or webhook call is tried in vain; 0 when none is",
            registry=self.registry,
        )
        self._alarms = Gauge(
            "gongkai_alarms", "What follows the journal and has stopped", registry=self.registry
        )
        self._checkpoint_size = Gauge(
            "gongkai_checkpoint_size",
            "Entries the newest checkpoint covers",
            registry=self.registry,
        )
        self._checkpoint_age = Gauge(
            "gongkai_checkpoint_age_seconds",
            "Seconds since the oldest act that no checkpoint covers; 0 when all are covered",
            registry=self.registry,
        )

    def observe_request(self, route: str, status: int, seconds: float) -> None:
        """One answered request, by the pattern of its route."""
        self._request_seconds.labels(route, str(status)).observe(seconds)

    def count_engine(self, engine: str, event: Event) -> None:
        """An engine answered, failed, or was given up or taken up again."""
        self._engine.labels(engine, event.value).inc()

    def exposition(
        self,
        *,
        journal: int,
        projections: Mapping[str, int],
        alarms: int,
        checkpoint: int,
        uncovered: float,
    ) -> bytes:
        """The Prometheus text format, with lags and ages (`uncovered`, in seconds) as given."""
        self._journal.set(journal)
        for name, position in projections.items():
            self._lag.labels(name).set(max(0, journal - position))
        self._alarms.set(alarms)
        self._checkpoint_size.set(checkpoint)
        self._checkpoint_age.set(uncovered)
        return generate_latest(self.registry)
