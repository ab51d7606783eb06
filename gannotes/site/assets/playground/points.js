// Points that a reader puts into the plane: by mouse or finger, or by the arrow keys, Enter and Backspace.

const STEP = 0.2;
const rounded = (number) => Math.round(20 * number) / 20;
const KEYS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] };

// `isOn()` says whether points may be put now; `changed(points)` hears of each. The cross is where Enter would put one.
export function listenForPoints(canvas, view, isOn, points, changed, moved) {
    const cross = [0, 0];
    const put = (x, y) => changed([...points(), [rounded(x), rounded(y)]]);
    canvas.addEventListener("click", (event) => {
        if (!isOn()) return;
        const box = canvas.getBoundingClientRect();
        put(view * (2 * (event.clientX - box.left) / box.width - 1), view * (1 - 2 * (event.clientY - box.top) / box.height));
    });
    canvas.addEventListener("keydown", (event) => {
        if (!isOn() || event.ctrlKey || event.metaKey || event.altKey) return;
        if (KEYS[event.key]) KEYS[event.key].forEach((step, at) => { cross[at] = Math.max(-view, Math.min(view, cross[at] + step)); });
        else if (event.key === "Enter" || event.key === " ") put(...cross);
        else if (event.key === "Backspace") changed(points().slice(0, -1));
        else return;
        event.preventDefault();
        moved();
    });
    return cross;
}
