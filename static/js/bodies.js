// The body of a criterion comes when it is opened, so that a page of many stays light. Without this script a link opens it.
const coming = new Map(); // by id of the block

export const isHere = (block) => block.dataset.body === undefined;

async function fetched(block) {
    const answer = await fetch(block.dataset.body, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) {
        throw new Error(`The body of ${block.id} did not come: ${answer.status}`);
    }
    block.querySelector(".rating-body").innerHTML = await answer.text();
    delete block.dataset.body;
    htmx.process(block);
    const ready = []; // what whoever hears of it has to do before anybody writes into the body
    block.dispatchEvent(new CustomEvent("portal:body", { bubbles: true, detail: { ready } }));
    await Promise.all(ready);
}

// Resolves once the block has its body, asked for once however often it is called; rejects where it cannot be had now.
export function bodyOf(block) {
    if (isHere(block)) {
        return Promise.resolve();
    }
    if (!coming.has(block.id)) {
        coming.set(block.id, fetched(block).finally(() => coming.delete(block.id)));
    }
    return coming.get(block.id);
}
