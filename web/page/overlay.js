// What covers the canvas while there is nothing to see on it: the loading bar, or why there is none.
const overlay = document.getElementById('overlay');
const text = document.getElementById('overlay-text');
const bar = document.getElementById('overlay-progress');
const advice = document.getElementById('overlay-advice');
const retry = document.getElementById('overlay-retry');
const status = document.getElementById('status-text');

export const reload_advice = 'Please load the page again. If that does not help, another browser may.';

retry.addEventListener('click', () => location.reload());

/** fraction: 0 to 1, or null when the size is not known. */
export function progress(fraction) {
  if (fraction === null) bar.removeAttribute('value');
  else bar.value = Math.min(1, fraction);
}

/** Uncovers the canvas. */
export function leave() {
  overlay.classList.add('leaving');
  setTimeout(() => {
    if (!overlay.classList.contains('failed')) overlay.hidden = true;
  }, 250);
}

/** A sentence in place of the program; the first one stays. */
export function fail(sentence, what_to_do) {
  if (overlay.classList.contains('failed')) return;
  overlay.classList.remove('leaving');
  overlay.classList.add('failed');
  overlay.hidden = false;
  text.textContent = sentence;
  advice.textContent = what_to_do;
  advice.hidden = false;
  bar.hidden = true;
  retry.hidden = false;
  status.textContent = `${sentence} ${what_to_do}`;
}
