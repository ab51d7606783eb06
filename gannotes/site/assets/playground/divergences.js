// How far two laws are apart: from densities on a grid, or from two samples of one size. As gannotes/divergences.py.

// JS in nats, of two densities on one grid; each is brought to mass 1 there.
export function jensenShannon(p, q) {
    const mass = (law) => law.reduce((sum, height) => sum + height, 0);
    const [ofP, ofQ] = [mass(p), mass(q)];
    if (!(ofP > 0 && ofQ > 0)) return Math.LN2; // a law that has left the view
    let sum = 0;
    for (let at = 0; at < p.length; at++) {
        const a = p[at] / ofP, b = q[at] / ofQ, middle = (a + b) / 2;
        if (a > 0) sum += a * Math.log(a / middle) / 2;
        if (b > 0) sum += b * Math.log(b / middle) / 2;
    }
    return sum;
}

// Where n rows lie along a direction, in order.
function along(x, direction, n) {
    const axes = direction.length, made = new Float64Array(n);
    for (let row = 0; row < n; row++) for (let i = 0; i < axes; i++) made[row] += x[row * axes + i] * direction[i];
    return made.sort();
}

// W1 between two samples along each direction, where it takes sorting and no more; the mean.
export function slicedWasserstein(x, y, n, directions) {
    let sum = 0;
    for (const direction of directions) {
        const [onX, onY] = [along(x, direction, n), along(y, direction, n)];
        for (let row = 0; row < n; row++) sum += Math.abs(onX[row] - onY[row]) / n;
    }
    return sum / directions.length;
}

// The one direction of a line, or as many of the plane, evenly.
export function directionsOf(axes, many = 32) {
    if (axes === 1) return [[1]];
    return [...Array(many).keys()].map((i) => [Math.cos(Math.PI * i / many), Math.sin(Math.PI * i / many)]);
}
