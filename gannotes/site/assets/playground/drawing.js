// Pictures of a game on canvases; each draws what it is given, in the colours of the page.

// A canvas as sharp as the screen, cleared, measured in CSS pixels.
export function cleared(canvas) {
    const width = canvas.clientWidth, height = canvas.clientHeight, sharp = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * sharp) || canvas.height !== Math.round(height * sharp)) {
        canvas.width = Math.round(width * sharp);
        canvas.height = Math.round(height * sharp);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.clearRect(0, 0, width, height);
    return { pen, width, height };
}

export function coloursOf(element) {
    const style = getComputedStyle(element);
    return Object.fromEntries(["data", "generator", "discriminator", "truth", "line", "faint", "bg"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function stroke(pen, colour, points, dashes = [], thick = 2) {
    pen.strokeStyle = colour;
    pen.lineWidth = thick;
    pen.setLineDash(dashes);
    pen.beginPath();
    for (const [x, y] of points) pen.lineTo(x, y);
    pen.stroke();
    pen.setLineDash([]);
}

function arrow(pen, x, y, dx, dy) {
    const length = Math.hypot(dx, dy);
    if (!(length > 1.5)) return;
    const [ux, uy] = [dx / length, dy / length], head = Math.min(4, length / 2);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + dx, y + dy);
    pen.lineTo(x + dx - head * (ux - uy / 2), y + dy - head * (uy + ux / 2));
    pen.moveTo(x + dx, y + dy);
    pen.lineTo(x + dx - head * (ux + uy / 2), y + dy - head * (uy - ux / 2));
    pen.stroke();
}

// The steepest arrow has 26 pixels, so that all can be seen.
function lengthOf(arrows, axes) {
    let most = 0;
    for (let at = 0; at < arrows.length; at += axes) most = Math.max(most, Math.hypot(...arrows.subarray(at, at + axes)));
    return most ? 26 / most : 0;
}

const SHOWN = 96; // fakes, and reals

// Densities and D over a line; below them the data's ticks, and each fake with D's slope.
export function drawLine(canvas, { law, real }, places, field, truth) {
    const { pen, width, height } = cleared(canvas), colours = coloursOf(canvas), floor = height - 56, top = 10;
    const toX = (x) => (x / law.view + 1) / 2 * width, up = (share) => floor - share * (floor - top);
    const across = (heights) => [...heights].map((share, at) => [toX(places[at]), up(share)]);
    const tallest = Math.max(...truth.p, Math.min(Math.max(...truth.q), 2 * Math.max(...truth.p)));
    const curve = (heights) => across(heights.map((density) => Math.min(0.95 * density / tallest, 1.05)));
    stroke(pen, colours.line, [[0, up(0.5)], [width, up(0.5)]], [], 1);
    stroke(pen, colours.faint, [[0, floor], [width, floor]], [], 1);
    stroke(pen, colours.data, curve(truth.p), [2, 3]);
    stroke(pen, colours.generator, curve(truth.q), [], 2.5);
    if (truth.shares) stroke(pen, colours.truth, across(truth.shares), [8, 3, 2, 3], 1.5);
    stroke(pen, colours.discriminator, across(field.shares), [6, 3]);
    for (const x of real.slice(0, SHOWN)) stroke(pen, colours.data, [[toX(x), floor + 6], [toX(x), floor + 14]], [], 1);
    const reach = lengthOf(field.arrows, 1);
    pen.strokeStyle = pen.fillStyle = colours.generator;
    pen.lineWidth = 1.2;
    field.fakes.slice(0, SHOWN).forEach((x, at) => {
        const y = floor + 24 + at % 4 * 8;
        pen.fillRect(toX(x) - 1.5, y - 1.5, 3, 3);
        arrow(pen, toX(x), y, reach * field.arrows[at], 0);
    });
}

// One pixel for each share, the fuller the higher; a canvas that is stretched smooths between them.
function cloud(shares, colour) {
    const side = Math.sqrt(shares.length), made = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const pen = made.getContext("2d");
    pen.fillStyle = colour;
    shares.forEach((share, at) => {
        pen.globalAlpha = 0.75 * share;
        pen.fillRect(at % side, side - 1 - Math.floor(at / side), 1, 1);
    });
    return made;
}

// Shares over the plane, from clear to the colour; on them the reals and, on D's own, the fakes with its slope.
export function drawPlane(canvas, { law, real }, shares, colour, field = null) {
    const { pen, width, height } = cleared(canvas), colours = coloursOf(canvas);
    const to = (x, y) => [(x / law.view + 1) / 2 * width, (1 - y / law.view) / 2 * height];
    pen.drawImage(cloud(shares, colours[colour]), 0, 0, width, height);
    const dot = (x, size) => { const [left, top] = to(x[0], x[1]); pen.fillRect(left - size / 2, top - size / 2, size, size); };
    pen.fillStyle = colours.data;
    for (let at = 0; at < 4 * SHOWN; at += 2) dot(real.subarray(at, at + 2), 2.5);
    if (!field) return;
    const reach = lengthOf(field.arrows, 2);
    pen.strokeStyle = pen.fillStyle = colours.generator;
    pen.lineWidth = 1.2;
    for (let at = 0; at < 2 * SHOWN; at += 2) {
        dot(field.fakes.subarray(at, at + 2), 5);
        arrow(pen, ...to(field.fakes[at], field.fakes[at + 1]), reach * field.arrows[at], -reach * field.arrows[at + 1]);
    }
}

// Where a game of two numbers has been: theta to the right, psi upwards, the truth in the middle.
export function drawTrail(canvas, trail) {
    const { pen, width, height } = cleared(canvas), colours = coloursOf(canvas);
    const to = ([theta, psi]) => [width * (theta / 2.4 + 1) / 2, height * (1 - psi / 2.4) / 2];
    stroke(pen, colours.line, [[0, height / 2], [width, height / 2]], [], 1);
    stroke(pen, colours.line, [[width / 2, 0], [width / 2, height]], [], 1);
    stroke(pen, colours.discriminator, trail.map(to), [], 1.5);
    pen.fillStyle = colours.truth;
    pen.fillRect(width / 2 - 4, height / 2 - 4, 8, 8);
    const [x, y] = to(trail.at(-1));
    pen.fillStyle = colours.generator;
    pen.beginPath();
    pen.arc(x, y, 5, 0, 7);
    pen.fill();
}

// What each has paid, round after round.
export function drawPaid(canvas, log) {
    const { pen, width, height } = cleared(canvas), colours = coloursOf(canvas);
    const all = log.flat().filter(Number.isFinite), least = Math.min(0, ...all), most = Math.max(1, ...all);
    const up = (paid) => 4 + (height - 8) * (most - paid) / (most - least);
    stroke(pen, colours.line, [[0, up(0)], [width, up(0)]], [], 1);
    const across = (at) => log.map((paid, turn) => [turn * width / 399, up(paid[at])]);
    stroke(pen, colours.discriminator, across(0), [6, 3], 1.5);
    stroke(pen, colours.generator, across(1), [], 1.5);
}

// Where the arrow keys have brought the cross.
export function drawCross(canvas, [x, y], view) {
    const pen = canvas.getContext("2d"), width = canvas.clientWidth, height = canvas.clientHeight;
    const [left, top] = [(x / view + 1) / 2 * width, (1 - y / view) / 2 * height], { truth } = coloursOf(canvas);
    stroke(pen, truth, [[left - 8, top], [left + 8, top]]);
    stroke(pen, truth, [[left, top - 8], [left, top + 8]]);
}
