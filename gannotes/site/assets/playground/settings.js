// What a reader can choose, and the link that carries it.
import { LAWS } from "./data.js";
import { LOSSES } from "./losses.js";

const titles = (table) => Object.fromEntries(Object.entries(table).map(([name, made]) => [name, made.title ?? made([]).title]));
const PENALTIES = { none: "none", r1: "R1", wgan_gp: "gradient penalty", clip: "clip", spectral: "spectral norm" };

// A choice has its options, a number its bounds.
export const FIELDS = {
    data: { label: "data", options: titles(LAWS), start: "normal" },
    loss: { label: "loss", options: titles(LOSSES), start: "non_saturating" },
    penalty: { label: "penalty", options: PENALTIES, start: "none" },
    weight: { label: "its weight, clip: bound", least: 0.0001, most: 100, start: 1 },
    k: { label: "k, D's steps a round", least: 1, most: 20, start: 1, whole: true },
    ahead: { label: "D's steps before", least: 0, most: 1000, start: 0, whole: true },
    optimizer: { label: "steps", options: { adam: "Adam", plain: "plain descent" }, start: "adam" },
    rate: { label: "learning rate", least: 0.00001, most: 1, start: 0.002 },
    beta1: { label: "Adam's beta 1", least: 0, most: 0.99, start: 0 },
    seed: { label: "seed", least: 0, most: 9999, start: 0, whole: true },
};

function startOf() {
    return { ...Object.fromEntries(Object.entries(FIELDS).map(([name, { start }]) => [name, start])), points: [] };
}

// What was written, if the field may be that; what was there otherwise.
export function accepted(field, written, otherwise) {
    if (field.options) return Object.hasOwn(field.options, written) ? written : otherwise;
    const number = String(written).trim() === "" ? NaN : Number(written);
    if (!(number >= field.least && number <= field.most)) return otherwise;
    return field.whole ? Math.round(number) : number;
}

// "data=ring&k=2&points=0.5,1;2,0" as settings; what is missing or can't be read is as at the start.
export function read(text) {
    const settings = startOf();
    for (const part of text.replace(/^[#?]/, "").split("&")) {
        const [name, written = ""] = part.split("=").map(decodeURIComponent);
        if (Object.hasOwn(FIELDS, name)) settings[name] = accepted(FIELDS[name], written, settings[name]);
        if (name === "points") {
            const points = written.split(";").map((point) => point.split(",").map(Number));
            settings.points = points.filter((point) => point.length === 2 && point.every(Number.isFinite));
        }
    }
    return settings;
}

export function write(settings) {
    const start = startOf(), told = Object.keys(FIELDS).filter((name) => settings[name] !== start[name]);
    const parts = told.map((name) => `${name}=${settings[name]}`);
    if (settings.data === "own" && settings.points.length) parts.push(`points=${settings.points.map((point) => point.join(",")).join(";")}`);
    return parts.join("&");
}
