// What is kept in the browser: encrypted, by person, each open page its own, and the newest comes back.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { Drafts, randomId } from "../../static/js/drafts.js";
import { FullStorage, install, NoStorage, TextStorage } from "./storage.mjs";

const KEY = btoa("k".repeat(32));
const OTHER_KEY = btoa("o".repeat(32));
let storage;

const page = (mark, { owner = "7", about = "NL-BI-2014", key = KEY } = {}) => Drafts.open(owner, about, key, mark);

beforeEach(() => {
    storage = install(new TextStorage());
});

test("ids are 32 hexadecimal figures and differ", () => {
    const ids = Array.from({ length: 100 }, randomId);
    assert.equal(new Set(ids).size, 100);
    ids.forEach((id) => assert.match(id, /^[0-9a-f]{32}$/));
});

test("a draft comes back with the time at which it was kept, and is read by nobody without the key", async () => {
    const drafts = await page("here");
    assert.equal(await drafts.keep("r1", { values: { note: "Söldner" } }), true);
    const { at, ...draft } = await drafts.kept("r1");
    assert.deepEqual(draft, { values: { note: "Söldner" } });
    assert.ok(Math.abs(Date.now() - at) < 60_000);
    assert.deepEqual(Object.keys(storage), ["draft:7:NL-BI-2014:r1#here"]);
    assert.doesNotMatch(Object.values(storage).join(), /note|ldner/);
    assert.equal(await (await page("here", { key: OTHER_KEY })).kept("r1"), null);
});

test("the same draft is never sealed alike", async () => {
    const drafts = await page("here");
    const seals = new Set();
    for (let time = 0; time < 3; time += 1) {
        await drafts.keep("r1", { values: {} });
        seals.add(storage.getItem("draft:7:NL-BI-2014:r1#here").split(".")[0]);
    }
    assert.equal(seals.size, 3);
});

test("other people, other assessments and other ratings see nothing", async () => {
    await (await page("here")).keep("r1", { values: {} });
    assert.equal((await page("there")).has("r1"), true);
    for (const other of [{ owner: "8" }, { about: "NL-BI-2015" }]) {
        assert.equal((await page("here", other)).has("r1"), false);
    }
    assert.equal((await page("here")).has("r"), false);
    assert.equal((await page("here")).has("r11"), false);
});

test("the newest of several pages comes back, and is this page's from then on", async () => {
    const [one, two] = [await page("one"), await page("two")];
    await one.keep("r1", { text: "older" });
    await new Promise((done) => setTimeout(done, 5));
    await two.keep("r1", { text: "newer" });
    const three = await page("three");
    assert.equal((await three.newest("r1")).mark, "two");
    assert.equal((await three.kept("r1")).text, "newer");
    assert.deepEqual(Object.keys(storage).sort(), ["draft:7:NL-BI-2014:r1#one", "draft:7:NL-BI-2014:r1#three"]);
});

test("dropping takes this page's alone", async () => {
    const [one, two] = [await page("one"), await page("two")];
    await one.keep("r1", { text: "one" });
    await two.keep("r1", { text: "two" });
    two.drop("r1");
    assert.equal((await two.kept("r1")).text, "one");
});

test("of two calls the later wins, whichever is encrypted first", async () => {
    const drafts = await page("here");
    const [first, second] = [drafts.keep("r1", { text: "first" }), drafts.keep("r1", { text: "second" })];
    assert.deepEqual(await Promise.all([second, first]), [true, true]);
    assert.equal((await drafts.kept("r1")).text, "second");
});

test("what is dropped while it is encrypted does not come back", async () => {
    const drafts = await page("here");
    const keeping = drafts.keep("r1", { text: "saved meanwhile" });
    drafts.drop("r1");
    await keeping;
    assert.equal(drafts.has("r1"), false);
});

test("forms that the server has taken are forgotten by their marks, without the key", async () => {
    await (await page("taken", { about: "forms" })).keep("/risk/|", { values: [] });
    await (await page("open", { about: "forms" })).keep("/risk/|", { values: [] });
    await (await page("taken", { about: "forms", owner: "8" })).keep("/risk/|", { values: [] });
    Drafts.arrived("7", "forms", "unknown");
    Drafts.arrived("7", "forms", "taken");
    assert.deepEqual(Object.keys(storage), ["draft:7:forms:/risk/|#open", "draft:8:forms:/risk/|#taken"]);
});

test("drafts that nobody came back to for 30 days go, whoever typed them; older ones get the date that they lack", async (context) => {
    const day = 24 * 60 * 60 * 1000;
    context.mock.timers.enable({ apis: ["Date"], now: 100 * day });
    await (await page("here")).keep("r1", { text: "kept" });
    await (await page("there", { owner: "8" })).keep("r2", { text: "kept" });
    const undated = storage.getItem("draft:7:NL-BI-2014:r1#here").split(".").slice(0, 2).join(".");
    storage.setItem("draft:7:NL-BI-2014:r3#old", undated);
    storage.setItem("keys", "off");
    context.mock.timers.setTime(115 * day);
    await (await page("here")).keep("r1", { text: "typed on" });
    Drafts.expire();
    assert.equal(Object.keys(storage).length, 4);
    context.mock.timers.setTime(131 * day);
    Drafts.expire();
    assert.deepEqual(Object.keys(storage), ["draft:7:NL-BI-2014:r1#here", "draft:7:NL-BI-2014:r3#old", "keys"]);
    assert.equal((await (await page("here")).kept("r3")).text, "kept");
    context.mock.timers.setTime(146 * day);
    Drafts.expire();
    assert.deepEqual(Object.keys(storage), ["keys"]);
});

test("damaged and foreign entries are passed over", async () => {
    storage.setItem("draft:7:NL-BI-2014:r1#torn", "no seal");
    const drafts = await page("here");
    assert.equal(drafts.has("r1"), true);
    assert.equal(await drafts.newest("r1"), null);
    assert.equal(await drafts.kept("r1"), null);
});

test("a full storage is told, not thrown", async () => {
    install(new FullStorage());
    const drafts = await page("here");
    assert.equal(await drafts.keep("r1", { text: "long" }), false);
});

test("without storage, or with no key, nothing is kept", async () => {
    assert.equal(await page("here", { key: "not base64!" }), null);
    install(new NoStorage());
    assert.equal(await page("here"), null);
});
