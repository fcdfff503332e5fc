// Writes the status of the program to the aria-live region, and reports that training pauses in a
// background tab where it runs in slices of frames.
import { notify } from './notice.js';
import { jsonAt } from './text.js';

const region = document.getElementById('status-text');
/** A screen reader needs time to speak; more frequent changes would interrupt it. */
const min_interval_ms = 3000;

export function connectStatus(engine, hooks) {
  let waiting = '';
  let timer = 0;
  let spoken_at = -Infinity;

  const speak = () => {
    timer = 0;
    spoken_at = performance.now();
    region.textContent = waiting;
  };
  hooks.status = (text) => {
    waiting = text;
    if (!timer) timer = setTimeout(speak, Math.max(0, spoken_at + min_interval_ms - performance.now()));
  };

  // A hidden tab draws no frames.
  let paused_in_background = false;
  const title = document.title;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      const state = jsonAt(engine, engine._babble_state());
      paused_in_background = state.playing && state.trains_in === 'frames';
      if (paused_in_background) document.title = `Paused: ${title}`;
    } else if (paused_in_background) {
      paused_in_background = false;
      document.title = title;
      notify('Training paused while this tab was in the background, because this browser gives the page neither threads nor workers.');
    }
  });
}
