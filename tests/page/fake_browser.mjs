// The parts of a browser that the modules in web/page use, so that node can import them.

class FakeElement extends EventTarget {
  textContent = '';
  value = '';
  open = false;
  #children = new Map();
  showModal() {
    this.open = true;
  }
  close() {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  }
  querySelector(selector) {
    if (!this.#children.has(selector)) this.#children.set(selector, new FakeElement());
    return this.#children.get(selector);
  }
  focus() {}
  select() {}
}

const elements = new Map();
const document = Object.assign(new EventTarget(), {
  getElementById(id) {
    if (!elements.has(id)) elements.set(id, new FakeElement());
    return elements.get(id);
  },
});

Object.assign(globalThis, { window: globalThis, document });

/** A program with exported functions and no memory of its own: a pointer is an index in `texts`. */
export function fakeEngine(functions) {
  const texts = [null];
  return {
    write: (text) => texts.push(text) - 1,
    UTF8ToString: (pointer) => texts[pointer],
    lengthBytesUTF8: (text) => Buffer.byteLength(text),
    stringToUTF8: (text, pointer) => (texts[pointer] = text),
    HEAPU8: new Uint8Array(1 << 16),
    _malloc: () => texts.push('') - 1,
    _free: () => {},
    _babble_wake: () => {},
    ...functions,
  };
}
