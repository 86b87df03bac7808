"""Which fonts a paper needs besides Latin; which letters none of ours has is known to `assessments/glyphs.py`.

A Chinese font takes seconds to read, so fonts are loaded only where they are used. Nothing depends on what the machine has.
"""

import re

SCRIPTS = {
    "latin": "[\u0100-\u024f\u1e00-\u1eff]",
    "cyrillic": "[\u0400-\u052f]",
    "greek": "[\u0370-\u03ff]",
    "hebrew": "[\u0590-\u05ff]",
    "arabic": "[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]",
    "armenian": "[\u0530-\u058f\ufb13-\ufb17]",
    "georgian": "[\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f]",
    "ethiopic": "[\u1200-\u139f\u2d80-\u2ddf\uab00-\uab2f]",
    "tifinagh": "[\u2d30-\u2d7f]",
    "nko": "[\u07c0-\u07ff]",
    "adlam": "[\U0001e900-\U0001e95f]",
    "thaana": "[\u0780-\u07bf]",
    "devanagari": "[\u0900-\u097f\ua8e0-\ua8ff]",
    "bengali": "[\u0980-\u09ff]",
    "gurmukhi": "[\u0a00-\u0a7f]",
    "gujarati": "[\u0a80-\u0aff]",
    "tamil": "[\u0b80-\u0bff]",
    "telugu": "[\u0c00-\u0c7f]",
    "kannada": "[\u0c80-\u0cff]",
    "malayalam": "[\u0d00-\u0d7f]",
    "sinhala": "[\u0d80-\u0dff]",
    "thai": "[\u0e00-\u0e7f]",
    "lao": "[\u0e80-\u0eff]",
    "tibetan": "[\u0f00-\u0fff]",
    "myanmar": "[\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f]",
    "khmer": "[\u1780-\u17ff\u19e0-\u19ff]",
    "mongolian": "[\u1800-\u18af]",
    "japanese": "[\u3040-\u30ff]",
    "chinese": "[\u3400-\u9fff]",
    "korean": "[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]",
    "signs": "[\u2190\u2192\u2194-\u2211\u2213-\u23ff\u2460-\u27bf\u2900-\u2bff]",
    "emoji": "[\u2600-\u27bf\U0001f300-\U0001faff]",
}


def needed(text: str) -> list[str]:
    """The scripts that occur in the text, as names of stylesheets in css/scripts/."""
    return [name for name, letters in SCRIPTS.items() if re.search(letters, text)]
