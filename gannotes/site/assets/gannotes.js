/* What the site does besides showing, all of it offline. player.js moves the figures, fit.js fits the formulas, paper.js prints. */
"use strict";

// Formulas fit their column; what still scrolls, such as long lines of code, can be scrolled by keyboard.
function fit() {
    fitFormulas(document);
    const tables = [...document.querySelectorAll(".table")];
    for (const table of tables) table.classList.remove("tight");
    const tight = tables.filter((table) => table.scrollWidth > table.clientWidth);
    for (const table of tight) table.classList.add("tight");
    const boxes = [...document.querySelectorAll(".leaf pre, .leaf pre > code, .table, .html, .equation")];
    const scrolls = boxes.map((box) => box.scrollWidth > box.clientWidth + 1);
    boxes.forEach((box, at) => {
        if (scrolls[at]) box.tabIndex = 0;
        else box.removeAttribute("tabindex");
    });
}
// Whatever asks for it, and however often (each of a thousand folds that open), once in a frame is enough.
let due = 0;
function fitSoon() {
    due ||= requestAnimationFrame(() => { due = 0; fit(); });
}
let width = 0;
new ResizeObserver(() => {
    const now = document.querySelector("main")?.clientWidth;
    if (now !== width) { width = now; fitSoon(); }
}).observe(document.querySelector("main") ?? document.body);
document.fonts.ready.then(fitSoon);
for (const details of document.querySelectorAll("details")) details.addEventListener("toggle", fitSoon);
for (const box of document.querySelectorAll(".leaf pre")) {
    box.addEventListener("keydown", (event) => { if (event.target.tabIndex === 0) event.stopPropagation(); });
}

// What a reader chose is kept in this browser, and nowhere else.
const memory = {
    get: (name, otherwise) => { try { return JSON.parse(localStorage.getItem(`gannotes-${name}`)) ?? otherwise; } catch { return otherwise; } },
    set: (name, value) => { try { localStorage.setItem(`gannotes-${name}`, JSON.stringify(value)); } catch { /* a private window */ } },
};

// One button folds the code of every chapter; what an author folded stays so.
const listings = [...document.querySelectorAll("details.input[open]")];
function showFolds() {
    const folded = memory.get("folded", false);
    for (const listing of listings) listing.open = !folded;
    for (const button of document.querySelectorAll(".fold")) {
        button.textContent = folded ? "Unfold the code" : "Fold the code";
        button.hidden = listings.length === 0;
    }
}
for (const button of document.querySelectorAll(".fold")) {
    button.addEventListener("click", () => { memory.set("folded", !memory.get("folded", false)); showFolds(); });
}
showFolds();

// Chapters that were read.
function showRead() {
    const names = new Set(memory.get("read", []));
    const links = [...document.querySelectorAll("#mdbook-sidebar .chapter-link-wrapper > a")].filter((a) => /\/\d\d_\w+\.html/.test(a.href));
    const chapter = (link) => link.href.match(/(\d\d_\w+)\.html/)[1];
    for (const link of links) link.classList.toggle("read", names.has(chapter(link)));
    for (const line of document.querySelectorAll(".progress")) {
        const done = new Set(links.map(chapter).filter((name) => names.has(name))).size;
        line.textContent = `You have read ${done} of ${new Set(links.map(chapter)).size} chapters. This browser remembers it, nobody else.`;
        line.hidden = done === 0;
    }
    for (const button of document.querySelectorAll(".done button")) {
        const done = names.has(button.dataset.chapter);
        button.setAttribute("aria-pressed", done);
        button.textContent = done ? "\u2713 I have read this chapter" : "I have read this chapter";
        button.parentElement.hidden = false;
    }
}
for (const button of document.querySelectorAll(".done button")) {
    button.addEventListener("click", () => {
        const names = new Set(memory.get("read", []));
        if (!names.delete(button.dataset.chapter)) names.add(button.dataset.chapter);
        memory.set("read", [...names]);
        showRead();
    });
}
showRead();

// The ways to the neighbours say where they lead.
for (const way of document.querySelectorAll(".nav-chapters, .mobile-nav-chapters")) {
    const there = [...document.querySelectorAll("#mdbook-sidebar .chapter-link-wrapper > a")].find((link) => link.href === way.href);
    if (!there) continue;
    way.title = `${way.rel.startsWith("prev") ? "Previous" : "Next"}: ${there.textContent.trim()}`;
    way.setAttribute("aria-label", way.title);
}

// Two themes are offered, and have plain names.
const dark = document.getElementById("mdbook-theme-navy");
if (dark) dark.textContent = "Dark";

// mdBook's button for the contents is a label: here it can be reached and pressed by keyboard too.
const contents = document.getElementById("mdbook-sidebar-toggle");
if (contents) {
    contents.setAttribute("role", "button");
    contents.tabIndex = 0;
    contents.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        contents.click();
    });
}
