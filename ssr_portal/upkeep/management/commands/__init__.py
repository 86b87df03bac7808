"""The worker with its heart."""
