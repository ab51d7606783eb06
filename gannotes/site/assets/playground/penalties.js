// Ways to keep D smooth: terms for what it pays, and a projection for after its step. As gannotes/penalties.py.
import { backwardThroughSlope, forward, parameters } from "./network.js";

// Charges each row for |grad_x D|: `charge` gives the price and its slope at a steepness.
function chargeSlopes(D, x, n, charge) {
    let paid = 0;
    backwardThroughSlope(forward(D, x, n), (gradients) => {
        const axes = gradients.length / n, direction = new Float64Array(gradients.length);
        for (let row = 0; row < n; row++) {
            const gradient = gradients.subarray(row * axes, (row + 1) * axes), steepness = Math.hypot(...gradient);
            const { price, slope } = charge(steepness);
            paid += price / n;
            for (let i = 0; i < axes && steepness; i++) direction[row * axes + i] = slope * gradient[i] / steepness / n;
        }
        return direction;
    });
    return paid;
}

// Mescheder et al. (2018), eq. 9: weight/2 times the squared slope at the data.
export function r1(weight) {
    const charge = (s) => ({ price: weight / 2 * s * s, slope: weight * s });
    return (D, real, fake, n) => chargeSlopes(D, real, n, charge);
}

// Gulrajani et al. (2017), eq. 3: slope 1 between the data and the fakes, from both sides.
export function wganGp(weight, uniform) {
    const charge = (s) => ({ price: weight * (s - 1) ** 2, slope: 2 * weight * (s - 1) });
    return (D, real, fake, n) => {
        const axes = real.length / n, t = Float64Array.from({ length: n }, uniform);
        const between = real.map((x, at) => {
            const share = t[Math.floor(at / axes)];
            return share * x + (1 - share) * fake[at];
        });
        return chargeSlopes(D, between, n, charge);
    };
}

export const noPenalty = () => 0;

// Arjovsky et al. (2017), Algorithm 1: each of D's weights back onto [-bound, bound].
export function clip(D, bound) {
    return () => {
        for (const [weight] of parameters(D)) {
            for (let at = 0; at < weight.length; at++) weight[at] = Math.min(Math.max(weight[at], -bound), bound);
        }
    };
}

// Which share of D's numbers the clip holds at its walls.
export function shareAtWalls(D, bound) {
    const all = parameters(D).flatMap(([weight]) => [...weight]);
    return all.filter((weight) => Math.abs(weight) === bound).length / all.length;
}
