// Text, JSON and bytes in the memory of the program.

/** Text at a pointer that the program returned; null for a null pointer. */
export function textAt(engine, pointer) {
  return pointer ? engine.UTF8ToString(pointer) : null;
}

/**
 * The value of JSON at a pointer that the program returned; undefined for a null pointer. Throws an
 * Error with the sentence of {"error": sentence}.
 */
export function jsonAt(engine, pointer) {
  const text = textAt(engine, pointer);
  if (text === null) return undefined;
  const value = JSON.parse(text);
  if (typeof value?.error === 'string') throw new Error(value.error);
  return value;
}

/** Calls an exported function with a text. */
export function callWithText(engine, name, text) {
  const size = engine.lengthBytesUTF8(text) + 1;
  const pointer = engine._malloc(size);
  if (!pointer) throw new Error('There is not enough memory for this text.');
  try {
    engine.stringToUTF8(text, pointer, size);
    return engine[`_${name}`](pointer);
  } finally {
    engine._free(pointer);
  }
}

/**
 * A copy of bytes in the program's memory. Another thread may have grown the memory; reading a text
 * makes Emscripten renew HEAPU8.
 */
export function bytesAt(engine, pointer, length) {
  engine.UTF8ToString(pointer, 1);
  return engine.HEAPU8.slice(pointer, pointer + length);
}

/**
 * Copies a file into the program in chunks, without a second copy of the whole file. Throws an Error
 * with a sentence if there is not enough memory.
 */
export class Upload {
  constructor(engine, name, size) {
    this.engine = engine;
    this.name = name;
    this.bytes = engine._babble_bytes(size);
    if (!this.bytes) throw this.tooLarge();
  }

  add(chunk) {
    const { engine } = this;
    const pointer = engine._malloc(Math.max(1, chunk.length));
    if (!pointer) throw this.tooLarge();
    engine.UTF8ToString(pointer, 1); // renew HEAPU8, see bytesAt
    engine.HEAPU8.set(chunk, pointer);
    const copied = engine._babble_bytes_add(this.bytes, pointer, chunk.length);
    engine._free(pointer);
    if (!copied) throw this.tooLarge();
  }

  /** Opens the file. Returns null, or the sentence of an error. */
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

  /** Frees the memory of a file that was not opened. Call it in any case. */
  close() {
    if (this.bytes) this.engine._babble_bytes_drop(this.bytes);
    this.bytes = 0;
  }

  tooLarge() {
    return new Error(`There is not enough memory for ${this.name}. Open a part of it.`);
  }
}

/** Opens a file in the program. Returns null, or the sentence of an error. */
export function openBytes(engine, name, bytes) {
  return openChunks(engine, name, [bytes]);
}

/** Opens a file that was received in chunks. */
export function openChunks(engine, name, chunks) {
  let upload;
  try {
    upload = new Upload(
      engine,
      name,
      chunks.reduce((sum, { length }) => sum + length, 0),
    );
    for (const chunk of chunks) upload.add(chunk);
    return upload.open();
  } catch (error) {
    return error.message;
  } finally {
    upload?.close();
  }
}
