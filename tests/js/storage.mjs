// The browser's storage of texts by name, as far as the scripts use it: its names are its own enumerable properties.
export class TextStorage {
    getItem(name) {
        return Object.hasOwn(this, name) ? this[name] : null;
    }

    setItem(name, text) {
        this[name] = String(text);
    }

    removeItem(name) {
        delete this[name];
    }
}

export class FullStorage extends TextStorage {
    setItem(name, text) {
        if (name !== "draft-probe") {
            throw new DOMException("full", "QuotaExceededError");
        }
        super.setItem(name, text);
    }
}

export class NoStorage extends TextStorage {
    setItem() {
        throw new DOMException("denied", "SecurityError");
    }
}

export function install(storage) {
    Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
    return storage;
}
