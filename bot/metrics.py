"""What a monitor reads at /metrics: how much comes, how long it takes, what waits. Never who or what."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)

updates = Counter("mitra_updates", "Updates by what came of them.", ["outcome"])
update_seconds = Histogram(
    "mitra_update_seconds",
    "From an update's arrival until its effects are stored.",
    ["kind"],
    buckets=_SECONDS,
)
calls = Counter("mitra_calls", "Calls to Telegram by verdict.", ["verdict"])
crossed = Counter("mitra_crossed", "Transactions begun anew because they had crossed another one.")
waiting = Gauge("mitra_outbox_due", "Messages that are due and not yet sent.", ["lane"])
oldest = Gauge("mitra_outbox_oldest_seconds", "How long the longest due message has been due.", ["lane"])
replicas = Gauge("mitra_replicas", "Processes that serve this database.")
valkey = Gauge("mitra_valkey_up", "Whether Valkey answered when it was last asked.")
set_aside = Gauge("mitra_outbox_set_aside", "Messages that cannot be sent, and wait for the operator.")
telegram = Gauge("mitra_telegram_up", "Whether Telegram answered when it was last called.")
disk_free = Gauge("mitra_disk_free_bytes", "Free bytes on the data folder's disk.")
backup_age = Gauge("mitra_backup_age_seconds", "Age of the latest backup in the data folder.")
model = Gauge("mitra_model_fits", "Whether the model is the one that fits the content.")
alerts = Counter("mitra_operator_alerts", "Alerts to operators, by kind.", ["kind"])


@contextmanager
def timed(kind: str) -> Iterator[None]:
    """Note how long the block takes, and whether it failed."""
    with update_seconds.labels(kind).time():
        try:
            yield
        except Exception:
            updates.labels("later").inc()
            raise
    updates.labels("done").inc()
