// Rows change their order by dragging or by their buttons; the new order is stored at once and said aloud.
// Without this script the buttons post the form.
import { announced, isLowerHalf, movable } from "./order.js";

const form = document.querySelector("form[data-arrange]");
const body = form.querySelector("tbody");
const told = form.querySelector("[data-told]");
let dragged = null;

const rows = () => [...body.querySelectorAll("tr[data-key]")];

async function store(row) {
    const data = new FormData(form);
    data.set("order", rows().map((each) => each.dataset.key).join(","));
    rows().forEach((each, place, all) => {
        const { up, down } = movable(place, all.length);
        each.querySelector("[name=up]").disabled = !up;
        each.querySelector("[name=down]").disabled = !down;
    });
    const answer = await fetch(location.href, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) {
        location.reload();
        return;
    }
    const { seen, message } = await answer.json();
    form.elements.seen.value = seen;
    told.textContent = announced(row.dataset.name, rows().indexOf(row), rows().length, message);
}

form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button || !["up", "down"].includes(button.name)) {
        return;
    }
    event.preventDefault();
    const row = button.closest("tr");
    if (button.name === "up") {
        row.previousElementSibling?.before(row);
    } else {
        row.nextElementSibling?.after(row);
    }
    await store(row);
    const usable = button.disabled ? row.querySelector("button:not([disabled])") : button;
    usable?.focus();
});

for (const row of rows()) {
    row.querySelector(".desk-handle")?.addEventListener("pointerdown", () => {
        row.draggable = true;
    });
    row.addEventListener("dragstart", (event) => {
        dragged = row;
        row.classList.add("dragged");
        event.dataTransfer.effectAllowed = "move";
    });
    row.addEventListener("dragover", (event) => {
        if (dragged && dragged !== row) {
            event.preventDefault();
            const after = isLowerHalf(event.clientY, row.getBoundingClientRect());
            (after ? row.after.bind(row) : row.before.bind(row))(dragged);
        }
    });
    row.addEventListener("drop", (event) => event.preventDefault());
    row.addEventListener("dragend", () => {
        row.classList.remove("dragged");
        row.draggable = false;
        dragged = null;
        store(row);
    });
}
