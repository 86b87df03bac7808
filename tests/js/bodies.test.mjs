// A block's body comes when it is opened: once, and again after it could not be had.
import assert from "node:assert/strict";
import test from "node:test";

import { bodyOf, isHere } from "../../static/js/bodies.js";

function block(id, dataset = { body: `/ratings/${id}/body/` }) {
    const inner = { innerHTML: "a link" };
    const told = [];
    return { id, dataset, inner, told, querySelector: () => inner, dispatchEvent: (event) => told.push(event.type) };
}

function served(...answers) {
    const asked = [];
    globalThis.htmx = { process: () => {} };
    globalThis.fetch = async (address) => {
        asked.push(address);
        return answers.shift();
    };
    return asked;
}

const body = (text) => ({ ok: true, redirected: false, text: async () => text });

test("a body is asked for once, put in its place and told of", async () => {
    const asked = served(body("<p>fields</p>"));
    const one = block("r1");
    assert.equal(isHere(one), false);
    await Promise.all([bodyOf(one), bodyOf(one)]);
    await bodyOf(one);
    assert.deepEqual(asked, ["/ratings/r1/body/"]);
    assert.equal(one.inner.innerHTML, "<p>fields</p>");
    assert.equal(isHere(one), true);
    assert.deepEqual(one.told, ["portal:body"]);
});

for (const [name, answer] of [
    ["refused", { ok: false, status: 401 }],
    ["a page to sign in on", { ok: true, redirected: true, status: 200 }],
]) {
    test(`${name} leaves the block closed, and it can be asked again`, async () => {
        const asked = served(answer, body("<p>fields</p>"));
        const one = block("r2");
        await assert.rejects(bodyOf(one));
        assert.equal(one.inner.innerHTML, "a link");
        assert.equal(isHere(one), false);
        await bodyOf(one);
        assert.equal(asked.length, 2);
        assert.equal(isHere(one), true);
    });
}

test("a block that came with its body asks for nothing", async () => {
    const asked = served();
    await bodyOf(block("r3", {}));
    assert.deepEqual(asked, []);
});
