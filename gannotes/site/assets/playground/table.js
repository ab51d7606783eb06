// A game as the settings say: the players at the table, their data, and the monitor that reads along.
import { makeChance } from "./chance.js";
import { LAWS, sample } from "./data.js";
import { directionsOf } from "./divergences.js";
import { makeGame } from "./game.js";
import { LOSSES } from "./losses.js";
import { makeNetwork } from "./network.js";
import { adam, descent } from "./optimizers.js";
import { clip, noPenalty, r1, wganGp } from "./penalties.js";
import { normalizeSpectrum } from "./spectral.js";
import { makeMonitor } from "./watch.js";

const BATCH = 128, UNITS = [32, 32], READ_EVERY = 25, READINGS = 16;

// In the Dirac-GAN, D(x) = psi x, and G says theta whatever z is (Mescheder et al., 2018). It starts off the truth.
function twoNumbers(chance) {
    const G = makeNetwork([1, 1], chance), D = makeNetwork([1, 1], chance, false);
    G.layers[0].bias[0] = 1;
    D.layers[0].weight[0] = 0;
    return { G, D, batch: 1, latent: (n) => new Float64Array(n) };
}

function twoNetworks(axes, chance, noise) {
    const G = makeNetwork([axes, ...UNITS, axes], chance), D = makeNetwork([axes, ...UNITS, 1], chance);
    return { G, D, batch: BATCH, latent: (n) => Float64Array.from({ length: n * axes }, noise.normal) };
}

export function setTable(settings) {
    const { loss, penalty, weight, k, ahead, optimizer, rate, beta1, seed } = settings;
    const law = LAWS[settings.data](settings.points), isDirac = settings.data === "dirac";
    const [ofWeights, ofData, ofNoise, ofPenalty, ofMonitor] = [0, 1, 2, 3, 4].map((stream) => makeChance(5 * seed + stream));
    const { G, D, batch, latent } = isDirac ? twoNumbers(ofWeights) : twoNetworks(law.axes, ofWeights, ofNoise);
    if (penalty === "spectral") normalizeSpectrum(D, ofWeights);
    const step = (network) => (optimizer === "plain" ? descent(network, rate) : adam(network, rate, [beta1, 0.9]));
    const game = makeGame({
        G, D, loss: LOSSES[loss], k, n: batch, deal: () => sample(law, batch, ofData), latent,
        penalty: { r1: r1(weight), wgan_gp: wganGp(weight, ofPenalty.uniform) }[penalty] ?? noPenalty,
        project: penalty === "clip" ? clip(D, weight) : () => {},
        stepD: step(D), stepG: step(G),
    });
    for (let move = 0; move < ahead; move++) game.moveD();
    const z = isDirac ? new Float64Array(1) : Float64Array.from({ length: 256 * law.axes }, ofMonitor.normal);
    const real = sample(law, z.length / law.axes, ofMonitor), directions = directionsOf(law.axes);
    const monitor = isDirac ? null : makeMonitor(game, real, z, law.axes, directions);
    return { settings, law, isDirac, game, real, z, directions, monitor, rounds: 0, log: [], trail: [state(G, D)] };
}

// theta and psi, where these two are all
const state = (G, D) => [G.layers[0].bias[0], D.layers[0].weight[0]];

// What follows a move of G: the round is done.
function done(table) {
    const { game, monitor, log, trail, isDirac } = table;
    table.rounds += 1;
    log.push([game.paid.D, game.paid.G]);
    if (log.length > 400) log.shift();
    if (isDirac) trail.push(state(game.G, game.D));
    if (trail.length > 2000) trail.shift();
    if (monitor && table.rounds % READ_EVERY === 1) {
        monitor.read();
        if (monitor.history.length > READINGS) monitor.history.shift();
    }
}

export function stepD(table) {
    table.game.moveD();
}

export function stepG(table) {
    table.game.moveG();
    done(table);
}

export function playRound(table) {
    table.game.round();
    done(table);
}

// Whether a game has run away: no step leads back from a weight that is not finite.
export function isLost({ game }) {
    return ![game.G, game.D].every(({ layers }) => layers.every(({ weight }) => weight.every(Number.isFinite)));
}
