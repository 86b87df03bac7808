"""The queue of tests: what is queued is done on the spot, even what should wait a little."""

from django_tasks.backends.immediate import ImmediateBackend


class AtOnce(ImmediateBackend):
    """Waits for nothing."""

    supports_defer = True
