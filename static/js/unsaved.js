// Asks before a page with unsent typing is left. Without this script, the browser simply leaves.
const dirty = new Set();

for (const form of document.querySelectorAll("form[data-unsaved]")) {
    form.addEventListener("input", () => dirty.add(form));
    form.addEventListener("submit", () => dirty.delete(form));
}

document.addEventListener("portal:saved", (event) => {
    const form = event.target.closest("form");
    if (form && !form.querySelector("details[data-touched]")) {
        dirty.delete(form);
    }
});

addEventListener("beforeunload", (event) => {
    if (dirty.size) {
        event.preventDefault();
    }
});
