/* Printing. A printed page has no folds, and its formulas fit the paper; afterwards all is as the reader left it. */
"use strict";

// Printed by itself, a chapter is a handout. As a part of the book its address ends in #paper-41: so are its pages numbered.
const part = location.hash.match(/^#paper-(\d+)$/);
let folded = [];

// Formulas are measured before the browser lays out the paper: the class gives the screen the paper's width and type.
addEventListener("beforeprint", () => {
    document.documentElement.classList.add("paper");
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const fold of folded) fold.open = true;
    fit();
    if (part) joinable(+part[1]);
});
addEventListener("afterprint", () => {
    document.documentElement.classList.remove("paper");
    for (const fold of folded) fold.open = false;
    fitSoon();
});
for (const button of document.querySelectorAll(".run .print")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
}

// What joins the book must find every place that another chapter links to, and no link to a file of this machine.
// A browser notes the places that the page itself links to; the title says that all of this was done.
function joinable(first) {
    document.documentElement.style.counterReset = `page ${first - 1}`;
    document.documentElement.classList.toggle("cover", first === 1);
    for (const link of document.querySelectorAll("main a[href]")) {
        if (!/^(#|https?:|[^:#]+\.html(#|$))/.test(link.getAttribute("href"))) link.removeAttribute("href");
    }
    for (const place of document.querySelectorAll("main [id]")) {
        const link = document.createElement("a");
        link.hidden = true;
        link.href = `#${place.id}`;
        document.body.append(link);
    }
    document.title = "ready for the book";
}
