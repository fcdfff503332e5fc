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

/**
 * A file on its way into the program, piece by piece: one copy there, and never the whole file here.
 * Throws an Error with a sentence where memory does not suffice.
 */
export class Parcel {
  constructor(engine, name, size) {
    this.engine = engine;
    this.name = name;
    this.bytes = engine._babble_bytes(size);
    if (!this.bytes) throw this.tooLarge();
  }

  add(piece) {
    const { engine } = this;
    const pointer = engine._malloc(Math.max(1, piece.length));
    if (!pointer) throw this.tooLarge();
    engine.UTF8ToString(pointer, 1); // renews HEAPU8, see bytesAt
    engine.HEAPU8.set(piece, pointer);
    const taken = engine._babble_bytes_add(this.bytes, pointer, piece.length);
    engine._free(pointer);
    if (!taken) throw this.tooLarge();
  }

  /** Null, or a sentence that says what was wrong. */
  open() {
    const { engine, name, bytes } = this;
    const size = engine.lengthBytesUTF8(name) + 1;
    const pointer = engine._malloc(size);
    if (!pointer) throw this.tooLarge();
    try {
      engine.stringToUTF8(name, pointer, size);
      this.bytes = 0;
      return textAt(engine, engine._babble_open(pointer, bytes));
    } finally {
      engine._free(pointer);
    }
  }

  /** To be called in the end, whatever happened: what was not opened is forgotten. */
  close() {
    if (this.bytes) this.engine._babble_bytes_drop(this.bytes);
    this.bytes = 0;
  }

  tooLarge() {
    return new Error(`There is not enough memory for ${this.name}; a part of it may fit.`);
  }
}

/** Hands a file to the program. Null, or a sentence that says what was wrong. */
export function openBytes(engine, name, bytes) {
  return openPieces(engine, name, [bytes]);
}

/** The same of a file that came in pieces. */
export function openPieces(engine, name, pieces) {
  let parcel;
  try {
    parcel = new Parcel(
      engine,
      name,
      pieces.reduce((sum, { length }) => sum + length, 0),
    );
    for (const piece of pieces) parcel.add(piece);
    return parcel.open();
  } catch (error) {
    return error.message;
  } finally {
    parcel?.close();
  }
}
