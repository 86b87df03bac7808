"""Whatever the background worker makes when it is asked to: its states, its kinds, and the queue."""
