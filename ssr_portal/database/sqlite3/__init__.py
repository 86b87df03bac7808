"""The engine for SQLite: the setting ENGINE names this package, Django imports its `base`."""
