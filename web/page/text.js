// Text and bytes in the program's memory.

/** Text at a pointer that the program returned; null for a null pointer. */
export function textAt(engine, pointer) {
  return pointer ? engine.UTF8ToString(pointer) : null;
}

/** Calls an exported function with one text. */
export function callWithText(engine, name, text) {
  const size = engine.lengthBytesUTF8(text) + 1;
  const pointer = engine._malloc(size);
  if (!pointer) throw new Error('The program has no memory left for this text.');
  try {
    engine.stringToUTF8(text, pointer, size);
    return engine[`_${name}`](pointer);
  } finally {
    engine._free(pointer);
  }
}

/**
 * A copy of bytes in the program's memory. Another thread may have made the memory grow; Emscripten
 * looks for that whenever it reads text, after which HEAPU8 is the whole memory again.
 */
export function bytesAt(engine, pointer, length) {
  engine.UTF8ToString(pointer, 1);
  return engine.HEAPU8.slice(pointer, pointer + length);
}

/** babble_open: hands a file to the program. Null, or a sentence that says what was wrong. */
export function openBytes(engine, name, bytes) {
  const size = engine.lengthBytesUTF8(name) + 1;
  const name_pointer = engine._malloc(size);
  const bytes_pointer = engine._malloc(Math.max(1, bytes.length));
  try {
    if (!name_pointer || !bytes_pointer) return `There is not enough memory for ${name}; a part of it may fit.`;
    engine.stringToUTF8(name, name_pointer, size); // (renews HEAPU8, see bytesAt)
    engine.HEAPU8.set(bytes, bytes_pointer);
    return textAt(engine, engine._babble_open(name_pointer, bytes_pointer, bytes.length));
  } finally {
    engine._free(bytes_pointer);
    engine._free(name_pointer);
  }
}
