// Rating by keyboard: a key for each thing that a rating asks for, and one for the next unrated criterion. Keys work while the
// focus is on a criterion and not in a text; the list of keys, which also turns them off, opens with "?".
import { bodyOf, isHere } from "./bodies.js";
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
const WRITES = "textarea, select, input:not([type=radio], [type=checkbox])";
const strands = (block) => [...block.querySelectorAll(".strand-ask")];
const answered = (strand) => strand.querySelector("input:checked")?.value ?? "";
const stands = (block) =>
    isHere(block) ? standing(chosen(block, "choice"), strands(block).map(answered)) : block.dataset.standing;

function show(block) {
    if (!block) {
        said.textContent = said.dataset.noMore;
        return;
    }
    block.open = true;
    block.querySelector("summary").focus();
    block.scrollIntoView({ block: "start" });
    // The one after it will be wanted soon.
    bodyOf(block)
        .then(() => bodyOf(nextIn(blocks(), block, (each) => isUnrated(stands(each))) ?? block))
        .catch(() => {});
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

// What is done in a block is done once its body is there, and what was typed meanwhile after it, as if typed then.
let ahead = null;

async function inside(block, act) {
    if (isHere(block)) {
        act(block);
        return;
    }
    ahead = [];
    block.open = true;
    const came = await bodyOf(block).then(
        () => true,
        () => false, // the page says so
    );
    const keys = ahead;
    ahead = null;
    if (came) {
        act(block);
        keys.forEach(typed);
    }
}

function typed(key) {
    const into = document.activeElement;
    if (ahead !== null) {
        ahead.push(key);
    } else if (!into.matches(WRITES)) {
        press(key);
    } else if (key === "Escape") {
        leave();
    } else if (key === "Backspace") {
        const start = into.selectionStart === into.selectionEnd ? into.selectionStart - 1 : into.selectionStart;
        into.setRangeText("", Math.max(start, 0), into.selectionEnd, "end");
        into.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (key.length === 1 || key === "Enter") {
        into.setRangeText(key === "Enter" ? "\n" : key, into.selectionStart, into.selectionEnd, "end");
        into.dispatchEvent(new Event("input", { bubbles: true }));
    }
}

const MOVES = {
    n: nextUnrated,
    j: (block) => beside(block, 1),
    k: (block) => beside(block, -1),
};
const ACTS = {
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

function leave() {
    current()?.querySelector("summary").focus();
}

// What a key does while the focus is in no text; whether it does anything.
function press(key) {
    const block = current();
    if (key === "?") {
        list.showModal();
    } else if (block && /^\d$/.test(key)) {
        inside(block, () => pick(block, key));
    } else if (block && ACTS[key]) {
        inside(block, ACTS[key]);
    } else if (block && MOVES[key]) {
        MOVES[key](block);
    } else if (key === "n") {
        nextUnrated(null);
    } else {
        return false;
    }
    return true;
}

function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || list.open || event.isComposing) {
        return;
    }
    const writes = event.target.matches(WRITES);
    const isTyped = event.key.length === 1 || ["Enter", "Escape", "Backspace"].includes(event.key);
    if (ahead !== null && inUse.checked) {
        if (isTyped) {
            ahead.push(event.key);
            event.preventDefault();
        }
    } else if (writes && event.key === "Escape") {
        leave();
    } else if (!writes && inUse.checked && press(event.key) && event.key !== "?") {
        event.preventDefault();
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
