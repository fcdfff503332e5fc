// Training where the browser has no threads: in a worker, a second instance of the program, which gets
// the intents and sends back snapshots while the session of this page rests; without a worker in slices
// of the time between two frames.
import { showMessage } from './link.js';
import { bytesAt } from './text.js';

const start_timeout_ms = 20_000;

const slice_ms = 5; // by which a frame may come later

/** Trains whenever the page has nothing else to do. A frame that the program draws may bring work. */
export function trainBetweenFrames(engine, hooks) {
  const channel = new MessageChannel();
  let timer = 0;
  let is_due = false;
  hooks.pump = () => {
    clearTimeout(timer);
    if (!is_due) channel.port2.postMessage(null);
    is_due = true;
  };
  channel.port1.onmessage = () => {
    is_due = false;
    const idle = engine._babble_pump(slice_ms); // seconds
    if (idle <= 0) hooks.pump();
    else if (idle < Infinity) timer = setTimeout(hooks.pump, idle * 1000);
  };
  hooks.pump();
}

/** Until the worker is ready, intents wait; if it cannot start, training runs between frames. */
export function connectWorker(engine, hooks, { build, variant, compiled, onStopped }) {
  engine._babble_worker(0);
  let worker;
  let is_ready = false;
  const giveUp = (reason) => {
    console.warn(`Training runs between frames, as the worker does not start: ${reason}`);
    clearTimeout(timer);
    worker?.terminate();
    engine._babble_worker(2);
    trainBetweenFrames(engine, hooks);
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
