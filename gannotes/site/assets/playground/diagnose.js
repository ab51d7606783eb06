// Is it training? What the later half of a game's readings looks like, and by which numbers. As gannotes/diagnose.py.

export const FEWEST = 8; // readings: the later half of fewer says little

const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
function median(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b), half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
const percent = (share) => `${(100 * share).toFixed(0)}%`;

function laterHalf(history) {
    const late = history.slice(history.length >> 1), of = (name) => late.map((reading) => reading[name]);
    const gap = mean(of("sliced_w1"));
    return {
        told_least: Math.min(...of("auc")), told_most: Math.max(...of("auc")),
        sure: mean(of("auc").map((share) => Math.abs(share - 0.5))),
        sliced_w1: gap, stride: gap ? mean(of("displacement")) / gap : 0,
        spread: median(of("spread")), recall: median(of("recall")), precision: median(of("precision")), gradient: median(of("gradient")),
    };
}

// Each with its reason, or nothing if it does not apply.
const RULES = {
    healthy: (late) => late.sliced_w1 <= 0.25 && late.recall >= 0.8 && late.precision >= 0.6
        && `${percent(late.recall)} of the reals have a fake nearby, and ${percent(late.precision)} of the fakes a real`,
    saturated: (late) => late.told_least >= 0.99 && late.stride <= 0.05
        && `D tells them apart ${percent(late.told_least)} of the time, and G has stopped moving`,
    collapsed: (late) => {
        const hops = late.stride > 0.4, seen = late.sure > 0.2;
        const oneThing = late.spread <= 0.25 && (hops || seen);
        const notAll = late.precision >= 0.6 && late.recall <= 0.6 && seen && !hops;
        return (oneThing || notAll)
            && `the fakes have ${percent(late.spread)} of the data's spread, and ${percent(late.recall)} of the reals have one nearby`;
    },
    "D too weak": (late) => late.told_most <= 0.8 && late.stride <= 0.4
        && `the fakes are ${late.sliced_w1.toFixed(2)} of the data's spread away, and D can't tell`,
    oscillating: (late) => late.stride > 0.4
        && `between two readings the fakes go ${percent(late.stride)} of the way that is left, and do not arrive`,
};

// The first rule that applies to the later half of the history.
export function verdict(history) {
    if (history.length < FEWEST) return { name: "too early to say", reason: "a verdict needs eight readings" };
    if (!history.every((reading) => Object.values(reading).every(Number.isFinite))) {
        return { name: "diverged", reason: "a number is not finite" };
    }
    const late = laterHalf(history);
    for (const [name, rule] of Object.entries(RULES)) {
        const reason = rule(late);
        if (reason) return { name, reason };
    }
    return { name: "unclear", reason: "no rule applies: look at the samples, and play on" };
}
