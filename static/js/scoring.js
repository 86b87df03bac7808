// One rating is saved without leaving the page; all else on the page stays as typed.
for (const block of document.querySelectorAll("details.rating")) {
    block.addEventListener("input", () => block.setAttribute("data-touched", ""));
}

document.addEventListener("htmx:afterRequest", (event) => {
    const block = event.target.closest("details.rating");
    if (block && event.detail.successful) {
        block.removeAttribute("data-touched");
        block.dispatchEvent(new CustomEvent("portal:saved", { bubbles: true }));
    }
});

document.addEventListener("htmx:responseError", (event) => {
    // The sign-in has run out: posting the whole form lets the server keep everything that was typed.
    if (event.detail.xhr.status === 401) {
        event.target.closest("form").submit();
    }
});
