"""How each language writes days and figures, where the portal does it otherwise than Django (FORMAT_MODULE_PATH)."""
