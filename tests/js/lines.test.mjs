// Several lines pasted into one: as the server makes it (tests/test_plain_text.py).
import assert from "node:assert/strict";
import test from "node:test";

import { oneLine } from "../../static/js/lines.js";

for (const [pasted, line] of [
    ["one line", "one line"],
    [" ends go ", "ends go"],
    ["two\nlines", "two lines"],
    ["of a word processor\r\n\r\nwith an empty one", "of a word processor with an empty one"],
    ["tab\tand \u2028 separators\u2029between", "tab and separators between"],
    ["blanks  between   words stay", "blanks  between   words stay"],
    ["\u0085\u001c", ""],
]) {
    test(JSON.stringify(pasted), () => assert.equal(oneLine(pasted), line));
}
