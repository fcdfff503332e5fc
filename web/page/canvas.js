// Tells the program about its window: size, colour scheme, visibility, keyboard, lost WebGL context.
import { in_frame } from './in_frame.js';
import { notify } from './notice.js';

export function connectCanvas(engine, canvas) {
  observeSize(engine, canvas);
  observeColorScheme(engine);
  observeVisibility(engine);
  observeContext(engine, canvas);
  if (drawsInSoftware(canvas)) engine._babble_slow_display();
  filterKeyboard(engine, canvas);
  if (in_frame) leaveToHost(canvas);
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
}

function observeSize(engine, canvas) {
  const report = () => {
    const { width, height } = canvas.getBoundingClientRect();
    engine._babble_resize(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)), devicePixelRatio);
  };
  new ResizeObserver(report).observe(canvas);
  const observeRatio = () => {
    // There is no event for devicePixelRatio, but a query for its value fires when it changes.
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        report();
        observeRatio();
      },
      { once: true },
    );
  };
  observeRatio();
  report();
}

function observeColorScheme(engine) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const report = () => engine._babble_color_scheme(dark.matches ? 1 : 0);
  dark.addEventListener('change', report);
  report();
}

function observeVisibility(engine) {
  document.addEventListener('visibilitychange', () => {
    engine._babble_visible(document.hidden ? 0 : 1);
    engine._babble_wake();
  });
}

/** Whether the processor draws. Browsers that hide the name of the graphics processor say nothing. */
function drawsInSoftware(canvas) {
  const context = canvas.getContext('webgl2');
  if (!context) return false;
  const info = context.getExtension('WEBGL_debug_renderer_info');
  const name = context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER);
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

/** In a frame of another page the wheel and the finger scroll that page until the canvas is clicked. */
function leaveToHost(canvas) {
  document.documentElement.classList.add('in-frame');
  const leave = (event) => {
    if (document.activeElement !== canvas || !document.hasFocus()) event.stopImmediatePropagation();
  };
  for (const type of ['wheel', 'touchstart', 'touchmove', 'touchend'])
    window.addEventListener(type, leave, { capture: true, passive: true });
  canvas.addEventListener('click', () => canvas.focus({ preventScroll: true }));
}

function observeContext(engine, canvas) {
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault(); // allows the browser to restore the context
    engine._babble_context(1);
    notify(
      'The browser has reset the graphics. Training continues, and the picture returns by itself. ' +
        'If it does not, reload the page.',
    );
  });
  canvas.addEventListener('webglcontextrestored', () => {
    engine._babble_context(0);
    engine._babble_wake();
  });
}

// Keys that edit text together with Ctrl or Cmd. The browser gets all other combinations.
const editing_keys = new Set(
  'a c x y z Backspace Delete Enter Home End ArrowLeft ArrowRight ArrowUp ArrowDown'.split(' '),
);
const modifiers = ['Control', 'Shift', 'Alt', 'Meta'];
const is_mac = /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether the browser, and not the program, gets the key. */
export function isForBrowser(event) {
  if (/^F\d+$/.test(event.key) || event.key === 'Tab') return true;
  if (event.getModifierState('AltGraph') || modifiers.includes(event.key)) return false; // these type characters such as @ or {
  if (event.ctrlKey || event.metaKey) return !editing_keys.has(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  return event.altKey && !is_mac; // Alt and an arrow navigates; Option and a letter types
}

function filterKeyboard(engine, canvas) {
  // SDL handles all keys on the canvas; the browser gets those that are stopped here.
  const filter = (event) => {
    if (event.target === canvas && isForBrowser(event)) event.stopImmediatePropagation();
    engine._babble_wake();
  };
  for (const type of ['keydown', 'keyup', 'keypress']) {
    window.addEventListener(type, filter, { capture: true });
  }
  // Release modifiers: their keyup may go elsewhere (Ctrl-V opens the paste dialog).
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
