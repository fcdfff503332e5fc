// Training in a worker where the browser has no threads: a second instance of the program, which gets
// the intents and sends back snapshots. The session of this page then rests.
import { showMessage } from './link.js';
import { bytesAt } from './text.js';

const start_timeout_ms = 20_000;

/** Until the worker is ready, intents wait; if it cannot start, training runs in slices of frames. */
export function connectWorker(engine, hooks, { build, variant, compiled, onStopped }) {
  engine._babble_worker(0);
  let worker;
  let is_ready = false;
  const giveUp = (reason) => {
    console.warn(`Training runs between frames, as the worker does not start: ${reason}`);
    clearTimeout(timer);
    worker?.terminate();
    engine._babble_worker(2);
  };
  const timer = setTimeout(() => giveUp('it does not answer'), start_timeout_ms);

  hooks.send = (pointer, length) => {
    const bytes = bytesAt(engine, pointer, length);
    worker.postMessage(bytes, [bytes.buffer]);
  };
  try {
    worker = new Worker(new URL('session_worker.js', import.meta.url));
  } catch (error) {
    giveUp(error.message);
    return;
  }
  worker.onerror = (event) => {
    event.preventDefault();
    const reason = (event.message ?? 'its script is missing').replace(/^(Uncaught )?(\w*Error: )?/, '');
    if (is_ready) onStopped(reason);
    else giveUp(reason);
  };
  worker.onmessage = ({ data }) => {
    if (data === 'ready') {
      clearTimeout(timer);
      is_ready = true;
      engine._babble_worker(1);
    } else if (data.error) {
      showMessage(engine, data.error, true);
    } else {
      worker.postMessage(readSnapshot(engine, data) ? 'next' : 'whole');
    }
  };
  worker.postMessage({ folder: new URL(`${variant}/`, document.baseURI).href, build, compiled });
}

function readSnapshot(engine, bytes) {
  const pointer = engine._malloc(bytes.length);
  if (!pointer) return false;
  engine.HEAPU8.set(bytes, pointer);
  const done = engine._babble_worker_snapshot(pointer, bytes.length);
  engine._free(pointer);
  return done === 1;
}
