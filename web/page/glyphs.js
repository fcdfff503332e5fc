// Draws characters that are missing from the program's fonts with the browser's fonts.
import { bytesAt } from './text.js';

const columns = 16;

export function connectGlyphs(engine, hooks) {
  let context = null;

  // Draws `count` characters in white on transparent cells of 2 em × 2 em, 16 in a row. The origin of
  // each is half an em from the left and half an em above the lower edge of its cell. Writes the
  // sheet's RGBA bytes and the advance of each character (pixels).
  hooks.drawGlyphs = (points_at, count, em, pixels_at, advances_at) => {
    const points = new Uint32Array(bytesAt(engine, points_at, count * 4).buffer);
    const cell = 2 * em;
    context ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const { canvas } = context;
    canvas.width = columns * cell; // also clears it and resets the font
    canvas.height = Math.ceil(count / columns) * cell;
    context.font = `${em}px system-ui, sans-serif`;
    context.fillStyle = '#fff';
    const advances = new Float32Array(count);
    points.forEach((point, i) => {
      const letter = String.fromCodePoint(point);
      const [x, y] = [(i % columns) * cell, Math.floor(i / columns) * cell];
      context.save();
      context.beginPath();
      context.rect(x, y, cell, cell); // clip to the cell
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
