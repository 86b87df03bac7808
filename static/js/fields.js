// What the fields of a form hold, as it is kept and as it comes back into them.
export const TOKEN = "sent_once"; // the server answers by it which form it has taken
const NOT_TYPED = ["csrfmiddlewaretoken", "kept_for", TOKEN];
const NO_TEXT = ["hidden", "radio", "checkbox", "submit", "button"];
const NOT_KEPT = ["hidden", "file", "password", "submit"];

const isChoice = (field) => ["radio", "checkbox"].includes(field.type);
const keptFields = (form) => [...form.elements].filter((field) => field.name && !NOT_KEPT.includes(field.type));

// Choices are made again in a moment and say nothing of what was meant: nothing is kept where there is no text to type.
export function hasText(form) {
    return [...form.elements].some((field) => ["TEXTAREA", "INPUT"].includes(field.tagName) && !NO_TEXT.includes(field.type));
}

export function hasFiles(form) {
    return [...form.elements].some((field) => field.type === "file" && field.files.length > 0);
}

// Names and values in the order of the fields; the value of what was not chosen is null.
export function valuesOf(form) {
    return keptFields(form).map((field) => {
        if (isChoice(field)) {
            return [field.name, field.checked ? field.value : null];
        }
        return [field.name, field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value];
    });
}

export function fill(form, values) {
    const left = [...values];
    for (const field of keptFields(form)) {
        const choice = isChoice(field);
        const at = left.findIndex(([name, value]) => name === field.name && (!choice || value === null || value === field.value));
        const [, value] = at < 0 ? [] : left.splice(at, 1)[0];
        if (choice) {
            field.checked = value === field.value;
        } else if (field.multiple) {
            [...field.options].forEach((option) => (option.selected = (value ?? []).includes(option.value)));
        } else if (value !== undefined) {
            field.value = value;
        }
    }
}

// The revision and whatever else says what the page showed when the typing began.
export function hiddenOf(form) {
    const fields = [...form.elements].filter((field) => field.type === "hidden" && !NOT_TYPED.includes(field.name));
    return fields.map((field) => [field.name, field.value]);
}

export function fillHidden(form, pairs) {
    for (const [name, value] of pairs) {
        const field = form.elements.namedItem(name);
        if (field?.type === "hidden") {
            field.value = value;
        }
    }
}

// The forms that the server says to have taken, each in a cookie of its own: their marks, and what ends the cookie.
export function takenForms(cookies) {
    return cookies
        .split("; ")
        .map((cookie) => cookie.match(/^((?:__Host-)?saved-(\w+))=/))
        .filter(Boolean)
        .map(([, name, form]) => ({
            form,
            ended: `${name}=; Max-Age=0; Path=/; SameSite=Lax${name.startsWith("__Host-") ? "; Secure" : ""}`,
        }));
}
