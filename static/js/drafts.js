// What has not reached the server yet, kept in this browser's storage: encrypted under a key that only pages of the
// signed-in person hold. Without a secure connection the browser has no encryption, and nothing is kept.
const encode = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
const DAYS = 30; // that a draft is kept after it was last typed in; docs/assessor.md says so
const DAY = 24 * 60 * 60 * 1000; // milliseconds
const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export function randomId() {
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
    return hex.join("");
}

// Each open page keeps its drafts under a mark of its own, so that two pages of one person do not write over each other,
// and what one of them saved takes nothing from the other.
export class Drafts {
    #key;
    #prefix;
    #turns = new Map();

    // Those of one person on one assessment, or on all forms; null where this browser cannot keep any. What this page keeps
    // bears its `mark`.
    static async open(owner, about, key, mark = randomId()) {
        try {
            localStorage.setItem("draft-probe", "1");
            localStorage.removeItem("draft-probe");
            const imported = await crypto.subtle.importKey("raw", decode(key), "AES-GCM", false, ["encrypt", "decrypt"]);
            return new Drafts(imported, `draft:${owner}:${about}:`, mark);
        } catch {
            return null;
        }
    }

    // Forget, without reading it, what bears this mark: the server has it.
    static arrived(owner, about, mark) {
        for (const place of Object.keys(localStorage)) {
            if (place.startsWith(`draft:${owner}:${about}:`) && place.endsWith(`#${mark}`)) {
                localStorage.removeItem(place);
            }
        }
    }

    // Forget, without reading them, drafts that nobody has come back to for too long, whoever typed them.
    static expire() {
        for (const place of Object.keys(localStorage).filter((place) => place.startsWith("draft:"))) {
            const [iv, sealed, kept] = localStorage.getItem(place).split(".");
            if (Date.now() - Number(kept) > DAYS * DAY) {
                localStorage.removeItem(place);
            } else if (kept === undefined) {
                localStorage.setItem(place, `${iv}.${sealed}.${Date.now()}`); // kept before drafts bore a date
            }
        }
    }

    constructor(key, prefix, mark) {
        this.#key = key;
        this.#prefix = prefix;
        this.mark = mark;
    }

    // Whether it is in storage now: a later call, or drop, wins over one that is still encrypting.
    async keep(name, draft) {
        const turn = this.#next(name);
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const at = Date.now();
        const plain = new TextEncoder().encode(JSON.stringify({ ...draft, at }));
        const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#key, plain);
        if (this.#turns.get(name) !== turn) {
            return true;
        }
        try {
            localStorage.setItem(this.#own(name), `${encode(iv)}.${encode(sealed)}.${at}`);
            return true;
        } catch {
            return false; // the storage is full
        }
    }

    // Whether any page kept something under this name, readable or not.
    has(name) {
        return this.#places(name).length > 0;
    }

    // The newest that any page kept under this name; null where there is none.
    async newest(name) {
        const found = [];
        for (const place of this.#places(name)) {
            const draft = await this.#opened(localStorage.getItem(place));
            if (draft !== null) {
                found.push({ place, draft, mark: place.split("#").at(-1) });
            }
        }
        return found.sort((one, other) => (other.draft.at ?? 0) - (one.draft.at ?? 0))[0] ?? null;
    }

    // The newest, which is this page's from now on.
    async kept(name) {
        const found = await this.newest(name);
        const sealed = found && localStorage.getItem(found.place);
        if (sealed) {
            localStorage.removeItem(found.place);
            localStorage.setItem(this.#own(name), sealed);
        }
        return found?.draft ?? null;
    }

    drop(name) {
        this.#next(name);
        localStorage.removeItem(this.#own(name));
    }

    async #opened(stored) {
        try {
            const [iv, sealed] = stored.split(".", 2).map(decode);
            const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.#key, sealed);
            return JSON.parse(new TextDecoder().decode(plain));
        } catch {
            return null; // kept under a key that the portal no longer gives out
        }
    }

    #own(name) {
        return `${this.#prefix}${name}#${this.mark}`;
    }

    #places(name) {
        const start = this.#prefix + name;
        return Object.keys(localStorage).filter((place) => place === start || place.startsWith(`${start}#`));
    }

    #next(name) {
        const turn = (this.#turns.get(name) ?? 0) + 1;
        this.#turns.set(name, turn);
        return turn;
    }
}
