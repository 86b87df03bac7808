// Tells the server now and then which part is open here, and shows who else is in it and what they saved.
const others = document.getElementById("others");
let last = "";

function known() {
    const fields = document.querySelectorAll("details.rating input[name$='-revision']");
    return Array.from(fields, (field) => `${field.name.slice(1, -"-revision".length)}:${field.value}`).join(" ");
}

// A page nobody looks at says nothing, and what has not changed is not read out again.
document.addEventListener("htmx:configRequest", (event) => {
    if (event.target === others) {
        event.detail.parameters.known = known();
        if (document.hidden) {
            event.preventDefault();
        }
    }
});
document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target === others) {
        event.detail.shouldSwap &&= event.detail.serverResponse !== last;
        last = event.detail.serverResponse;
    }
});
