// Lets people see what the server will make of several lines pasted into a field of one line: blanks, and no words glued together.
// The rule itself is the server's, in ssr_portal/text/plain_text.py; browsers differ in what they do with line ends.
const KINDS = new Set(["text", "search", "url", "email"]);
const BREAK = /[ \t]*[\t\n\v\f\r\u001c-\u001f\u0085\u2028\u2029][ \t\n\v\f\r\u001c-\u001f\u0085\u2028\u2029]*/gu;

export const oneLine = (text) => text.replace(BREAK, " ").trim();

function pasted(event) {
    const field = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const line = oneLine(text);
    if (!(field instanceof HTMLInputElement) || !KINDS.has(field.type) || field.readOnly || line === text) {
        return;
    }
    event.preventDefault();
    // insertText keeps the browser's own undo; where it is not known, the text is set in its place.
    if (!document.execCommand("insertText", false, line)) {
        field.setRangeText(line, field.selectionStart, field.selectionEnd, "end");
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
}

globalThis.document?.addEventListener("paste", pasted);
