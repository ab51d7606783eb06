// Renders every part of the faces, each alone, for tools/make_faces.py to pack. Node 20 and tools/package.json's three.
//
//     cp tools/package.json tools/make_faces.mjs SCRATCH && cd SCRATCH && npm install && node make_faces.mjs
//
// writes parts_pixel_16.bin, parts_drawn_64.bin ...: the parts' pixels, RGBA with the colours multiplied by alpha, one
// part after the other; below each name a .json that says which part is which. A part is a layer of DiceBear's own
// drawing (its hair, its mouth) in one of its variants and colours, on nothing. whole_*.bin are forty faces as DiceBear
// draws them at once, by which a test judges the faces that gannotes puts together from parts.
import fs from 'node:fs';
import { createAvatar } from '@dicebear/core';
import { adventurer, pixelArt } from '@dicebear/collection';
import { Resvg } from '@resvg/resvg-js';
import * as pixelParts from './node_modules/@dicebear/pixel-art/lib/components/index.js';
import * as drawnParts from './node_modules/@dicebear/adventurer/lib/components/index.js';

const SIX = { brown: '603a14', blond: 'cab188', black: '28150a', red: 'bd1700', blue: '009bbd', green: '91cb15' };
const VIVID = { brown: '6a4e35', blond: 'e5d7a3', black: '0e0e0e', red: 'cb3a2a', blue: '4a9fc6', green: '3eac2c' };
const NONE = [''];
const names = (part) => Object.keys(part).sort();
const defaults = (style, key) => style.schema.properties[key].default;
const starting = (part, start) => names(part).filter((name) => name.startsWith(start));

// The layers from the lowest to the highest: [name, its variants, its colours]; skin is the head itself.
const STYLES = {
  pixel: {
    style: pixelArt, sizes: [16], viewBox: '0 0 16 16', crisp: true, background: 'b6e3f4', wrap: (body) => body,
    components: pixelParts,
    layers: [
      ['skin', ['head'], ['ffdbac', 'eac393', 'cb9e6e', '8d5524']],
      ['clothing', names(pixelParts.clothing), defaults(pixelArt, 'clothingColor')],
      ['eyes', names(pixelParts.eyes), defaults(pixelArt, 'eyesColor')],
      ['glasses', starting(pixelParts.glasses, 'dark'), ['4b4b4b', '191919', 'a04b5d']],
      ['beard', names(pixelParts.beard), Object.values(SIX)],
      ['mouth', names(pixelParts.mouth), defaults(pixelArt, 'mouthColor')],
      ['hair', names(pixelParts.hair), Object.values(SIX)],
      ['hat', names(pixelParts.hat), defaults(pixelArt, 'hatColor')],
    ],
  },
  drawn: { // without the one hair that is always black, and the one that is cut off by the frame
    style: adventurer, sizes: [64, 32, 16], viewBox: '0 0 762 762', crisp: false, background: 'd1d4f9',
    wrap: (body) => `<g transform="translate(-161 -83)">${body}</g>`,
    components: drawnParts,
    layers: [
      ['skin', ['head'], defaults(adventurer, 'skinColor')],
      ['eyes', names(drawnParts.eyes), NONE],
      ['eyebrows', names(drawnParts.eyebrows), NONE],
      ['mouth', names(drawnParts.mouth), NONE],
      ['glasses', names(drawnParts.glasses), NONE],
      ['hair', names(drawnParts.hair).filter((name) => !['short19', 'long06'].includes(name)), Object.values(VIVID)],
    ],
  },
};

// What one avatar's options are when these parts are chosen, and no other.
function options(style, chosen) {
  const all = { seed: 'a face' };
  for (const key of Object.keys(style.schema.properties)) if (key.endsWith('Probability')) all[key] = 0;
  for (const [layer, variant, colour] of chosen) {
    if (layer !== 'skin') all[layer] = [variant];
    if (`${layer}Probability` in all) all[`${layer}Probability`] = 100;
    if (colour) all[`${layer}Color`] = [colour];
  }
  return all;
}

const framed = (viewBox, body, crisp) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}" fill="none"${crisp ? ' shape-rendering="crispEdges"' : ''}>${body}</svg>`;

// pixelArt masks a beard by its own colour's brightness, so that dark beards can't be seen: all masks are made white.
const opaque = (svg) => svg.replace(/<mask.*?<\/mask>/gs, (mask) => mask.replace(/fill="#[^"]*"/g, 'fill="#fff"'));
const rendered = (svg, size, crisp) =>
  new Resvg(opaque(svg), { fitTo: { mode: 'width', value: size }, ...(crisp ? { shapeRendering: 0 } : {}) }).render().pixels;

// What a style draws when nothing but the head is asked for.
const silent = { pick: (list) => list?.[0], bool: () => false, integer: () => 0, shuffle: (list) => list };
const head = (style, skin) => style.create({ prng: silent, options: { base: ['default'], skinColor: [skin] } }).body;

function alone(of, layer, variant, colour) {
  if (layer === 'skin') return head(of.style, colour);
  return of.wrap(of.components[layer][variant]({}, { [layer]: `#${colour}`, hair: `#${colour}` }));
}

let state = 12345;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 4294967296;

for (const [name, of] of Object.entries(STYLES)) {
  const parts = of.layers.flatMap(([layer, variants, colours]) =>
    variants.flatMap((variant) => colours.map((colour) => [layer, variant, colour])));
  const layers = of.layers.map(([layer]) => layer);
  const wholes = Array.from({ length: 40 }, (_, i) => {
    const hair = of.layers.find(([layer]) => layer === 'hair')[2][i % 6];
    return layers.map((layer) => {
      const those = parts.filter((part) => part[0] === layer && (!['hair', 'beard'].includes(layer) || part[2] === hair));
      const optional = ['glasses', 'beard', 'hat'].includes(layer);
      return optional && random() < 0.5 ? -1 : parts.indexOf(those[Math.floor(random() * those.length)]);
    });
  });
  for (const size of of.sizes) {
    const file = `${name}_${size}`;
    const pixels = parts.map((part) => rendered(framed(of.viewBox, alone(of, ...part), of.crisp), size, of.crisp));
    fs.writeFileSync(`parts_${file}.bin`, Buffer.concat(pixels));
    const whole = wholes.map((face) => {
      const chosen = face.filter((part) => part >= 0).map((part) => parts[part]);
      const svg = createAvatar(of.style, { ...options(of.style, chosen), backgroundColor: [of.background] }).toString();
      return rendered(svg.replace(/viewBox="[^"]*"/, `viewBox="${of.viewBox}"`), size, of.crisp);
    });
    fs.writeFileSync(`whole_${file}.bin`, Buffer.concat(whole));
    fs.writeFileSync(`parts_${file}.json`, JSON.stringify({ size, background: of.background, layers, parts, wholes }));
  }
}
