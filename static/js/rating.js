// A rating's block on the page, and what is known of its saves. Its draft stays in this browser until the server has stored
// what the fields hold, or the person throws it away: neither a refusal nor a clash is a save.
import { Saves, same } from "./saves.js";

export const TYPING = 1500; // milliseconds without a key before text is saved

export class Block {
    constructor(element, { form, drafts }) {
        this.element = element;
        this.form = form;
        this.drafts = drafts;
        this.words = form.querySelector("[data-line]").dataset;
        this.expired = form.querySelector("[data-expired]");
        this.button = element.querySelector("[data-save]");
        this.saves = new Saves(this.values, this.hidden("revision").value);
        this.isKept = false; // what the fields hold is in this browser's storage
        this.timer = null;
        this.left = new Set(); // fields that were left since the choice was made
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
        return this.saves.touched;
    }

    get waits() {
        return !this.touched || this.clashes || this.saves.isRefused || !this.expired.hidden;
    }

    async changed(delay) {
        this.saves.changed();
        this.offerUndo();
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.save(), delay);
        await this.keep();
    }

    async keep() {
        const draft = this.saves.draft(this.values);
        this.isKept = false;
        this.isKept = this.drafts !== null && (await this.drafts.keep(this.id, draft));
        this.form.dispatchEvent(new CustomEvent("portal:kept"));
    }

    undo() {
        this.values = this.saves.undone(this.values);
        this.changed(0);
    }

    offerUndo() {
        this.element.querySelector("[data-undo]").disabled = !this.saves.canGoBack;
    }

    save() {
        clearTimeout(this.timer);
        if (!this.waits) {
            htmx.trigger(this.button, "portal:autosave");
        }
    }

    sending(parameters, { asked }) {
        const { mutation, unanswered } = this.saves.sending(this.values);
        parameters[`${this.id}-mutation`] = mutation;
        parameters[`${this.id}-unanswered`] = unanswered;
        this.asked = asked;
    }

    // The posted form says the same as an automatic save would: what it repeats or follows is not a colleague's.
    prepare() {
        clearTimeout(this.timer);
        if (!this.touched) {
            return;
        }
        this.hidden("mutation").value = this.saves.next;
        this.hidden("unanswered").value = this.saves.earlier;
    }

    // The save as a page that goes away can still send it; the answer is nobody's any more.
    sendLast() {
        if (this.waits) {
            return;
        }
        const data = new URLSearchParams(this.values);
        for (const name of ["revision", "untouched"]) {
            data.set(`${this.id}-${name}`, this.hidden(name).value);
        }
        data.set(`${this.id}-mutation`, this.saves.next);
        data.set(`${this.id}-unanswered`, this.saves.earlier);
        for (const name of ["csrfmiddlewaretoken", "kept_for"]) {
            data.set(name, this.form.elements[name].value);
        }
        const request = { method: "POST", body: data, keepalive: true, headers: { "HX-Request": "true" } };
        fetch(this.button.getAttribute("hx-post"), request).catch(() => {});
    }

    stored() {
        if (!this.saves.stored(this.values, this.hidden("revision").value)) {
            this.changed(TYPING);
            return;
        }
        this.drafts?.drop(this.id);
        this.isKept = false;
        this.offerDiscard(false);
        this.element.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
        this.offerUndo();
    }

    async refused() {
        if (this.saves.refused(this.values, this.clashes ? null : this.hidden("revision").value)) {
            await this.keep();
        } else {
            await this.changed(TYPING);
        }
        this.sayKept();
    }

    // It never arrived, or the server did not read it and will not.
    async failed(words) {
        this.state.className = "save-state unsaved";
        this.state.textContent = words;
        await this.keep();
        this.sayKept();
    }

    // Where the typing is, behind whatever the state line says.
    sayKept() {
        this.state.querySelector("[data-where]")?.remove();
        const where = document.createElement("span");
        where.dataset.where = "";
        where.textContent = ` ${this.isKept ? this.words.kept : this.words.unkept}`;
        this.state.append(where);
        this.offerDiscard(true);
    }

    offerDiscard(offered) {
        this.element.querySelector("[data-discard]").hidden = !offered;
    }

    // The fields of what is stored come with the page; whatever else is unsent on it is kept or sent as ever.
    discard() {
        clearTimeout(this.timer);
        this.saves.discard();
        this.drafts?.drop(this.id);
        this.isKept = false;
        this.element.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
        history.replaceState(null, "", `${location.pathname}?open=${this.id.slice(1)}#${this.id}`);
        location.reload();
    }

    async restore() {
        const draft = await this.drafts.kept(this.id);
        if (draft === null) {
            return;
        }
        if (same(draft.values, this.values) && !this.form.hasAttribute("data-typed")) {
            this.drafts.drop(this.id); // it arrived, though we never heard
            return;
        }
        this.element.open = true;
        this.values = draft.values;
        this.saves.resume(draft);
        if (!this.clashes) {
            this.hidden("revision").value = draft.revision;
        }
        this.isKept = true;
        this.sayKept();
        this.save();
    }

    // While a choice is being made, what it needs is said plainly; once its field was left empty, as a fault.
    leave(field) {
        this.left.add(field.name);
        this.sayFaults();
    }

    sayFaults() {
        for (const name of this.left) {
            const field = this.element.querySelector(`textarea[name="${name}"]`);
            const note = document.getElementById(`${name}-fault`);
            if (field && !field.value.trim() && note.classList.contains("needed") && note.textContent) {
                note.className = "invalid";
                note.textContent = field.dataset.fault;
            }
        }
    }
}
