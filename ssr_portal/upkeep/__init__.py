"""What keeps the portal running: the worker with its sign of life, what it does every day, and the two health checks."""
