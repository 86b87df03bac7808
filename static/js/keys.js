// Rating by keyboard: a key for each thing that a rating asks for, and one for the next unrated criterion. Keys work while the
// focus is on a criterion and not in a text; the list of keys, which also turns them off, opens with "?".
const form = document.querySelector("form[data-autosave]");
const list = document.querySelector("dialog[data-keys]");
const inUse = list.querySelector("[data-keys-on]");
const said = form.querySelector("[data-line]");
const blocks = () => [...form.querySelectorAll("details.rating")];
const current = () => document.activeElement.closest("details.rating");
const field = (block, name) => block.querySelector(`[name$="-${name}"]`);
const chosen = (block, name) => block.querySelector(`[name$="-${name}"]:checked`)?.value ?? "";
const suggested = (block) => block.querySelector("[data-suggested]").dataset.suggested;
const isUnrated = (block) => ["", "unrated"].includes(chosen(block, "choice")); // as it stands in the form, saved or not
const isEmpty = (block, name) => !field(block, name).value.trim();

function show(block) {
    if (!block) {
        said.textContent = said.dataset.noMore;
        return;
    }
    block.open = true;
    block.querySelector("summary").focus();
    block.scrollIntoView({ block: "start" });
}

function choose(block, name, value) {
    block.open = true;
    const choice = block.querySelector(`[name$="-${name}"][value="${value}"]`);
    if (choice && !choice.checked) {
        choice.click();
    }
    choice?.focus();
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

// The first field that the choice asks for and that is empty; the justification when all is there.
function firstNeeded(block) {
    const choice = chosen(block, "choice");
    const confidence = chosen(block, "confidence");
    if (choice === "na" && isEmpty(block, "reason")) {
        return field(block, "reason");
    }
    if (choice === "insufficient" && isEmpty(block, "tried")) {
        return field(block, "tried");
    }
    if (/^\d$/.test(choice) && !isEmpty(block, "justification")) {
        if (!confidence) {
            return field(block, "confidence");
        }
        if (confidence !== suggested(block) && isEmpty(block, "confidence_reason")) {
            return field(block, "confidence_reason");
        }
    }
    return field(block, "justification");
}

function write(block) {
    block.open = true;
    firstNeeded(block).focus();
}

const ACTS = {
    n: nextUnrated,
    j: (block) => beside(block, 1),
    k: (block) => beside(block, -1),
    a: (block) => choose(block, "choice", "na"),
    i: (block) => choose(block, "choice", "insufficient"),
    l: (block) => choose(block, "confidence", "low"),
    m: (block) => choose(block, "confidence", "medium"),
    h: (block) => choose(block, "confidence", "high"),
    t: (block) => choose(block, "confidence", suggested(block)),
    w: write,
    e: (block) => block.querySelector('[name="then"][value^="evidence-"]').click(),
    s: (block) => block.querySelector("[data-save]").click(),
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
        choose(block, "choice", event.key);
    } else if (block && ACTS[event.key]) {
        event.preventDefault();
        ACTS[event.key](block);
    } else if (event.key === "n") {
        nextUnrated(null);
    }
}

// The justification of last time goes below what is there already, for the person to make it true of this time.
function copy(button) {
    const text = field(button.closest("details.rating"), "justification");
    text.value = [text.value, button.dataset.copy].filter(Boolean).join("\n\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
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
