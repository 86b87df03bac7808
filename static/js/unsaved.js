// What is typed into a form is kept in this browser, encrypted, until the server has taken it: it is in the form again after a
// refusal, a clash, a broken line, a closed tab, Back and a new sign-in. Where nothing can be kept, and for files, the page
// asks before it is left. A form that is kept otherwise (autosave.js) is only asked for.
import { Drafts } from "./drafts.js";
import { fill, fillHidden, hasFiles, hasText, hiddenOf, takenForms, TOKEN, valuesOf } from "./fields.js";

const REFUSED = 400; // and everything above
// A moment as the server writes it: in the page's language (English as in Europe), 24 hours, with its zone.
const TONGUE = document.documentElement.lang.replace(/^en$/, "en-GB");
const MOMENT = { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };
const about = document.querySelector("meta[name=drafts]")?.dataset;
const asking = new Set(); // forms with typing that is nowhere else

class Kept {
    constructor(form, drafts) {
        this.form = form;
        this.drafts = drafts;
        this.name = `${location.pathname}${location.search}|${form.elements.namedItem("form")?.value ?? ""}`;
        this.shown = { values: this.values, hidden: hiddenOf(this.form), token: this.token.value, mark: drafts.mark };
        this.base = this.shown.hidden;
    }

    get token() {
        return this.form.elements.namedItem(TOKEN);
    }

    get values() {
        return valuesOf(this.form);
    }

    async typed() {
        asking.add(this.form);
        const kept = await this.drafts.keep(this.name, { values: this.values, base: this.base, token: this.token.value });
        if (kept && !hasFiles(this.form)) {
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
            fill(this.form, values);
            fillHidden(this.form, base);
        }
        this.say(refused, at);
    }

    say(refused, at) {
        const note = document.getElementById("kept-note").content.firstElementChild.cloneNode(true);
        note.querySelector(refused ? "[data-back]" : "[data-refused]").remove();
        const time = note.querySelector("time");
        if (time) {
            time.dateTime = new Date(at).toISOString();
            time.textContent = new Date(at).toLocaleString(TONGUE, MOMENT);
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
        fill(this.form, this.shown.values);
        fillHidden(this.form, this.shown.hidden);
        this.base = this.shown.hidden;
        this.token.value = this.shown.token;
        this.drafts.mark = this.shown.mark;
        note.remove();
    }
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
    for (const { form, ended } of takenForms(document.cookie)) {
        Drafts.arrived(about.owner, "forms", form);
        document.cookie = ended;
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
