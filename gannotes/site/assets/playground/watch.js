// A monitor that reads a game every so often: the history that diagnose.js judges by. As gannotes/watch.py.
import { slicedWasserstein } from "./divergences.js";
import { forDiscriminator, forGenerator } from "./losses.js";
import { backward, forward, parameters, slopeInX, zeroSlopes } from "./network.js";

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

function spreadOf(x, axes) {
    const n = x.length / axes;
    let sum = 0;
    for (let i = 0; i < axes; i++) {
        const axis = Array.from({ length: n }, (_, row) => x[row * axes + i]), middle = mean(axis);
        sum += mean(axis.map((number) => (number - middle) ** 2));
    }
    return Math.sqrt(sum);
}

// The reals' standard deviation along the directions, with n - 1, on average: the unit of every distance.
function unitOf(x, axes, directions) {
    const n = x.length / axes;
    return mean(directions.map((direction) => {
        const line = Float64Array.from({ length: n }, (_, row) => direction.reduce((sum, d, i) => sum + d * x[row * axes + i], 0));
        return spreadOf(line, 1) * Math.sqrt(n / (n - 1));
    }));
}

function distance(x, row, y, other, axes) {
    return axes === 1 ? Math.abs(x[row] - y[other]) : Math.hypot(x[2 * row] - y[2 * other], x[2 * row + 1] - y[2 * other + 1]);
}

// How far from each real counts as nearby: to its nearest other real, and a tenth of the reals' spread.
function reachOf(x, axes) {
    const n = x.length / axes, margin = spreadOf(x, axes) / 10;
    return Float64Array.from({ length: n }, (_, row) => {
        let nearest = Infinity;
        for (let other = 0; other < n; other++) if (other !== row) nearest = Math.min(nearest, distance(x, row, x, other, axes));
        return nearest + margin;
    });
}

// The area under D's ROC curve, ties at one half.
function auc(real, fake) {
    let wins = 0;
    for (const a of real) for (const b of fake) wins += (a > b) + (a === b) / 2;
    return wins / (real.length * fake.length);
}

function gradientOfG(G, D, made, onFake, cost) {
    zeroSlopes(G);
    backward(made, slopeInX(onFake, cost.onFake));
    return Math.hypot(...parameters(G).flatMap(([, slope]) => [...slope]));
}

// Spectral normalisation iterates at each pass, and a reading may not move it.
function atRest(D, look) {
    const before = D.layers.map(({ u, v }) => [u, v]);
    const seen = look();
    D.layers.forEach((layer, at) => { [layer.u, layer.v] = before[at]; });
    return seen;
}

// Always the same reals and z: a G that stands still has a displacement of 0.
export function makeMonitor({ G, D, loss }, real, z, axes, directions) {
    const n = real.length / axes, unit = unitOf(real, axes, directions), reach = reachOf(real, axes), history = [];
    let before = null;

    const read = () => atRest(D, () => {
        const made = forward(G, z, n), fake = made.out, onFake = forward(D, fake, n), onReal = forward(D, real, n).out;
        const cost = forGenerator(loss, onFake.out, () => onReal);
        let recalled = 0;
        const precise = new Uint8Array(n);
        for (let row = 0; row < n; row++) {
            let met = false;
            for (let other = 0; other < n; other++) {
                if (distance(real, row, fake, other, axes) <= reach[row]) { met = true; precise[other] = 1; }
            }
            recalled += met;
        }
        history.push({
            paid_by_D: forDiscriminator(loss, onReal, onFake.out).paid, paid_by_G: cost.paid,
            on_real: mean(onReal), on_fake: mean(onFake.out), auc: auc(onReal, onFake.out),
            gradient: gradientOfG(G, D, made, onFake, cost),
            sliced_w1: slicedWasserstein(fake, real, n, directions) / unit,
            displacement: before ? slicedWasserstein(fake, before, n, directions) / unit : 0,
            spread: spreadOf(fake, axes) / spreadOf(real, axes), recall: recalled / n, precision: mean(precise),
        });
        before = fake;
        return history.at(-1);
    });
    return { real, z, history, read };
}
