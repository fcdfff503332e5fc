// Draws characters that the program's fonts lack with the browser's own.
import { bytesAt } from './text.js';

const columns = 16;

export function connectGlyphs(engine, hooks) {
  let context = null;

  // Draws `count` characters in cells of 2 em × 2 em, sixteen in a row, white on nothing. The pen of
  // each begins half an em from the left on a base line half an em above the lower edge. Writes the
  // sheet's RGBA bytes and each character's advance (pixels).
  hooks.drawGlyphs = (points_at, count, em, pixels_at, advances_at) => {
    const points = new Uint32Array(bytesAt(engine, points_at, count * 4).buffer);
    const cell = 2 * em;
    context ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const { canvas } = context;
    canvas.width = columns * cell; // this also clears it, and forgets the font
    canvas.height = Math.ceil(count / columns) * cell;
    context.font = `${em}px system-ui, sans-serif`;
    context.fillStyle = '#fff';
    const advances = new Float32Array(count);
    points.forEach((point, i) => {
      const letter = String.fromCodePoint(point);
      const [x, y] = [(i % columns) * cell, Math.floor(i / columns) * cell];
      context.save();
      context.beginPath();
      context.rect(x, y, cell, cell); // nothing reaches into another's cell
      context.clip();
      context.fillText(letter, x + em / 2, y + 1.5 * em);
      context.restore();
      advances[i] = context.measureText(letter).width;
    });
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    engine.HEAPU8.set(data, pixels_at);
    engine.HEAPU8.set(new Uint8Array(advances.buffer), advances_at);
  };
}
