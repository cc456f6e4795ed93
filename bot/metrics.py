"""What is counted while running (Prometheus)."""

from prometheus_client import Counter, Gauge, Histogram

callbacks = Counter("zhanggui_callbacks_total", "Callbacks by what became of them", ["result"])
callback_seconds = Histogram(
    "zhanggui_callback_seconds",
    "Seconds from a callback's arrival to its answer",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 4.5),
)
inbox_events = Gauge("zhanggui_inbox_events", "Stored events by state", ["state"])
outbox_messages = Gauge("zhanggui_outbox_messages", "Messages of ours by state", ["state"])
