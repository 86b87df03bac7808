"""The queues of background work, and what comes first in them. A worker serves all queues, unless it is told which."""

MAIL, DEFAULT, FILES = "mail", "default", "files"
ALL = (MAIL, DEFAULT, FILES)
# Priorities: mail takes no time and is waited for; what takes long lets the rest go first.
FIRST, USUAL, LAST = 50, 0, -50
