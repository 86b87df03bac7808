// What a form holds is kept as it stands and comes back into the same fields.
import assert from "node:assert/strict";
import test from "node:test";

import { fill, fillHidden, hasFiles, hasText, hiddenOf, takenForms, valuesOf } from "../../static/js/fields.js";

const field = (type, name, value, more = {}) => ({ tagName: "INPUT", type, name, value, ...more });
const several = (name, chosen) => {
    const options = ["a", "b", "c"].map((value) => ({ value, selected: chosen.includes(value) }));
    return {
        ...field("select-multiple", name, "", { tagName: "SELECT", multiple: true, options }),
        get selectedOptions() {
            return options.filter((option) => option.selected);
        },
    };
};

function form(...elements) {
    elements.namedItem = (name) => elements.find((each) => each.name === name) ?? null;
    return { elements };
}

const risk = ({ title = "", kinds = [], likely = "", neighbours = [] } = {}) =>
    form(
        field("hidden", "csrfmiddlewaretoken", "c"),
        field("hidden", "kept_for", "k"),
        field("hidden", "sent_once", "t:1"),
        field("hidden", "revision", "3"),
        field("text", "title", title),
        field("checkbox", "kind", "harm", { checked: kinds.includes("harm") }),
        field("checkbox", "kind", "money", { checked: kinds.includes("money") }),
        field("radio", "likely", "1", { checked: likely === "1" }),
        field("radio", "likely", "2", { checked: likely === "2" }),
        several("neighbours", neighbours),
        field("password", "secret", "not kept"),
        field("file", "proof", "", { files: [] }),
        field("submit", "then", "add another"),
        field("text", "", "no name"),
    );

test("values are kept in their order, without secrets, files, buttons and bookkeeping", () => {
    assert.deepEqual(valuesOf(risk({ title: "Harm", kinds: ["money"], likely: "2", neighbours: ["a", "c"] })), [
        ["title", "Harm"],
        ["kind", null],
        ["kind", "money"],
        ["likely", null],
        ["likely", "2"],
        ["neighbours", ["a", "c"]],
    ]);
});

for (const kept of [
    {},
    { title: "Harm" },
    { kinds: ["harm", "money"], likely: "1" },
    { title: "x", kinds: ["money"], likely: "2", neighbours: ["b"] },
]) {
    test(`comes back into a fresh form and over another's words: ${JSON.stringify(kept)}`, () => {
        const values = valuesOf(risk(kept));
        for (const shown of [risk(), risk({ title: "other", kinds: ["harm"], likely: "1", neighbours: ["c"] })]) {
            fill(shown, values);
            assert.deepEqual(valuesOf(shown), values);
        }
    });
}

test("a field that was not kept holds what it held", () => {
    const shown = form(field("text", "title", "as shown"), field("text", "new", "as shown"));
    fill(shown, [["title", "kept"]]);
    assert.deepEqual(valuesOf(shown), [["title", "kept"], ["new", "as shown"]]);
});

test("rows of the same name come back in their order", () => {
    const rows = () => form(field("text", "rate", ""), field("text", "rate", ""));
    const shown = rows();
    fill(shown, [["rate", "655.957"], ["rate", "1.1"]]);
    assert.deepEqual(valuesOf(shown), [["rate", "655.957"], ["rate", "1.1"]]);
});

test("the hidden revision comes back, and nothing else is filled by its name", () => {
    assert.deepEqual(hiddenOf(risk()), [["revision", "3"]]);
    const shown = risk();
    fillHidden(shown, [["revision", "2"], ["title", "by a hidden name"], ["gone", "x"]]);
    assert.deepEqual(hiddenOf(shown), [["revision", "2"]]);
    assert.equal(shown.elements.namedItem("title").value, "");
});

test("only forms with text to type are kept", () => {
    assert.equal(hasText(risk()), true);
    assert.equal(hasText(form(field("radio", "a", "1"), field("hidden", "b", "2"), field("submit", "c", "3"))), false);
    assert.equal(hasText(form({ tagName: "TEXTAREA", type: "textarea", name: "a", value: "" })), true);
    assert.equal(hasText(form({ tagName: "SELECT", type: "select-one", name: "a", value: "" })), false);
});

test("a chosen file is kept by nobody", () => {
    assert.equal(hasFiles(risk()), false);
    assert.equal(hasFiles(form(field("file", "proof", "", { files: [{ name: "a.pdf" }] }))), true);
});

test("the server's cookies name what it has taken, and are ended as they were set", () => {
    assert.deepEqual(takenForms(""), []);
    assert.deepEqual(takenForms("csrftoken=x; saved=1; unsaved-a1=1"), []);
    assert.deepEqual(takenForms("csrftoken=x; saved-a1=1; saved-b2=1"), [
        { form: "a1", ended: "saved-a1=; Max-Age=0; Path=/; SameSite=Lax" },
        { form: "b2", ended: "saved-b2=; Max-Age=0; Path=/; SameSite=Lax" },
    ]);
    assert.deepEqual(takenForms("__Host-saved-a1=1"), [
        { form: "a1", ended: "__Host-saved-a1=; Max-Age=0; Path=/; SameSite=Lax; Secure" },
    ]);
});
