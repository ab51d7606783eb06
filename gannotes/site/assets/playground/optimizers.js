// How a player steps along its slopes.
import { parameters } from "./network.js";

// Kingma and Ba (2015), Algorithm 1.
export function adam(network, rate, betas) {
    const [beta1, beta2] = betas, epsilon = 1e-8;
    const moved = parameters(network).map(([weight, slope]) => ({
        weight, slope, mean: new Float64Array(weight.length), square: new Float64Array(weight.length),
    }));
    let turn = 0;
    return () => {
        turn += 1;
        const length = rate / (1 - beta1 ** turn), debiased = Math.sqrt(1 - beta2 ** turn);
        for (const { weight, slope, mean, square } of moved) {
            for (let at = 0; at < weight.length; at++) {
                mean[at] += (1 - beta1) * (slope[at] - mean[at]);
                square[at] = beta2 * square[at] + (1 - beta2) * slope[at] * slope[at];
                weight[at] -= length * mean[at] / (Math.sqrt(square[at]) / debiased + epsilon);
            }
        }
    };
}

// Plain gradient steps.
export function descent(network, rate) {
    const moved = parameters(network);
    return () => {
        for (const [weight, slope] of moved) for (let at = 0; at < weight.length; at++) weight[at] -= rate * slope[at];
    };
}
