// What is typed into a form is kept in this browser, encrypted, until the server has taken it: it is in the form again after a
// refusal, a clash, a broken line, a closed tab, Back and a new sign-in. Where nothing can be kept, and for files, the page
// asks before it is left. A form that is kept otherwise (autosave.js) is only asked for.
import { Drafts } from "./drafts.js";

const TOKEN = "sent_once"; // the server answers by it which form it has taken
const NOT_TYPED = ["csrfmiddlewaretoken", "kept_for", TOKEN];
const CHOSEN = ["hidden", "radio", "checkbox", "submit", "button"];
const REFUSED = 400; // and everything above
const about = document.querySelector("meta[name=drafts]")?.dataset;
const asking = new Set(); // forms with typing that is nowhere else

class Kept {
    constructor(form, drafts) {
        this.form = form;
        this.drafts = drafts;
        this.name = `${location.pathname}${location.search}|${form.elements.namedItem("form")?.value ?? ""}`;
        this.shown = { values: this.values, hidden: this.hidden, token: this.token.value, mark: drafts.mark };
        this.base = this.hidden;
    }

    get token() {
        return this.form.elements.namedItem(TOKEN);
    }

    get fields() {
        return [...this.form.elements].filter((field) => field.name && !["hidden", "file", "password", "submit"].includes(field.type));
    }

    // What the fields hold, in their order; what was not chosen is null.
    get values() {
        return this.fields.map((field) => {
            if (["radio", "checkbox"].includes(field.type)) {
                return [field.name, field.checked ? field.value : null];
            }
            return [field.name, field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value];
        });
    }

    set values(values) {
        const left = [...values];
        for (const field of this.fields) {
            const choice = ["radio", "checkbox"].includes(field.type);
            const at = left.findIndex(([name, value]) => name === field.name && (!choice || value === null || value === field.value));
            const [, value] = at < 0 ? [] : left.splice(at, 1)[0];
            if (choice) {
                field.checked = value === field.value;
            } else if (field.multiple) {
                [...field.options].forEach((option) => (option.selected = (value ?? []).includes(option.value)));
            } else if (value !== undefined) {
                field.value = value;
            }
        }
    }

    // The revision and whatever else says what the page showed when the typing began.
    get hidden() {
        const fields = [...this.form.elements].filter((field) => field.type === "hidden" && !NOT_TYPED.includes(field.name));
        return fields.map((field) => [field.name, field.value]);
    }

    set hidden(pairs) {
        for (const [name, value] of pairs) {
            const field = this.form.elements.namedItem(name);
            if (field?.type === "hidden") {
                field.value = value;
            }
        }
    }

    async typed() {
        asking.add(this.form);
        const kept = await this.drafts.keep(this.name, { values: this.values, base: this.base, token: this.token.value });
        const chosen = [...this.form.elements].some((field) => field.type === "file" && field.files.length);
        if (kept && !chosen) {
            asking.delete(this.form);
        } else {
            asking.add(this.form); // an earlier key's call, overtaken by this one, may have taken it out
        }
    }

    // What was typed before goes into the fields. A page that answers a refusal holds it already, and newer bookkeeping.
    async restore() {
        const found = await this.drafts.newest(this.name);
        if (found === null) {
            return;
        }
        const { values, base, token, at } = found.draft;
        const same = JSON.stringify(values) === JSON.stringify(this.values);
        const refused = performance.getEntriesByType("navigation")[0]?.responseStatus >= REFUSED;
        this.drafts.mark = found.mark;
        this.token.value = token; // should it have arrived after all, it is answered and not done twice
        this.base = base;
        if (refused) {
            history.replaceState(null, "", location.href); // Back and reload ask for the page, and post nothing again
        } else if (!same) {
            this.values = values;
            this.hidden = base;
        }
        this.say(refused, at);
    }

    say(refused, at) {
        const note = document.getElementById("kept-note").content.firstElementChild.cloneNode(true);
        note.querySelector(refused ? "[data-back]" : "[data-refused]").remove();
        const time = note.querySelector("time");
        if (time) {
            time.dateTime = new Date(at).toISOString();
            time.textContent = new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
        }
        note.querySelector("button").addEventListener("click", () => this.discard(refused, note));
        this.form.prepend(note);
        this.form.hidden = false; // of a form that can be sent no more, only what is kept is shown
    }

    discard(refused, note) {
        this.drafts.drop(this.name);
        asking.delete(this.form);
        if (refused) {
            location.reload();
            return;
        }
        this.values = this.shown.values;
        this.hidden = this.base = this.shown.hidden;
        this.token.value = this.shown.token;
        this.drafts.mark = this.shown.mark;
        note.remove();
    }
}

// Choices are made again in a moment and say nothing of what was meant: nothing is kept where there is no text to type.
function hasText(form) {
    return [...form.elements].some((field) => field.matches("textarea, input") && !CHOSEN.includes(field.type));
}

async function keep(form) {
    const token = form.elements.namedItem(TOKEN)?.value;
    const drafts = about && token && hasText(form) ? await Drafts.open(about.owner, "forms", about.key, token.split(":")[0]) : null;
    if (drafts === null) {
        form.addEventListener("input", () => asking.add(form));
        return;
    }
    const kept = new Kept(form, drafts);
    form.addEventListener("input", () => kept.typed());
    form.inert = drafts.has(kept.name); // nobody types into a field that is about to be filled
    await kept.restore().finally(() => (form.inert = false));
}

// The server names the forms that it has taken, each in a cookie of its own.
function forget() {
    for (const cookie of document.cookie.split("; ")) {
        const [, name, form] = cookie.match(/^((?:__Host-)?saved-(\w+))=/) ?? [];
        if (form) {
            Drafts.arrived(about.owner, "forms", form);
            document.cookie = `${name}=; Max-Age=0; Path=/; SameSite=Lax${name.startsWith("__Host-") ? "; Secure" : ""}`;
        }
    }
}

if (about) {
    forget();
    try {
        Drafts.expire();
    } catch {
        // this browser has no storage, or no room in it
    }
}
for (const form of document.querySelectorAll("form[data-unsaved]")) {
    form.autocomplete = "off"; // or the browser's Back fills in what was saved from here, over what others saved since
    if (form.hasAttribute("data-autosave")) {
        form.addEventListener("input", () => asking.add(form));
        form.addEventListener("portal:saved", () => asking.delete(form));
    } else {
        keep(form);
    }
    form.addEventListener("submit", () => asking.delete(form));
}
addEventListener("beforeunload", (event) => {
    if ([...asking].some((form) => form.hasAttribute("data-unsaved"))) {
        event.preventDefault();
    }
});
