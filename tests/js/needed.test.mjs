// By keyboard: which field a rating asks for first, and which criterion comes next.
import assert from "node:assert/strict";
import test from "node:test";

import { firstNeeded, isUnrated, nextIn, standing } from "../../static/js/needed.js";

const given = (more) => ({
    choice: "",
    confidence: "",
    suggested: "low",
    reason: "",
    tried: "",
    justification: "",
    confidence_reason: "",
    ...more,
});

for (const [name, more] of [
    ["justification", {}],
    ["reason", { choice: "na" }],
    ["justification", { choice: "na", reason: "no sea" }],
    ["tried", { choice: "insufficient", reason: "of another choice" }],
    ["justification", { choice: "insufficient", tried: "asked" }],
    ["justification", { choice: "3", confidence: "high" }],
    ["confidence", { choice: "0", justification: "none seen" }],
    ["confidence_reason", { choice: "3", justification: "seen", confidence: "high" }],
    ["justification", { choice: "3", justification: "seen", confidence: "high", confidence_reason: "two sources" }],
    ["justification", { choice: "3", justification: "seen", confidence: "low" }],
]) {
    test(`${JSON.stringify(more)} asks for ${name}`, () => assert.equal(firstNeeded(given(more)), name));
}

test("neither a level nor another choice is unrated", () => {
    assert.deepEqual(["", "unrated", "0", "na", "insufficient"].map(isUnrated), [true, true, false, false, false]);
});

test("the next one that is wanted is looked for below, then from the top, the current one last", () => {
    const all = ["a", "b", "c", "d"];
    assert.equal(nextIn(all, "b", () => true), "c");
    assert.equal(nextIn(all, "d", () => true), "a");
    assert.equal(nextIn(all, null, () => true), "a");
    assert.equal(nextIn(all, "c", (each) => each < "c"), "a");
    assert.equal(nextIn(all, "c", (each) => each === "c"), "c");
    assert.equal(nextIn(all, "c", () => false), undefined);
});

for (const [choice, answers, is] of [
    ["3", [], "3"],
    ["na", ["", ""], "na"],
    ["2", ["1", "1"], "2"],
    ["follows", ["", "2"], "unrated"],
    ["follows", ["?", "0-2"], "insufficient"],
    ["follows", ["?", "-"], "level"],
    ["follows", ["?", "1-2"], "level"],
    ["follows", ["0", "?"], "level"],
]) {
    test(`${choice} over ${JSON.stringify(answers)} is ${is}`, () => assert.equal(standing(choice, answers), is));
}

test("a level that follows asks for a justification and then for a confidence", () => {
    assert.equal(firstNeeded(given({ choice: "level" })), "justification");
    assert.equal(firstNeeded(given({ choice: "level", justification: "seen" })), "confidence");
});
