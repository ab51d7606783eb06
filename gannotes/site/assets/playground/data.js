// Laws on a line and in the plane. Each is a string of Gaussians of one width, so that its density is known everywhere.
// As gannotes/data/toy.py.

const at = (means, std, view, title) => ({ axes: means[0].length, means, std, view, title });
const range = (n) => [...Array(n).keys()];

function ring() {
    const angles = range(8).map((i) => 2 * Math.PI * i / 8);
    return at(angles.map((angle) => [2 * Math.cos(angle), 2 * Math.sin(angle)]), 0.1, 3.2, "ring of eight");
}

function grid() {
    return at(range(25).map((i) => [Math.floor(i / 5) - 2, i % 5 - 2]), 0.1, 3.2, "grid of 25");
}

// Two half circles, one inside the other, as beads.
function moons() {
    const angles = range(40).map((i) => Math.PI * i / 39);
    const upper = angles.map((angle) => [1.6 * Math.cos(angle) - 0.8, 1.6 * Math.sin(angle) - 0.4]);
    return at([...upper, ...upper.map(([x, y]) => [-x, -y])], 0.12, 3.2, "two moons");
}

// Points that a reader put there; where there is none yet, one in the middle.
function own(points) {
    return at(points.length ? points : [[0, 0]], 0.1, 3.2, "your own points");
}

export const LAWS = {
    normal: () => at([[1]], 1, 6, "one Gaussian"),
    two_normals: () => at([[-2], [2]], 0.7, 6, "two Gaussians"),
    dirac: () => at([[0]], 0, 2, "one point: the Dirac-GAN"),
    ring, grid, moons, own,
};

export function sample(law, n, chance) {
    const made = new Float64Array(n * law.axes);
    for (let row = 0; row < n; row++) {
        const mean = law.means[chance.below(law.means.length)];
        for (let i = 0; i < law.axes; i++) made[row * law.axes + i] = mean[i] + law.std * chance.normal();
    }
    return made;
}

// The mean of Gaussians of width `std` around centres, at each place: a density, or an estimate of one from samples.
export function density(centres, std, axes, places) {
    const n = centres.length / axes, height = 1 / (n * (Math.sqrt(2 * Math.PI) * std) ** axes);
    const made = new Float64Array(places.length / axes);
    for (let place = 0; place < made.length; place++) {
        let sum = 0;
        for (let row = 0; row < n; row++) {
            let distance = 0;
            for (let i = 0; i < axes; i++) distance += ((places[place * axes + i] - centres[row * axes + i]) / std) ** 2;
            if (distance < 60) sum += Math.exp(-distance / 2);
        }
        made[place] = height * sum;
    }
    return made;
}

// The law's own density after a blur by a Gaussian of width `blur`, exactly.
export function blurred(law, blur, places) {
    return density(Float64Array.from(law.means.flat()), Math.hypot(law.std, blur), law.axes, places);
}
