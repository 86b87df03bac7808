"""What the log leaves out, so that a traceback in it always means a fault."""

import logging

FAULT = 500


def refusals_without_traceback(record: logging.LogRecord) -> bool:
    """Keep the line of a refused request (403, 400) and drop the traceback that Django gives it; nothing is broken."""
    if getattr(record, "status_code", FAULT) < FAULT:
        record.exc_info = record.exc_text = None
    return True
