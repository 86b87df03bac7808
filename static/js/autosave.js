// Every change of a rating is saved by itself. Until the server has confirmed it, it is kept in this browser, so that it
// survives a broken line, a closed tab, an expired sign-in and a restarted server. Without this script the form is posted.
import { Drafts } from "./drafts.js";

const TYPING = 1500; // milliseconds without a key before text is saved
const CHOOSING = 250;
const AGAIN = [3000, 6000, 12000, 30000]; // before a save that met no server is tried again
const UNAUTHORISED = 401;
const OUTDATED = 403;
const OVER_THE_LINE = 500; // and everything above is the server's trouble, not ours

const form = document.querySelector("form[data-autosave]");
const line = form?.querySelector("[data-line]");
const expired = form?.querySelector("[data-expired]");
const blocks = new Map(); // by id: a rating's block, and what is known of its saves
let drafts = null;
let failures = 0;
let retry = null;
let posting = false;

class Block {
    constructor(element) {
        this.element = element;
        this.button = element.querySelector("[data-save]");
        this.unanswered = []; // ids of saves of which we never heard
        this.next = ""; // the id of a save of what the fields hold now
        this.sent = "";
        this.timer = null;
        this.settled = this.values; // what the server has, as far as we know
        this.past = []; // what it had before, for going back
        this.goesBack = false;
    }

    get id() {
        return this.element.id;
    }

    // What the fields hold, by name; hidden ones are the server's bookkeeping.
    get values() {
        const found = {};
        for (const field of this.element.querySelectorAll("[name]:not([type=hidden], button)")) {
            if (!["radio", "checkbox"].includes(field.type) || field.checked) {
                found[field.name] = field.value;
            }
        }
        return found;
    }

    set values(values) {
        for (const field of this.element.querySelectorAll("[name]:not([type=hidden], button)")) {
            if (["radio", "checkbox"].includes(field.type)) {
                field.checked = values[field.name] === field.value;
            } else {
                field.value = values[field.name] ?? "";
            }
        }
    }

    hidden(name) {
        return this.element.querySelector(`[name="${this.id}-${name}"]`);
    }

    get state() {
        return this.element.querySelector(".save-state");
    }

    get clashes() {
        return this.element.querySelector(".theirs") !== null;
    }

    get touched() {
        return this.next !== "";
    }

    async changed(delay) {
        this.next = randomId();
        this.offerUndo();
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.save(), delay);
        const draft = { values: this.values, revision: this.hidden("revision").value, ids: [...this.unanswered, this.next] };
        const kept = drafts !== null && (await drafts.keep(this.id, draft));
        form.toggleAttribute("data-unsaved", !kept);
    }

    undo() {
        const before = JSON.stringify(this.values) === JSON.stringify(this.settled) ? this.past.pop() : this.settled;
        this.goesBack = true;
        this.values = before;
        this.changed(CHOOSING);
    }

    offerUndo() {
        this.element.querySelector("[data-undo]").disabled = this.past.length === 0 && !this.touched;
    }

    save() {
        clearTimeout(this.timer);
        if (this.touched && !this.clashes && expired.hidden) {
            htmx.trigger(this.button, "portal:autosave");
        }
    }

    // The posted form says the same as an automatic save would: what it repeats or follows is not a colleague's.
    prepare() {
        clearTimeout(this.timer);
        if (!this.touched) {
            return;
        }
        this.hidden("mutation").value = this.next;
        const unanswered = this.hidden("unanswered");
        unanswered.value = this.unanswered.filter((id) => id !== this.next).join(" ");
    }

    // The save as a page that goes away can still send it; the answer is nobody's any more.
    sendLast() {
        if (!this.touched || this.clashes || !expired.hidden) {
            return;
        }
        const data = new URLSearchParams(this.values);
        for (const name of ["revision", "untouched"]) {
            data.set(`${this.id}-${name}`, this.hidden(name).value);
        }
        data.set(`${this.id}-mutation`, this.next);
        data.set(`${this.id}-unanswered`, this.unanswered.join(" "));
        for (const name of ["csrfmiddlewaretoken", "kept_for"]) {
            data.set(name, form.elements[name].value);
        }
        const request = { method: "POST", body: data, keepalive: true, headers: { "HX-Request": "true" } };
        fetch(this.button.getAttribute("hx-post"), request).catch(() => {});
    }

    answered(saved) {
        this.unanswered = [];
        if (saved) {
            this.remember();
        }
        if (saved && this.sent === JSON.stringify(this.values)) {
            this.next = "";
            drafts?.drop(this.id);
            this.element.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
            this.offerUndo();
        } else if (saved) {
            this.changed(TYPING);
        }
    }

    remember() {
        if (!this.goesBack && JSON.stringify(this.settled) !== this.sent) {
            this.past.push(this.settled);
        }
        this.goesBack = false;
        this.settled = JSON.parse(this.sent);
    }

    async restore() {
        const draft = await drafts.kept(this.id);
        if (draft === null) {
            return;
        }
        const shown = JSON.stringify(draft.values) === JSON.stringify(this.values);
        if (shown && !form.hasAttribute("data-typed")) {
            drafts.drop(this.id); // it arrived, though we never heard
            return;
        }
        this.element.open = true;
        this.values = draft.values;
        if (!this.clashes) {
            this.hidden("revision").value = draft.revision;
        }
        this.unanswered = draft.ids.slice(0, -1);
        this.next = draft.ids.at(-1);
        this.save();
    }
}

