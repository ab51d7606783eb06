"use strict";

// How wide a formula is, and how wide it may be.
function widths(equation) {
    const html = equation.querySelector(".katex-html"), style = getComputedStyle(html);
    const boxes = [...html.querySelectorAll(":scope > .katex-base")].map((part) => part.getBoundingClientRect());
    const room = html.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return { equation, wide: Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left)), room };
}

// A formula that is wider than its column has its number below it; one that is wider still is set smaller.
// (On a phone, CSS has let it break after relations before.) All are written to, then all are measured, and so on:
// a browser lays the page out anew for each measurement that follows a change.
function fitFormulas(root) {
    const equations = [...root.querySelectorAll(".equation")];
    for (const equation of equations) {
        if (equation.style.fontSize) equation.style.fontSize = "";
        equation.classList.remove("wide");
    }
    const tooWide = equations.map(widths).filter(({ wide, room }) => room > 0 && wide > room);
    for (const { equation } of tooWide) equation.classList.add("wide");
    for (const { equation, wide, room } of tooWide.map(({ equation }) => widths(equation))) {
        if (wide > room) equation.style.fontSize = `${Math.max(50, Math.floor((98 * room) / wide))}%`;
    }
}
