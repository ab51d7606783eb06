// What the logits cost: curves of a = D(x), high where D says real, each with its slope. As gannotes/losses.py.

const { exp, expm1, log, log1p, max, LN2 } = Math;
export const sigmoid = (a) => (a >= 0 ? 1 / (1 + exp(-a)) : exp(a) / (1 + exp(a)));
const softplus = (a) => max(a, 0) + log1p(exp(-Math.abs(a)));

const curve = (value, slope) => ({ value, slope });
const minus = ({ value, slope }) => curve((a) => -value(a), (a) => -slope(a));
const surprise = curve((a) => softplus(-a), (a) => -sigmoid(-a)); // -log sigmoid(a)
const caught = curve(softplus, sigmoid); // -log(1 - sigmoid(a))
const line = curve((a) => a, () => 1);
const square = (target) => curve((a) => (a - target) ** 2 / 2, (a) => a - target);
const hingeAt = (sign) => curve((a) => max(1 + sign * a, 0), (a) => (1 + sign * a > 0 ? sign : 0));
const chi = curve((a) => max(a / 2 + 1, 0) ** 2 - 1, (a) => max(a / 2 + 1, 0));

// Nowozin et al. (2016), eq. 6: T = activation(a) on the reals, f*(T) on the fakes.
const fGan = (title, activation, onFakes, best) => ({
    title, real: minus(activation), fake: onFakes, generator: minus(onFakes), best,
});

// `best` is the logit of the best D where the density ratio p/q is u; null where no formula gives it.
export const LOSSES = {
    minimax: { title: "minimax", real: surprise, fake: caught, generator: minus(caught), best: log },
    non_saturating: { title: "non-saturating", real: surprise, fake: caught, generator: surprise, best: log },
    least_squares: { title: "least squares", real: square(1), fake: square(0), generator: square(1), best: (u) => (u === Infinity ? 1 : u / (1 + u)) },
    wasserstein: { title: "Wasserstein", real: minus(line), fake: line, generator: minus(line), best: null },
    hinge: { title: "hinge", real: hingeAt(-1), fake: hingeAt(1), generator: minus(line), best: (u) => Math.sign(u - 1) },
    relativistic: { title: "relativistic", lead: surprise, best: log },
    f_kl: fGan("f-GAN: KL", line, curve((a) => exp(a - 1), (a) => exp(a - 1)), (u) => 1 + log(u)),
    f_reverse_kl: fGan("f-GAN: reverse KL", curve((a) => -exp(-a), (a) => exp(-a)), curve((a) => a - 1, () => 1), log),
    f_pearson: fGan("f-GAN: Pearson", line, chi, (u) => 2 * (u - 1)),
    f_hellinger: fGan("f-GAN: Hellinger", curve((a) => -expm1(-a), (a) => exp(-a)), curve(expm1, exp), (u) => log(u) / 2),
    f_js: fGan("f-GAN: JS", curve((a) => LN2 - softplus(-a), (a) => sigmoid(-a)), curve((a) => softplus(a) - LN2, sigmoid), log),
};

// The mean of a curve over logits, and its slope in each of them.
function charge({ value, slope }, logits) {
    const n = logits.length;
    return { paid: logits.reduce((sum, a) => sum + value(a), 0) / n, slopes: logits.map((a) => slope(a) / n) };
}

const lead = (ahead, behind) => ahead.map((a, at) => a - behind[at]);

export function forDiscriminator(loss, real, fake) {
    if (loss.lead) {
        const { paid, slopes } = charge(loss.lead, lead(real, fake));
        return { paid, onReal: slopes, onFake: slopes.map((slope) => -slope) };
    }
    const reals = charge(loss.real, real), fakes = charge(loss.fake, fake);
    return { paid: reals.paid + fakes.paid, onReal: reals.slopes, onFake: fakes.slopes };
}

// `look` gives D's logits of the reals to a loss that asks: it takes a pass of D's.
export function forGenerator(loss, fake, look) {
    const { paid, slopes } = loss.lead ? charge(loss.lead, lead(fake, look())) : charge(loss.generator, fake);
    return { paid, onFake: slopes };
}
