// Every change of a rating is saved by itself. Until the server has stored it, it is kept in this browser, so that it
// survives a refusal, a clash, a broken line, a closed tab, an expired sign-in and a restarted server. Without this script
// the form is posted.
import { bodyOf, isHere } from "./bodies.js";
import { Drafts } from "./drafts.js";
import { Block, TYPING } from "./rating.js";
import { meaning, pauseAfter, taken } from "./saves.js";

const CHOOSING = 250;

const form = document.querySelector("form[data-autosave]");
const line = form?.querySelector("[data-line]");
const expired = form?.querySelector("[data-expired]");
const blocks = new Map(); // by id
let drafts = null;
let failures = 0;
let retry = null;
let posting = false;

function blockOf(element) {
    return blocks.get(element.closest?.("details.rating")?.id);
}

function sayTimes(root) {
    for (const time of root.querySelectorAll("time[data-clock]")) {
        time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" });
    }
}

function lineBroke(block) {
    const text = drafts === null ? line.dataset.lost : line.dataset.offline;
    if (line.textContent !== text) {
        line.textContent = text;
    }
    block.failed(line.dataset.unsent);
    clearTimeout(retry);
    retry = setTimeout(sendAll, pauseAfter(failures));
    failures += 1;
}

function lineHolds() {
    failures = 0;
    clearTimeout(retry);
    if ([line.dataset.offline, line.dataset.lost].includes(line.textContent)) {
        sendAll();
        line.textContent = line.dataset.back;
    }
}

function sendAll() {
    for (const block of blocks.values()) {
        block.save();
    }
}

function sending(event) {
    const automatic = event.detail.triggeringEvent?.type === "portal:autosave";
    const block = blockOf(event.target);
    block?.sending(event.detail.parameters, { asked: !automatic });
    if (block && automatic) {
        event.detail.parameters.auto = "1";
    }
}

function answered(event) {
    const block = blockOf(event.target);
    if (!block) {
        return;
    }
    const told = meaning(event.detail.xhr.status);
    if (told === "expired" && block.asked) {
        post();
        form.submit(); // what was typed comes back once the person has signed in
    } else if (told === "expired") {
        expired.hidden = false;
    } else if (told === "offline") {
        lineBroke(block);
    } else {
        heard(block, told);
        lineHolds();
    }
}

function heard(block, told) {
    if (told === "stored") {
        block.stored();
    } else if (told === "read") {
        block.refused();
    } else {
        block.saves.isRefused = true;
        block.failed(line.dataset[told]);
    }
}

function post() {
    posting = true;
    blocks.forEach((block) => block.prepare());
}

// One side of a clash goes into its field; nothing is sent before the person presses Save.
function settle(button) {
    const acts = button.closest(".clash-acts");
    const block = blockOf(button);
    const { field, theirs } = acts.dataset;
    const values = block.values;
    acts.yours ??= values[field] ?? "";
    block.values = { ...values, [field]: taken(button.dataset.take, theirs, acts.yours) };
    acts.querySelector("[role=status]").textContent = `✓ ${button.textContent}`;
    block.changed(TYPING);
}

// The page asks before it is left only while something on it is kept nowhere else.
function sayUnkept() {
    const unkept = [...blocks.values()].some((block) => block.touched && !block.isKept);
    form.toggleAttribute("data-unsaved", drafts === null || unkept);
}

// A block that has its body. Nobody types into a field that is about to be filled with what they typed before.
async function take(element) {
    const block = new Block(element, { form, drafts });
    blocks.set(block.id, block);
    sayTimes(element);
    if (drafts?.has(block.id)) {
        element.inert = true;
        await block.restore().finally(() => (element.inert = false));
    }
}

function opened(element) {
    if (element.open && !isHere(element)) {
        bodyOf(element).catch(() => (line.textContent = line.dataset.closed));
    }
}

async function begin() {
    drafts = await Drafts.open(form.dataset.owner, form.dataset.autosave, form.dataset.key);
    const all = [...form.querySelectorAll("details.rating")];
    form.addEventListener("portal:body", (event) => event.detail.ready.push(take(event.target)));
    form.addEventListener("toggle", (event) => event.target.matches("details.rating") && opened(event.target), true);
    form.addEventListener("input", (event) => {
        const writes = event.target.matches("textarea");
        const block = blockOf(event.target);
        if (!writes) {
            block?.left.clear();
        }
        block?.changed(writes ? TYPING : CHOOSING);
    });
    form.addEventListener("focusout", (event) => event.target.matches("textarea") && blockOf(event.target)?.leave(event.target));
    form.addEventListener("portal:kept", sayUnkept);
    form.addEventListener("click", (event) => {
        const button = event.target.closest("[data-take], [data-undo], [data-discard]");
        if (button?.hasAttribute("data-undo")) {
            blockOf(button).undo();
        } else if (button?.hasAttribute("data-discard")) {
            blockOf(button).discard();
        } else if (button) {
            settle(button);
        }
    });
    form.addEventListener("submit", post);
    document.addEventListener("htmx:configRequest", sending);
    document.addEventListener("htmx:afterRequest", answered);
    document.addEventListener("htmx:afterSettle", () => {
        sayTimes(form);
        blocks.forEach((block) => block.sayFaults());
    });
    document.addEventListener("visibilitychange", () => document.hidden && sendAll());
    addEventListener("online", sendAll);
    addEventListener("pageshow", (event) => {
        posting = false;
        if (event.persisted) {
            sendAll(); // what went off with the page was not heard; sent again, it is answered and not stored twice
        }
    });
    addEventListener("pagehide", () => posting || blocks.forEach((block) => block.sendLast()));
    document.documentElement.classList.add("autosaves");
    sayTimes(form);
    const taken = all.filter(isHere).map(take); // all at once: what is to be filled is closed to the person from now on
    sayUnkept();
    await Promise.all(taken);
    for (const element of all.filter((each) => !isHere(each) && drafts?.has(each.id))) {
        await bodyOf(element).catch(() => (line.textContent = line.dataset.closed));
    }
}

if (form) {
    document.addEventListener("DOMContentLoaded", begin); // when htmx, which sends, has seen the page
}
