// window.babble: the interface of the page for scripts.
import { runBench } from './bench.js';
import { callWithText, jsonAt, textAt } from './text.js';

/**
 * babble.ready    a promise: resolved with the first frame, rejected if the program cannot start
 * babble.offline  a promise: whether the page is cached for visits without a network
 * babble.state()  the snapshot, the place of each named control (CSS pixels), trains_in,
 *                 build (compiler and instructions), build_id (of the site's files)
 * babble.post(intent)    for example {type: 'play'}; throws an Error if the intent is invalid
 * babble.bench(options)  a promise of the results of a benchmark. Options as for `babble bench`, all
 *                 optional: {model, hidden, batch, time_steps, threads, seconds, set}, and simd:
 *                 'plain' | 'relaxed'
 */
export function connectApi() {
  let engine = null;
  let program = null;
  let extra = {};
  let settle;
  const ready = new Promise((resolve, reject) => (settle = { resolve, reject }));
  let settleOffline;
  const offline = new Promise((resolve) => (settleOffline = resolve));
  ready.catch(() => {}); // the overlay shows the error; scripts that await `ready` receive it too

  const running = () => {
    if (!engine) throw new Error('Babble is still loading: await babble.ready first.');
    return engine;
  };

  window.babble = Object.freeze({
    ready,
    offline,
    state() {
      return { ...jsonAt(running(), running()._babble_state()), ...extra };
    },
    post(intent) {
      const error = textAt(running(), callWithText(running(), 'babble_post', JSON.stringify(intent)));
      running()._babble_wake();
      if (error) throw new Error(error);
    },
    async bench(options = {}) {
      await ready;
      return await runBench(program, options);
    },
  });

  return {
    connect(started_engine, { build, variant, offline: is_cached }) {
      engine = started_engine;
      program = { build, variant };
      extra = { build_id: build };
      settleOffline(is_cached);
      settle.resolve();
    },
    fail(error) {
      settle.reject(error);
      settleOffline(false);
    },
  };
}
