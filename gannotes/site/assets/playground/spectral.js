// Spectral normalisation (Miyato et al., 2018): a layer's weight divided by its largest singular value.

function normalized(vector) {
    const length = Math.max(Math.hypot(...vector), 1e-12);
    return vector.map((entry) => entry / length);
}

function times({ weight, inputs, units }, v) {
    const made = new Float64Array(units);
    for (let u = 0; u < units; u++) for (let i = 0; i < inputs; i++) made[u] += weight[u * inputs + i] * v[i];
    return made;
}

function transposedTimes({ weight, inputs, units }, u) {
    const made = new Float64Array(inputs);
    for (let j = 0; j < units; j++) for (let i = 0; i < inputs; i++) made[i] += weight[j * inputs + i] * u[j];
    return made;
}

// One power iteration: both vectors come closer to those that the weight stretches most.
export function iterate(layer) {
    layer.u = normalized(times(layer, layer.v));
    layer.v = normalized(transposedTimes(layer, layer.u));
}

// From here on the layer is normalised; a few iterations ahead, as torch takes them.
export function normalizeSpectrum(network, chance) {
    for (const layer of network.layers) {
        layer.v = normalized(Float64Array.from({ length: layer.inputs }, chance.normal));
        for (let turn = 0; turn < 15; turn++) iterate(layer);
    }
}

// The weight that a pass sees, and what it takes to find the way back. Each pass iterates once, as torch's does.
export function normalizedWeight(layer) {
    iterate(layer);
    const { u, v } = layer, stretched = times(layer, v);
    const sigma = stretched.reduce((sum, entry, at) => sum + u[at] * entry, 0);
    return { u, v, sigma, weight: layer.weight.map((entry) => entry / sigma) };
}

// The slope in W of what has the slope `slopes` in W / sigma, where sigma = u' W v and u, v stand still.
export function throughNorm(lens, slopes, into) {
    const { u, v, sigma, weight } = lens;
    const along = slopes.reduce((sum, slope, at) => sum + slope * weight[at], 0);
    for (let at = 0; at < slopes.length; at++) {
        into[at] += (slopes[at] - along * u[Math.floor(at / v.length)] * v[at % v.length]) / sigma;
    }
}
