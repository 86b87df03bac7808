// Asks before a page with unsent typing is left. Without this script, the browser simply leaves.
// A form whose typing is safe elsewhere takes its mark away.
const dirty = new Set();

for (const form of document.querySelectorAll("form[data-unsaved]")) {
    form.addEventListener("input", () => dirty.add(form));
    form.addEventListener("submit", () => dirty.delete(form));
    form.addEventListener("portal:saved", () => dirty.delete(form));
}

addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.hasAttribute("data-unsaved"))) {
        event.preventDefault();
    }
});
