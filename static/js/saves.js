// What is known of the saves of one rating, apart from any page: what the server has, what it was sent and never answered, and
// whether something was typed since. Values are those of the fields, by name.
import { randomId } from "./drafts.js";

const MOST_UNANSWERED = 50;
const AGAIN = [3000, 6000, 12000, 30000]; // milliseconds before a save that met no server is tried again
const TAKEN = 300; // and everything below
const UNAUTHORISED = 401;
const OUTDATED = 403;
const READ = [409, 422]; // the server tells, in the block, what it did not store
const OVER_THE_LINE = 500; // and everything above is the server's trouble, not ours

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// What a status says of a save; 0 is a request that met no server.
export function meaning(status) {
    if (status === 0 || status >= OVER_THE_LINE) {
        return "offline";
    }
    if (status < TAKEN) {
        return "stored";
    }
    if (READ.includes(status)) {
        return "read";
    }
    return { [UNAUTHORISED]: "expired", [OUTDATED]: "outdated" }[status] ?? "refused";
}

// How long to wait after so many failures in a row.
export function pauseAfter(failures) {
    return AGAIN[Math.min(failures, AGAIN.length - 1)];
}

// What a person takes of a clash: "theirs", "yours", or "both", one below the other.
export function taken(side, theirs, yours) {
    return { theirs, yours, both: [theirs, yours].filter(Boolean).join("\n\n") }[side];
}

export class Saves {
    constructor(values, revision) {
        this.settled = values; // what the server has, as far as we know
        this.past = []; // what it had before, for going back
        this.goesBack = false;
        this.base = revision; // what the typing was begun on; a clash does not move it
        this.next = ""; // the id of a save of what the fields hold now
        this.sent = null; // what the last request carried
        this.unanswered = []; // ids of saves of which we never heard
        this.isRefused = false; // the server has seen what the fields hold, and did not take all of it
    }

    get touched() {
        return this.next !== "";
    }

    get canGoBack() {
        return this.past.length > 0 || this.touched;
    }

    // The ids that the next save follows, in one text.
    get earlier() {
        return this.unanswered.filter((id) => id !== this.next).join(" ");
    }

    changed() {
        this.next = randomId();
        this.isRefused = false;
    }

    // What a browser keeps of values that the server has not stored.
    draft(values) {
        return { values, revision: this.base, ids: [...this.unanswered, this.next] };
    }

    // Go on from such a draft.
    resume(draft) {
        this.base = draft.revision;
        this.unanswered = draft.ids.slice(0, -1);
        this.next = draft.ids.at(-1);
    }

    // What a request says of itself; repeated, it says the same.
    sending(values) {
        this.next ||= randomId();
        const said = { mutation: this.next, unanswered: this.earlier };
        this.sent = values;
        this.unanswered = [...new Set([...this.unanswered, this.next])].slice(-MOST_UNANSWERED);
        return said;
    }

    // The server has what was sent; true where the fields hold that still.
    stored(values, revision) {
        this.unanswered = [];
        this.base = revision;
        if (!this.goesBack && !same(this.settled, this.sent)) {
            this.past.push(this.settled);
        }
        this.goesBack = false;
        this.settled = this.sent;
        if (!same(values, this.sent)) {
            return false;
        }
        this.next = "";
        return true;
    }

    // The server read what was sent and did not store all of it; true where the fields hold that still. What a clash was begun
    // on stays, so that coming back meets it again: then there is no revision.
    refused(values, revision) {
        this.unanswered = [];
        this.base = revision ?? this.base;
        this.isRefused = same(values, this.sent);
        return this.isRefused;
    }

    // The values to go back to: what the server has, or what it had before.
    undone(values) {
        this.goesBack = true;
        return same(values, this.settled) ? (this.past.pop() ?? this.settled) : this.settled;
    }

    discard() {
        this.next = "";
    }
}
