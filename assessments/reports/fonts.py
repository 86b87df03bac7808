"""Which fonts a paper needs besides Latin: a Chinese font takes seconds to read, so it is loaded only where it is used."""

import re

SCRIPTS = {
    "latin": "[\u0100-\u024f\u1e00-\u1eff]",
    "cyrillic": "[\u0400-\u052f]",
    "greek": "[\u0370-\u03ff]",
    "hebrew": "[\u0590-\u05ff]",
    "arabic": "[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]",
    "japanese": "[\u3040-\u30ff]",
    "chinese": "[\u3400-\u9fff]",
    "korean": "[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]",
    "emoji": "[\u2600-\u27bf\U0001f300-\U0001faff]",
}


def needed(text: str) -> list[str]:
    """The scripts that occur in the text, as names of stylesheets in css/scripts/."""
    return [name for name, letters in SCRIPTS.items() if re.search(letters, text)]
