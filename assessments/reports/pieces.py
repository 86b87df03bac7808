"""Long texts in pieces: the press looks at all that is left of a text for every line that it breaks.

Ten thousand letters in a narrow column cost it minutes, the same letters in pieces of a few hundred a second. Pieces end at a
blank; a word that is longer than a piece gets a place to break (U+200B) instead. Short texts stay as they are.
"""

import re
import unicodedata

LONG = 1_000  # letters from which a text is printed in pieces
PIECE = 400
PLACE_TO_BREAK = "\u200b"

HAS_LONG = re.compile(f">[^<]{{{LONG}}}")
TAGS = re.compile(r"(<[^>]*>)")  # attributes hold no ">": Django writes it as &gt;
LETTERS = re.compile(r"&#?\w+;|.", re.DOTALL)


def in_pieces(html: str) -> str:
    """The document with each text of more than 1,000 letters in spans; what it says stays the same."""
    if not HAS_LONG.search(html):
        return html
    found = TAGS.split(html)
    held = ""  # the text of a title or style is no content
    for place, part in enumerate(found):
        if place % 2:
            held = part if part.startswith(("<title", "<style")) else ""
        elif len(part) > LONG and not held:
            found[place] = "".join(f"<span>{piece}</span>" for piece in _pieces(part))
    return "".join(found)


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    piece: list[str] = []
    for letter in LETTERS.findall(text):
        if len(piece) >= PIECE:
            if letter.isspace():
                found.append("".join(piece))
                piece = []
            elif len(piece) >= 2 * PIECE and unicodedata.category(letter[0])[0] != "M":
                found.append("".join(piece) + PLACE_TO_BREAK)
                piece = []
        piece.append(letter)
    return [*found, "".join(piece)]
