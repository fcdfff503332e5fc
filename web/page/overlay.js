// Covers the canvas with the progress bar while the program loads, or with an error.
const overlay = document.getElementById('overlay');
const text = document.getElementById('overlay-text');
const bar = document.getElementById('overlay-progress');
const advice = document.getElementById('overlay-advice');
const retry = document.getElementById('overlay-retry');
const status = document.getElementById('status-text');

export const reload_advice = 'Reload the page. If that does not help, try another browser.';

retry.addEventListener('click', () => location.reload());

/** fraction: 0 to 1, or null if the size is unknown. */
export function progress(fraction) {
  if (fraction === null) bar.removeAttribute('value');
  else bar.value = Math.min(1, fraction);
}

/** Uncovers the canvas. */
export function hide() {
  overlay.classList.add('leaving');
  setTimeout(() => {
    if (!overlay.classList.contains('failed')) overlay.hidden = true;
  }, 250);
}

/** Shows an error in place of the program. Later errors are ignored. */
export function fail(sentence, error_advice) {
  if (overlay.classList.contains('failed')) return;
  overlay.classList.remove('leaving');
  overlay.classList.add('failed');
  overlay.hidden = false;
  text.textContent = sentence;
  advice.textContent = error_advice;
  advice.hidden = false;
  bar.hidden = true;
  retry.hidden = false;
  status.textContent = `${sentence} ${error_advice}`;
}
