// Rating by keyboard: one key for a level, one for the next unrated criterion. Keys work while the focus is on a criterion
// and not in a text; the list of keys, which also turns them off, opens with "?".
const form = document.querySelector("form[data-autosave]");
const list = document.querySelector("dialog[data-keys]");
const inUse = list.querySelector("[data-keys-on]");
const said = form.querySelector("[data-line]");
const blocks = () => [...form.querySelectorAll("details.rating")];
const current = () => document.activeElement.closest("details.rating");
const isUnrated = (block) => block.querySelector(".rating-stand .mark-unrated") !== null;

function show(block) {
    if (!block) {
        said.textContent = said.dataset.noMore;
        return;
    }
    block.open = true;
    block.querySelector("summary").focus();
    block.scrollIntoView({ block: "start" });
}

function choose(block, value) {
    block.open = true;
    const level = block.querySelector(`[name$="-choice"][value="${value}"]`);
    if (level && !level.checked) {
        level.click();
    }
    level?.focus();
}

function beside(block, step) {
    const all = blocks();
    show(all[all.indexOf(block) + step] ?? block);
}

function nextUnrated(block) {
    const all = blocks();
    const from = all.indexOf(block) + 1;
    show([...all.slice(from), ...all.slice(0, from)].find(isUnrated));
}

const ACTS = {
    n: nextUnrated,
    j: (block) => beside(block, 1),
    k: (block) => beside(block, -1),
    a: (block) => choose(block, "na"),
    i: (block) => choose(block, "insufficient"),
    w: (block) => block.querySelector('[name$="-justification"]').focus(),
    u: (block) => block.querySelector("[data-undo]").click(),
};

function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || list.open || event.isComposing) {
        return;
    }
    const writes = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    const block = current();
    if (writes && event.key === "Escape") {
        block?.querySelector("summary").focus();
    } else if (writes || !inUse.checked) {
        return;
    } else if (event.key === "?") {
        list.showModal();
    } else if (block && /^\d$/.test(event.key)) {
        choose(block, event.key);
    } else if (block && ACTS[event.key]) {
        event.preventDefault();
        ACTS[event.key](block);
    } else if (event.key === "n") {
        nextUnrated(null);
    }
}

// The justification of last time goes below what is there already, for the person to make it true of this time.
function copy(button) {
    const field = button.closest("details.rating").querySelector('[name$="-justification"]');
    field.value = [field.value, button.dataset.copy].filter(Boolean).join("\n\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
}

document.addEventListener("keydown", pressed);
form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-list]");
    if (button?.hasAttribute("data-copy")) {
        copy(button);
    } else if (button) {
        list.showModal();
    }
});
inUse.checked = localStorage.getItem("keys") !== "off";
inUse.addEventListener("change", () => localStorage.setItem("keys", inUse.checked ? "on" : "off"));
