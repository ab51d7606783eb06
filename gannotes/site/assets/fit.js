"use strict";

// A formula that is wider than its column is set smaller. (On a phone CSS has let it break after relations before.)
function fitFormulas(root) {
    for (const equation of root.querySelectorAll(".equation")) {
        const html = equation.querySelector(".katex-html"), parts = [...html.querySelectorAll(":scope > .katex-base")];
        equation.style.fontSize = "";
        const style = getComputedStyle(html), boxes = parts.map((part) => part.getBoundingClientRect());
        const room = html.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
        const wide = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left));
        if (room > 0 && wide > room) equation.style.fontSize = `${Math.max(50, Math.floor((97 * room) / wide))}%`;
    }
}
