// Chance that repeats: one seed, one sequence. Every draw of a game comes from here.

// Mulberry32 by Tommy Ettinger: 32 bits of state, which is plenty for a game that is looked at.
export function makeChance(seed) {
    let state = (seed + 1) * 0x9e3779b9 >>> 0;
    const uniform = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let bits = Math.imul(state ^ (state >>> 15), state | 1);
        bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
        return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
    };
    // Box and Muller: 1 - u lies in (0, 1], so that the logarithm is finite.
    const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
    return { uniform, normal, below: (n) => Math.floor(uniform() * n) };
}
