// Goodfellow et al. (2014), Algorithm 1: the turns of two players. As gannotes/games/gan.py.
import { forDiscriminator, forGenerator } from "./losses.js";
import { backward, forward, slopeInX, zeroSlopes } from "./network.js";

// `deal()` gives a batch of n rows and `latent(n)` as many z; `stepD` and `stepG` are the players' optimisers.
export function makeGame({ G, D, loss, penalty, project, stepD, stepG, k, n, deal, latent }) {
    const paid = { D: NaN, G: NaN };

    const moveD = () => {
        const real = deal(), fake = forward(G, latent(n), n).out;
        zeroSlopes(D);
        const onReal = forward(D, real, n), onFake = forward(D, fake, n);
        const cost = forDiscriminator(loss, onReal.out, onFake.out);
        backward(onReal, cost.onReal);
        backward(onFake, cost.onFake);
        paid.D = cost.paid + penalty(D, real, fake, n);
        stepD();
        project();
    };

    const moveG = () => {
        const real = deal(), made = forward(G, latent(n), n);
        zeroSlopes(G);
        const onFake = forward(D, made.out, n);
        const cost = forGenerator(loss, onFake.out, () => forward(D, real, n).out);
        paid.G = cost.paid;
        backward(made, slopeInX(onFake, cost.onFake));
        stepG();
    };

    const round = () => {
        for (let step = 0; step < k; step++) moveD();
        moveG();
    };
    return { G, D, loss, paid, moveD, moveG, round };
}