function randomId() {
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
    return hex.join("");
}

function blockOf(element) {
    return blocks.get(element.closest?.("details.rating")?.id);
}

function sayTimes(root) {
    for (const time of root.querySelectorAll("time[data-clock]")) {
        time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    }
}

function lineBroke(block) {
    const text = drafts === null ? line.dataset.unkept : line.dataset.offline;
    if (line.textContent !== text) {
        line.textContent = text;
    }
    block.state.className = "save-state unsaved";
    block.state.textContent = drafts === null ? "" : line.dataset.kept;
    clearTimeout(retry);
    retry = setTimeout(sendAll, AGAIN[Math.min(failures, AGAIN.length - 1)]);
    failures += 1;
}

function lineHolds() {
    failures = 0;
    clearTimeout(retry);
    if ([line.dataset.offline, line.dataset.unkept].includes(line.textContent)) {
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
    const block = blockOf(event.target);
    if (!block) {
        return;
    }
    if (!block.touched) {
        block.next = randomId();
    }
    const automatic = event.detail.triggeringEvent?.type === "portal:autosave";
    event.detail.parameters[`${block.id}-mutation`] = block.next;
    event.detail.parameters[`${block.id}-unanswered`] = block.unanswered.filter((id) => id !== block.next).join(" ");
    if (automatic) {
        event.detail.parameters.auto = "1";
    }
    block.asked = !automatic;
    block.sent = JSON.stringify(block.values);
    block.unanswered = [...new Set([...block.unanswered, block.next])].slice(-50);
}

function answered(event) {
    const block = blockOf(event.target);
    if (!block) {
        return;
    }
    const { status } = event.detail.xhr;
    if (status === UNAUTHORISED && block.asked) {
        post();
        form.submit(); // the server keeps everything that was typed, until the person has signed in
    } else if (status === UNAUTHORISED) {
        expired.hidden = false;
    } else if (status === OUTDATED) {
        line.textContent = line.dataset.outdated;
    } else if (status === 0 || status >= OVER_THE_LINE) {
        lineBroke(block);
    } else {
        block.answered(event.detail.successful);
        lineHolds();
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
    const joined = [theirs, acts.yours].filter(Boolean).join("\n\n");
    block.values = { ...values, [field]: { theirs, yours: acts.yours, both: joined }[button.dataset.take] };
    acts.querySelector("[role=status]").textContent = `✓ ${button.textContent}`;
    block.changed(TYPING);
}

async function begin() {
    for (const element of form.querySelectorAll("details.rating")) {
        blocks.set(element.id, new Block(element));
    }
    drafts = await Drafts.open(form.dataset.owner, form.dataset.autosave, form.dataset.key);
    form.addEventListener("input", (event) => {
        const writes = event.target.matches("textarea");
        blockOf(event.target)?.changed(writes ? TYPING : CHOOSING);
    });
    form.addEventListener("click", (event) => {
        const button = event.target.closest("[data-take], [data-undo]");
        if (button?.hasAttribute("data-undo")) {
            blockOf(button).undo();
        } else if (button) {
            settle(button);
        }
    });
    form.addEventListener("submit", post);
    document.addEventListener("htmx:configRequest", sending);
    document.addEventListener("htmx:afterRequest", answered);
    document.addEventListener("htmx:afterSettle", () => sayTimes(form));
    document.addEventListener("visibilitychange", () => document.hidden && sendAll());
    addEventListener("online", sendAll);
    addEventListener("pagehide", () => posting || blocks.forEach((block) => block.sendLast()));
    document.documentElement.classList.add("autosaves");
    sayTimes(form);
    if (drafts !== null) {
        form.removeAttribute("data-unsaved");
        for (const block of blocks.values()) {
            await block.restore();
        }
    }
}

if (form) {
    document.addEventListener("DOMContentLoaded", begin); // when htmx, which sends, has seen the page
}
