// The controls: buttons, and a form with a field for each setting. They know what was chosen, and nothing of games.
import { accepted, FIELDS } from "./settings.js";

export function element(name, properties = {}, ...inside) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
}

export function button(words, press) {
    const made = element("button", { type: "button", textContent: words });
    made.addEventListener("click", press);
    return made;
}

function choice(options, value) {
    const made = element("select");
    for (const [name, words] of Object.entries(options)) made.append(element("option", { value: name, textContent: words }));
    made.value = value;
    return made;
}

export function chooser(label, options, value, changed) {
    const made = choice(options, value);
    made.addEventListener("change", () => changed(made.value));
    return element("label", {}, `${label} `, made);
}

function input(field, value) {
    if (field.options) return choice(field.options, value);
    return element("input", { type: "number", step: field.whole ? 1 : "any", min: field.least, max: field.most, value, inputMode: "decimal" });
}

// A form with the fields of these names. A number that may not be falls back to what it was.
export function settingsForm(names, settings, changed) {
    const form = element("form", { className: "settings" });
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const name of names) {
        const field = FIELDS[name], made = input(field, settings()[name]);
        made.name = name;
        made.addEventListener("change", () => {
            const value = accepted(field, made.value, settings()[name]);
            made.value = value;
            changed(name, value);
        });
        form.append(element("label", {}, element("span", { textContent: field.label }), made));
    }
    return form;
}

export function showIn(form, settings) {
    for (const made of form.elements) made.value = settings[made.name];
}
