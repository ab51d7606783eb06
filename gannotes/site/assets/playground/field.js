// What a picture of a game shows, in numbers: D's field, the best D's, the fakes with D's slope, how far it is to go.
import { blurred, density } from "./data.js";
import { jensenShannon, slicedWasserstein } from "./divergences.js";
import { sigmoid } from "./losses.js";
import { forward, slopeInX } from "./network.js";

const ON_LINE = 161, IN_PLANE = 36, BLUR = 0.2; // the same blur for data and fakes: without one, samples have no density

export function placesOf({ axes, view }) {
    const steps = axes === 1 ? ON_LINE : IN_PLANE;
    const line = [...Array(steps).keys()].map((i) => view * (2 * i / (steps - 1) - 1));
    return Float64Array.from(axes === 1 ? line : line.flatMap((y) => line.map((x) => [x, y])).flat());
}

// Brings logits to shares between 0 and 1 around the one that can't tell. Some losses leave its level or unit open:
// there the level is half way from the fakes to the reals, and the unit what D spans.
function squashOf(loss, heights, halfWay) {
    const level = loss.best && !loss.lead ? loss.best(1) : halfWay;
    const spans = heights.reduce((most, a) => Math.max(most, Math.abs(a - level)), 1e-300);
    const unit = loss.best ? (loss.title === "least squares" ? 4 : 1) : 3 / spans;
    const share = (a, from) => sigmoid(unit * (a - from));
    return { ofD: (a) => share(a, level), ofBest: (a) => share(a, loss.lead ? 0 : level) };
}

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

// D as it is now.
export function fieldOf({ game, law, z, real }, places) {
    const { G, D, loss } = game, n = z.length / G.layers[0].inputs;
    const fakes = forward(G, z, n).out, atFakes = forward(D, fakes, n);
    const heights = forward(D, places, places.length / law.axes).out;
    const squash = squashOf(loss, heights, (mean(atFakes.out) + mean(forward(D, real, n).out)) / 2);
    return { fakes, arrows: slopeInX(atFakes, new Float64Array(n).fill(1)), shares: heights.map(squash.ofD), squash };
}

// The best D against these fakes, and the divergences. Both laws are blurred alike, p exactly, G's from its samples.
export function truthOf({ game, law, z, real, directions }, { fakes, squash }, places) {
    const n = z.length / game.G.layers[0].inputs;
    const p = blurred(law, BLUR, places), q = density(fakes, BLUR, law.axes, places), { best } = game.loss;
    const shares = best && p.map((height, at) => (height + q[at] > 1e-12 ? squash.ofBest(best(height / q[at])) : 0.5));
    return { p, q, shares, js: jensenShannon(p, q), w1: slicedWasserstein(fakes, real, n, directions) };
}

// A reading leaves spectral normalisation as it was.
export function lookedAt(table, places) {
    const before = table.game.D.layers.map(({ u, v }) => [u, v]);
    const field = fieldOf(table, places);
    table.game.D.layers.forEach((layer, at) => { [layer.u, layer.v] = before[at]; });
    return field;
}
