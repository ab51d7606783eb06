/* A deck from a chapter's cells: what does not fit on a slide goes on below it. One slide is 1280 by 720. */
"use strict";

const HEIGHT = 720, LEAST = 0.7; // a slide's pixels; the scale at which a figure's text is 17 of them high

// The blocks of a slide in their order: a cell's code and each of its outputs are blocks of their own.
function blocks(parent, appearing = false) {
    return [...parent.children].flatMap((child) => {
        if (child.matches(".fragment")) return blocks(child, true);
        if (child.matches(".cell, .outputs")) return blocks(child, appearing);
        child.classList.toggle("fragment", appearing);
        return [child];
    });
}

// A figure may be lower by some pixels, to stand under its text, if the back of the room can still read it.
function shrunk(block, pixels) {
    const picture = block.matches("img.figure") ? block : block.querySelector("img.figure");
    const height = picture && picture.offsetHeight - pixels - 1;
    if (!picture || height < LEAST * picture.naturalHeight) return false;
    picture.style.maxHeight = `${height}px`;
    return true;
}

// Puts the blocks on as many slides as they need. A heading stays with what follows it; notes stay with the first.
function paginate(first) {
    const all = blocks(first), pages = [first];
    first.replaceChildren();
    for (const block of all.filter((block) => !block.matches(".notes"))) {
        const page = pages.at(-1), last = page.lastElementChild;
        page.append(block);
        if (page.offsetHeight <= HEIGHT || shrunk(block, page.offsetHeight - HEIGHT) || !last) continue;
        const next = Object.assign(document.createElement("div"), { className: "leaf" });
        next.append(...(last.matches("h1, h2, h3") && last !== page.firstElementChild ? [last, block] : [block]));
        page.after(next);
        pages.push(next);
        if (next.offsetHeight > HEIGHT) shrunk(block, next.offsetHeight - HEIGHT);
    }
    for (const page of pages) page.firstElementChild?.classList.remove("fragment");
    first.append(...all.filter((block) => block.matches(".notes")));
    return pages;
}

// Lines of code are not broken: a long one makes its listing smaller.
function shrink(listing) {
    const longest = Math.max(...listing.textContent.split("\n").map((line) => line.length));
    const size = parseFloat(getComputedStyle(listing).fontSize);
    listing.style.fontSize = `${Math.min(size, 1110 / (0.602 * longest))}px`;
}

async function start() {
    const bench = Object.assign(document.createElement("div"), { className: "bench" }); // where slides are cut to size
    const sections = [...document.querySelectorAll("section section")];
    const leaves = sections.map((section) => section.firstElementChild);
    document.body.append(bench);
    bench.append(...leaves);
    await Promise.all([...bench.querySelectorAll("img")].map((picture) => picture.decode().catch(() => null)));
    await document.fonts.ready;
    bench.querySelectorAll("pre").forEach(shrink);
    fitFormulas(bench);
    leaves.forEach((leaf, at) => {
        const slides = paginate(leaf).map((page) => {
            const slide = document.createElement("section");
            slide.append(page, ...page.querySelectorAll(".notes"));
            return slide;
        });
        sections[at].replaceWith(...slides);
    });
    bench.remove();
    await Reveal.initialize({
        width: 1280, height: HEIGHT, margin: 0, center: false, hash: true, slideNumber: "c/t", transition: "none",
        controls: false, plugins: [RevealNotes],
    });
}
start();
