// What a page knows of the saves of one rating: nothing typed is taken for stored, and nothing is stored twice.
import assert from "node:assert/strict";
import test from "node:test";

import { meaning, pauseAfter, same, Saves, taken } from "../../static/js/saves.js";

const [EMPTY, ONE, TWO] = [{ note: "" }, { note: "one" }, { note: "two" }];

function typed(values = EMPTY, revision = "3") {
    const saves = new Saves(values, revision);
    saves.changed();
    return saves;
}

for (const [status, told] of [
    [0, "offline"],
    [200, "stored"],
    [204, "stored"],
    [302, "refused"],
    [400, "refused"],
    [401, "expired"],
    [403, "outdated"],
    [404, "refused"],
    [409, "read"],
    [413, "refused"],
    [422, "read"],
    [500, "offline"],
    [503, "offline"],
]) {
    test(`${status} means ${told}`, () => assert.equal(meaning(status), told));
}

test("pauses grow to half a minute and stay there", () => {
    assert.deepEqual([0, 1, 2, 3, 4, 100].map(pauseAfter), [3000, 6000, 12000, 30000, 30000, 30000]);
});

test("of a clash one takes one's own, the other's, or both below each other", () => {
    assert.equal(taken("theirs", "A", "B"), "A");
    assert.equal(taken("yours", "A", "B"), "B");
    assert.equal(taken("both", "A", "B"), "A\n\nB");
    assert.equal(taken("both", "", "B"), "B");
});

test("values are the same by what they hold, in their order", () => {
    assert.ok(same({ a: "1", b: "2" }, { a: "1", b: "2" }));
    assert.ok(!same({ a: "1" }, { a: "1", b: "" }));
});

test("a page that was only opened has nothing to save or to undo", () => {
    const saves = new Saves(EMPTY, "3");
    assert.deepEqual([saves.touched, saves.canGoBack, saves.earlier], [false, false, ""]);
});

test("every change has an id of its own; a repeated request has the same", () => {
    const saves = typed();
    const first = saves.sending(ONE);
    assert.deepEqual(first, { mutation: saves.next, unanswered: "" });
    assert.deepEqual(saves.sending(ONE), first);
    saves.changed();
    const second = saves.sending(TWO);
    assert.notEqual(second.mutation, first.mutation);
    assert.equal(second.unanswered, first.mutation);
});

test("the button saves what nobody changed, under an id of its own", () => {
    const saves = new Saves(EMPTY, "3");
    assert.match(saves.sending(EMPTY).mutation, /^[0-9a-f]{32}$/);
});

test("at most fifty unanswered ids are remembered, the newest", () => {
    const saves = typed();
    const ids = [];
    for (let time = 0; time < 60; time += 1) {
        saves.changed();
        ids.push(saves.sending({ note: String(time) }).mutation);
    }
    assert.deepEqual(saves.unanswered, ids.slice(-50));
});

test("what was stored is settled, and the next typing begins on its revision", () => {
    const saves = typed();
    saves.sending(ONE);
    assert.equal(saves.stored(ONE, "4"), true);
    assert.deepEqual([saves.touched, saves.base, saves.unanswered, saves.settled], [false, "4", [], ONE]);
    assert.equal(saves.canGoBack, true);
});

test("what was typed on while it was being stored stays unsaved", () => {
    const saves = typed();
    saves.sending(ONE);
    assert.equal(saves.stored(TWO, "4"), false);
    assert.equal(saves.touched, true);
    assert.equal(saves.base, "4");
});

test("a refusal waits for another change", () => {
    const saves = typed();
    saves.sending(ONE);
    assert.equal(saves.refused(ONE, "3"), true);
    assert.deepEqual([saves.isRefused, saves.touched, saves.unanswered], [true, true, []]);
    saves.changed();
    assert.equal(saves.isRefused, false);
});

test("a refusal of what was typed on meanwhile does not wait", () => {
    const saves = typed();
    saves.sending(ONE);
    assert.equal(saves.refused(TWO, "3"), false);
    assert.equal(saves.isRefused, false);
});

test("a refusal that stored a part of it moves the revision, a clash does not", () => {
    const saves = typed();
    saves.sending(ONE);
    saves.refused(ONE, "4");
    assert.equal(saves.base, "4");
    saves.refused(ONE, null);
    assert.equal(saves.base, "4");
});

test("undo goes back to what is stored, then to what was stored before it", () => {
    const saves = typed();
    for (const [values, revision] of [[ONE, "4"], [TWO, "5"]]) {
        saves.changed();
        saves.sending(values);
        saves.stored(values, revision);
    }
    assert.deepEqual(saves.undone({ note: "half" }), TWO);
    assert.deepEqual(saves.undone(TWO), ONE);
    saves.changed();
    saves.sending(ONE);
    saves.stored(ONE, "6");
    assert.deepEqual(saves.undone(ONE), EMPTY); // going back is no step to go back to
});

test("undo of a change that was taken back by hand changes nothing", () => {
    const saves = typed();
    assert.equal(saves.canGoBack, true);
    assert.deepEqual(saves.undone(EMPTY), EMPTY);
});

test("a draft says on what it was typed and which saves it follows, and is gone on with", () => {
    const saves = typed();
    const { mutation } = saves.sending(ONE);
    saves.changed();
    const draft = saves.draft(TWO);
    assert.deepEqual(draft, { values: TWO, revision: "3", ids: [mutation, saves.next] });
    const reopened = new Saves(EMPTY, "9");
    reopened.resume(draft);
    assert.deepEqual(reopened.draft(TWO), draft);
    assert.deepEqual(reopened.sending(TWO), { mutation: saves.next, unanswered: mutation });
});

test("what is thrown away is not saved", () => {
    const saves = typed();
    saves.discard();
    assert.equal(saves.touched, false);
});
