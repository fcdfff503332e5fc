// Writes the status of the program to the aria-live region.
const region = document.getElementById('status-text');
/** A screen reader needs time to speak; more frequent changes would interrupt it. */
const min_interval_ms = 3000;

export function connectStatus(hooks) {
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
}
