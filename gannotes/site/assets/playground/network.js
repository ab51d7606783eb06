// A fully connected network with ReLU between its layers, its slopes, and the slopes of its slope in x.
import { normalizedWeight, throughNorm } from "./spectral.js";

// Weights are (units, inputs) and drawn as torch draws them. Without `biased` each layer is a weight alone.
export function makeNetwork(sizes, chance, biased = true) {
    const layers = sizes.slice(1).map((units, at) => {
        const inputs = sizes[at], bound = 1 / Math.sqrt(inputs);
        const draw = () => bound * (2 * chance.uniform() - 1);
        return {
            inputs, units,
            weight: Float64Array.from({ length: units * inputs }, draw),
            bias: Float64Array.from({ length: units }, biased ? draw : () => 0),
            weightSlope: new Float64Array(units * inputs),
            biasSlope: new Float64Array(units),
        };
    });
    return { layers, biased };
}

// What a player's optimiser moves, and the slope of each.
export function parameters({ layers, biased }) {
    const weights = layers.map(({ weight, weightSlope }) => [weight, weightSlope]);
    return biased ? [...weights, ...layers.map(({ bias, biasSlope }) => [bias, biasSlope])] : weights;
}

export function zeroSlopes(network) {
    for (const { weightSlope, biasSlope } of network.layers) {
        weightSlope.fill(0);
        biasSlope.fill(0);
    }
}

// Two rows at a time, for their sums do not wait for one another: half the time of one by one.
function linear(x, weight, bias, inputs, units, n) {
    const made = new Float64Array(n * units);
    for (let row = 0; row < n; row += 2) {
        const first = row * inputs, second = Math.min(row + 1, n - 1) * inputs;
        for (let u = 0, at = 0; u < units; u++) {
            let a = bias ? bias[u] : 0, b = a;
            for (let i = 0; i < inputs; i++, at++) {
                a += weight[at] * x[first + i];
                b += weight[at] * x[second + i];
            }
            made[row * units + u] = a;
            if (row + 1 < n) made[(row + 1) * units + u] = b;
        }
    }
    return made;
}

function transposed(slopes, weight, inputs, units, n) {
    const made = new Float64Array(n * inputs);
    for (let row = 0; row < n; row++) {
        for (let u = 0; u < units; u++) {
            const slope = slopes[row * units + u], from = u * inputs, to = row * inputs;
            if (slope) for (let i = 0; i < inputs; i++) made[to + i] += slope * weight[from + i];
        }
    }
    return made;
}

// sum over the rows of slopes (n, units) times what came in (n, inputs)
function addOuter(slopes, x, inputs, units, n, into) {
    for (let row = 0; row < n; row++) {
        for (let u = 0; u < units; u++) {
            const slope = slopes[row * units + u], from = row * inputs, to = u * inputs;
            if (slope) for (let i = 0; i < inputs; i++) into[to + i] += slope * x[from + i];
        }
    }
}

// A ReLU lets a number through where the unit was above 0.
function gated(numbers, heights) {
    const made = new Float64Array(numbers.length);
    for (let at = 0; at < made.length; at++) if (heights[at] > 0) made[at] = numbers[at];
    return made;
}

// The network on n rows; the pass remembers what came into each layer, and what it takes to go back.
export function forward(network, x, n) {
    const pass = { network, n, inputs: [], heights: [], lenses: [], out: null };
    let h = x;
    network.layers.forEach((layer, at) => {
        const lens = layer.v ? normalizedWeight(layer) : null;
        const a = linear(h, (lens ?? layer).weight, layer.bias, layer.inputs, layer.units, n);
        pass.inputs.push(h);
        pass.heights.push(a);
        pass.lenses.push(lens);
        h = at + 1 < network.layers.length ? gated(a, a) : a;
    });
    pass.out = h;
    return pass;
}

// What reaches each layer's a, the last first dealt `slopes`; and the slope in x.
function signals(pass, slopes) {
    const { network, n } = pass, found = [];
    let signal = slopes;
    for (let at = network.layers.length - 1; at >= 0; at--) {
        const layer = network.layers[at];
        found[at] = signal;
        signal = transposed(signal, (pass.lenses[at] ?? layer).weight, layer.inputs, layer.units, n);
        if (at) signal = gated(signal, pass.heights[at - 1]);
    }
    return { found, inX: signal };
}

function learn(pass, at, slopes, x) {
    const layer = pass.network.layers[at], lens = pass.lenses[at];
    const into = lens ? new Float64Array(layer.weight.length) : layer.weightSlope;
    addOuter(slopes, x, layer.inputs, layer.units, pass.n, into);
    if (lens) throughNorm(lens, into, layer.weightSlope);
}

// The slope in x of what has the slope `slopes` in the pass's output.
export function slopeInX(pass, slopes) {
    return signals(pass, slopes).inX;
}

// The same, and what it is in the weights is added to theirs.
export function backward(pass, slopes) {
    const { found, inX } = signals(pass, slopes);
    found.forEach((signal, at) => {
        learn(pass, at, signal, pass.inputs[at]);
        const { units, biasSlope } = pass.network.layers[at];
        for (let i = 0; i < signal.length; i++) biasSlope[i % units] += signal[i];
    });
    return inX;
}

// For penalties. `directionOf` gets grad_x D of each row and gives the slope of what is paid in it; what that is in the
// weights is added. A ReLU has no curvature, so v . grad_x D is linear in each weight: what comes to it of v, pushed
// through the network as x was, times what comes back to it of D.
export function backwardThroughSlope(pass, directionOf) {
    const { network, n } = pass;
    const { found, inX } = signals(pass, new Float64Array(pass.out.length).fill(1));
    let v = directionOf(inX);
    network.layers.forEach((layer, at) => {
        learn(pass, at, found[at], v);
        v = linear(v, (pass.lenses[at] ?? layer).weight, null, layer.inputs, layer.units, n);
        if (at + 1 < network.layers.length) v = gated(v, pass.heights[at]);
    });
}
