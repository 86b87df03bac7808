// What has not reached the server yet, kept in this browser's storage: encrypted under a key that only pages of the
// signed-in person hold. Without a secure connection the browser has no encryption, and nothing is kept.
const encode = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export class Drafts {
    #key;
    #prefix;
    #turns = new Map();

    // Those of one person on one assessment; null where this browser cannot keep any.
    static async open(owner, assessment, key) {
        try {
            localStorage.setItem("draft-probe", "1");
            localStorage.removeItem("draft-probe");
            const imported = await crypto.subtle.importKey("raw", decode(key), "AES-GCM", false, ["encrypt", "decrypt"]);
            return new Drafts(imported, `draft:${owner}:${assessment}:`);
        } catch {
            return null;
        }
    }

    constructor(key, prefix) {
        this.#key = key;
        this.#prefix = prefix;
    }

    // Whether it is in storage now: a later call, or drop, wins over one that is still encrypting.
    async keep(name, draft) {
        const turn = this.#next(name);
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const plain = new TextEncoder().encode(JSON.stringify(draft));
        const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#key, plain);
        if (this.#turns.get(name) !== turn) {
            return true;
        }
        try {
            localStorage.setItem(this.#prefix + name, `${encode(iv)}.${encode(sealed)}`);
            return true;
        } catch {
            return false; // the storage is full
        }
    }

    async kept(name) {
        const stored = localStorage.getItem(this.#prefix + name);
        if (!stored) {
            return null;
        }
        try {
            const [iv, sealed] = stored.split(".").map(decode);
            const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.#key, sealed);
            return JSON.parse(new TextDecoder().decode(plain));
        } catch {
            return null; // kept under a key that the portal no longer gives out
        }
    }

    drop(name) {
        this.#next(name);
        localStorage.removeItem(this.#prefix + name);
    }

    #next(name) {
        const turn = (this.#turns.get(name) ?? 0) + 1;
        this.#turns.set(name, turn);
        return turn;
    }
}
