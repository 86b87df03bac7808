// Rating by keyboard: a key for each thing that a rating asks for, and one for the next unrated criterion. Keys work while the
// focus is on a criterion and not in a text; the list of keys, which also turns them off, opens with "?".
import { firstNeeded, isUnrated, nextIn, standing } from "./needed.js";

const form = document.querySelector("form[data-autosave]");
const list = document.querySelector("dialog[data-keys]");
const inUse = list.querySelector("[data-keys-on]");
const said = form.querySelector("[data-line]");
const blocks = () => [...form.querySelectorAll("details.rating")];
const current = () => document.activeElement.closest("details.rating");
const field = (block, name) => block.querySelector(`[name$="-${name}"]`);
const chosen = (block, name) => block.querySelector(`[name$="-${name}"]:checked`)?.value ?? "";
const suggested = (block) => block.querySelector("[data-suggested]").dataset.suggested;
const text = (block, name) => field(block, name)?.value.trim() ?? "";
const strands = (block) => [...block.querySelectorAll(".strand-ask")];
const answered = (strand) => strand.querySelector("input:checked")?.value ?? "";
const stands = (block) => standing(chosen(block, "choice"), strands(block).map(answered));

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

// An answer goes to the first strand that has none; once all have one, to the strand that has the focus.
function answer(block, value) {
    const asked = strands(block);
    const strand = asked.find((each) => !answered(each)) ?? document.activeElement.closest(".strand-ask") ?? asked[0];
    const choice = strand.querySelector(`input[value="${value}"]`);
    block.open = true;
    if (choice && !choice.checked) {
        choice.click();
    }
    choice?.focus();
}

function pick(block, value, onStrand = value) {
    return strands(block).length > 0 ? answer(block, onStrand) : choose(block, "choice", value);
}

function beside(block, step) {
    const all = blocks();
    show(all[all.indexOf(block) + step] ?? block);
}

// As the criteria stand in the form, saved or not.
function nextUnrated(block) {
    show(nextIn(blocks(), block, (each) => isUnrated(stands(each))));
}

function write(block) {
    block.open = true;
    const waiting = stands(block) === "unrated" && strands(block).find((each) => !answered(each));
    if (waiting) {
        waiting.querySelector("input").focus();
        return;
    }
    const given = {
        choice: stands(block),
        confidence: chosen(block, "confidence"),
        suggested: suggested(block),
        reason: text(block, "reason"),
        tried: text(block, "tried"),
        justification: text(block, "justification"),
        confidence_reason: text(block, "confidence_reason"),
    };
    field(block, firstNeeded(given)).focus();
}

const ACTS = {
    n: nextUnrated,
    j: (block) => beside(block, 1),
    k: (block) => beside(block, -1),
    a: (block) => choose(block, "choice", "na"),
    i: (block) => pick(block, "insufficient", "?"),
    c: (block) => strands(block).length > 0 && answer(block, "-"),
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
        pick(block, event.key);
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
