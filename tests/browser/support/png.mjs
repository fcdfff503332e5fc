// Reads PNG files of browsers and of the desktop program: 8 bits a channel, RGB or RGBA, not
// interlaced.
import { inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** {width, height, pixels: one 0xRRGGBB a pixel} */
export function decodePng(bytes) {
  if (!bytes.subarray(0, 8).equals(signature)) throw new Error('not a PNG');
  let header = null;
  const data = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') data.push(body);
    at += 12 + length;
  }
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const channels = { 2: 3, 6: 4 }[header[9]];
  if (header[8] !== 8 || !channels || header[12] !== 0) throw new Error('this kind of PNG is not supported');
  return { width, height, pixels: unfilter(inflateSync(Buffer.concat(data)), width, height, channels) };
}

/** Reverses the PNG filters (specification §9), which store each byte as the difference to a prediction. */
function unfilter(raw, width, height, channels) {
  const stride = width * channels;
  const pixels = new Uint32Array(width * height);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    const row = new Uint8Array(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let i = 0; i < stride; i += 1) {
      const left = i >= channels ? row[i - channels] : 0;
      const up = above[i];
      const corner = i >= channels ? above[i - channels] : 0;
      row[i] += [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    }
    for (let x = 0; x < width; x += 1) {
      const i = x * channels;
      pixels[y * width + x] = (row[i] << 16) | (row[i + 1] << 8) | row[i + 2];
    }
    above = row;
  }
  return pixels;
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(guess - value));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

/** The number of colours, and the fraction of the picture that the most common one covers. */
export function describeColours({ pixels }) {
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  return { colours: counts.size, commonest: Math.max(...counts.values()) / pixels.length };
}

/**
 * Whether there is text in a box (CSS pixels; `ratio` device pixels each): anti-aliased letters have
 * many shades, an empty box has few.
 */
export function hasWriting({ width, pixels }, box, ratio = 1) {
  const shades = new Set();
  for (let y = Math.ceil(box.y * ratio); y < Math.floor((box.y + box.height) * ratio); y += 1) {
    for (let x = Math.ceil(box.x * ratio); x < Math.floor((box.x + box.width) * ratio); x += 1) {
      shades.add(pixels[y * width + x]);
    }
  }
  return shades.size > 20;
}
