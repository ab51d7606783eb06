"use strict";

// How wide a formula is, and how wide it may be.
function widths(equation) {
    const html = equation.querySelector(".katex-html"), style = getComputedStyle(html);
    const boxes = [...html.querySelectorAll(":scope > .katex-base")].map((part) => part.getBoundingClientRect());
    const room = html.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return [Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left)), room];
}

// A formula that is wider than its column has its number below it; one that is wider still is set smaller.
// (On a phone, CSS has let it break after relations before.)
function fitFormulas(root) {
    for (const equation of root.querySelectorAll(".equation")) {
        equation.style.fontSize = "";
        equation.classList.remove("wide");
        let [wide, room] = widths(equation);
        if (room <= 0 || wide <= room) continue;
        equation.classList.add("wide");
        [wide, room] = widths(equation);
        if (wide > room) equation.style.fontSize = `${Math.max(50, Math.floor((98 * room) / wide))}%`;
    }
}
