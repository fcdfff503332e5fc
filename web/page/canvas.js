// The canvas as the program's window: size, colour scheme, visibility, keyboard, lost graphics.
import { notify } from './notice.js';

export function connectCanvas(engine, canvas) {
  followSize(engine, canvas);
  followColorScheme(engine);
  followVisibility(engine);
  followContext(engine, canvas);
  shareKeyboard(engine, canvas);
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
}

function followSize(engine, canvas) {
  const tell = () => {
    const { width, height } = canvas.getBoundingClientRect();
    engine._babble_resize(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)), devicePixelRatio);
  };
  new ResizeObserver(tell).observe(canvas);
  const followRatio = () => {
    // There is no event for devicePixelRatio; a query on its present value fires once it changes.
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        tell();
        followRatio();
      },
      { once: true },
    );
  };
  followRatio();
  tell();
}

function followColorScheme(engine) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const tell = () => engine._babble_color_scheme(dark.matches ? 1 : 0);
  dark.addEventListener('change', tell);
  tell();
}

function followVisibility(engine) {
  document.addEventListener('visibilitychange', () => {
    engine._babble_visible(document.hidden ? 0 : 1);
    engine._babble_wake();
  });
}

function followContext(engine, canvas) {
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault(); // else it is never given back
    engine._babble_context(1);
    notify(
      'The browser has taken the graphics away for a moment; training goes on, and the picture ' +
        'comes back by itself. If it does not, load the page again.',
    );
  });
  canvas.addEventListener('webglcontextrestored', () => {
    engine._babble_context(0);
    engine._babble_wake();
  });
}

// Keys that mean something to a text field together with Ctrl or Cmd. All other combinations
// belong to the browser.
const editing_keys = new Set(
  'a c x y z Backspace Delete Enter Home End ArrowLeft ArrowRight ArrowUp ArrowDown'.split(' '),
);
const modifiers = ['Control', 'Shift', 'Alt', 'Meta'];
const is_mac = /Mac|iPhone|iPad/.test(navigator.platform);

/** True when the browser, and not the program, should have the key. */
export function isForBrowser(event) {
  if (/^F\d+$/.test(event.key) || event.key === 'Tab') return true;
  if (event.getModifierState('AltGraph') || modifiers.includes(event.key)) return false; // typing @ or {
  if (event.ctrlKey || event.metaKey) return !editing_keys.has(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  return event.altKey && !is_mac; // Alt and an arrow goes back; Option and a letter types
}

function shareKeyboard(engine, canvas) {
  // SDL listens on the canvas and takes everything; whatever is stopped here stays the browser's.
  const filter = (event) => {
    if (event.target === canvas && isForBrowser(event)) event.stopImmediatePropagation();
    engine._babble_wake();
  };
  for (const type of ['keydown', 'keyup', 'keypress']) {
    window.addEventListener(type, filter, { capture: true });
  }
  // A key let go elsewhere (Ctrl-V opens the dialog) would count as held down for ever.
  canvas.addEventListener('blur', () => {
    for (const [key, code, keyCode] of [
      ['Control', 'ControlLeft', 17],
      ['Control', 'ControlRight', 17],
      ['Shift', 'ShiftLeft', 16],
      ['Shift', 'ShiftRight', 16],
      ['Alt', 'AltLeft', 18],
      ['Meta', 'MetaLeft', 91],
    ]) {
      canvas.dispatchEvent(new KeyboardEvent('keyup', { key, code, keyCode }));
    }
  });
}
