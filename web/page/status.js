// The canvas in words, for those who do not see it: the program's status line goes into the
// aria-live region, and what happens to training in a background tab is said.
import { notify } from './notice.js';
import { textAt } from './text.js';

const region = document.getElementById('status-text');
/** A screen reader needs time to speak; faster news would only interrupt each other. */
const least_pause_ms = 3000;

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
    if (!timer) timer = setTimeout(speak, Math.max(0, spoken_at + least_pause_ms - performance.now()));
  };

  // Without threads training is done between frames, and a hidden tab draws none.
  let paused_in_background = false;
  const title = document.title;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      const state = JSON.parse(textAt(engine, engine._babble_state()));
      paused_in_background = state.playing && !state.threaded;
      if (paused_in_background) document.title = `Paused: ${title}`;
    } else if (paused_in_background) {
      paused_in_background = false;
      document.title = title;
      notify('Training stood still while this tab was in the background: this page runs without threads.');
    }
  });
}
