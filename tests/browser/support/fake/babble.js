// A fake WebAssembly program for tests of the page. It records calls in window.fake.calls; tests call the
// hooks through window.fake.hooks.
var createBabble = (options) => {
  if (typeof document === 'undefined') {
    // In a worker: that of a benchmark, or one that is to train, which fails to start.
    if (options.babbleHooks) return Promise.reject(new Error('No worker trains.'));
    return Promise.resolve({
      ccall: (name, result, types, [text]) => JSON.stringify({ name, options: JSON.parse(text), at: options.locateFile('x') }),
    });
  }
  const script = document.currentScript?.src ?? [...document.scripts].pop().src;
  const threaded = /\/threaded(-relaxed)?\//.test(script);
  const heap = new Uint8Array(1 << 20);
  const encoder = new TextEncoder();
  let top = 16;
  const uploads = []; // files

  const write = (text) => {
    const bytes = encoder.encode(text);
    const at = module._malloc(bytes.length + 1);
    heap.set(bytes, at);
    heap[at + bytes.length] = 0;
    return at;
  };
  const read = (at) => new TextDecoder().decode(heap.slice(at, heap.indexOf(0, at)));

  const fake = (window.fake = {
    calls: [],
    hooks: options.babbleHooks,
    script,
    wants_text: 0,
    takes_texts: 1,
    open_error: null,
    stop: options.onAbort,
  });
  const note =
    (name) =>
    (...values) =>
      void fake.calls.push([name, ...values]);
  const texts = (name) => (at) => void fake.calls.push([name, read(at)]);

  const module = {
    HEAPU8: heap,
    UTF8ToString: read,
    lengthBytesUTF8: (text) => encoder.encode(text).length,
    stringToUTF8: (text, at) => {
      heap.set(encoder.encode(text), at);
      heap[at + encoder.encode(text).length] = 0;
    },
    _malloc: (size) => {
      const at = top;
      top += size + 8;
      return at;
    },
    _free: () => {},
    _babble_post: (at) => {
      const intent = JSON.parse(read(at));
      fake.calls.push(['post', intent]);
      return intent.type === 'nonsense' ? write('There is no intent "nonsense".') : 0;
    },
    _babble_state: () =>
      write(JSON.stringify({ threaded, script, controls: {} })),
    _babble_bytes: () => uploads.push([]),
    _babble_bytes_add: (upload, at, length) => (uploads[upload - 1].push(...heap.slice(at, at + length)), 1),
    _babble_bytes_drop: () => {},
    _babble_open: (name, upload) => {
      fake.calls.push(['open', read(name), new TextDecoder().decode(Uint8Array.from(uploads[upload - 1]))]);
      return fake.open_error ? write(fake.open_error) : 0;
    },
    _babble_worker: note('worker'),
    _babble_pump: () => Infinity,
    _babble_worker_snapshot: () => 1,
    _babble_slow_display: note('slow_display'),
    _babble_resize: note('resize'),
    _babble_color_scheme: note('color_scheme'),
    _babble_wants_text: () => fake.wants_text,
    _babble_takes_texts: () => fake.takes_texts,
    _babble_text: texts('text'),
    _babble_key: texts('key'),
    _babble_wake: () => {},
    _babble_show_message: () => {},
    _babble_show_prompt: () => {},
    _babble_save_session: () => write('null'),
    _babble_context: note('context'),
    _babble_visible: note('visible'),
  };
  fake.write = write;

  return new Promise((resolve) => {
    options.instantiateWasm({}, () => {
      options.preRun.forEach((call) => call(module));
      resolve(module);
      requestAnimationFrame(() => options.babbleHooks.ready());
    });
  });
};
