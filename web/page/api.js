// window.babble: the page for tests, teachers and scripts.
import { runBench } from './bench.js';
import { callWithText, textAt } from './text.js';

/**
 * babble.ready    a promise: the first frame is on the screen (rejected if the program cannot start)
 * babble.offline  a promise: true once the page is kept for a visit without a network
 * babble.state()  what the snapshot says, where each named control is (CSS pixels), threaded, build
 *                 (compiler and instructions), build_id (of the site's files)
 * babble.post(intent)    e.g. {type: 'play'}; throws an Error that says what was wrong with it
 * babble.bench(options)  a promise of the benchmark's results: {model, hidden, batch, time_steps,
 *                 threads, simd: 'plain' | 'relaxed', seconds}, all optional, as `babble bench` has them
 */
export function connectApi() {
  let engine = null;
  let program = null;
  let extra = {};
  let settle;
  const ready = new Promise((resolve, reject) => (settle = { resolve, reject }));
  let settleOffline;
  const offline = new Promise((resolve) => (settleOffline = resolve));
  ready.catch(() => {}); // the overlay has said it; a script that awaits `ready` still sees it

  const running = () => {
    if (!engine) throw new Error('Babble is still loading: await babble.ready first.');
    return engine;
  };

  window.babble = Object.freeze({
    ready,
    offline,
    state() {
      return { ...JSON.parse(textAt(running(), running()._babble_state())), ...extra };
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
    connect(started_engine, { build, variant, offline: kept }) {
      engine = started_engine;
      program = { build, variant };
      extra = { build_id: build };
      settleOffline(kept);
      settle.resolve();
    },
    fail(error) {
      settle.reject(error);
      settleOffline(false);
    },
  };
}
