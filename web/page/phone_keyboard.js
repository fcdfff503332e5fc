// Phones open their keyboard only for HTML text fields. While a text field on the canvas has the
// focus, an invisible input receives the keys and forwards them.
import { callWithText } from './text.js';

const input = document.getElementById('phone-input');
// Content to delete, so that Backspace in an empty field causes an event.
const filler = '\u200b\u200b';
const forwarded_keys = new Set(['Enter', 'Escape', 'ArrowLeft', 'ArrowRight']);

export function connectPhoneKeyboard(engine, hooks) {
  const has_touch_keyboard = matchMedia('(pointer: coarse)');
  const canvas = document.getElementById('canvas');
  let composing = false;

  const key = (name) => {
    callWithText(engine, 'babble_key', name);
    engine._babble_wake();
  };
  const refill = () => {
    input.value = filler;
    input.setSelectionRange(filler.length, filler.length);
  };
  const forward = () => {
    const value = input.value;
    for (let missing = filler.length - value.length; missing > 0; missing -= 1) key('Backspace');
    const typed = value.replaceAll('\u200b', '');
    if (typed) callWithText(engine, 'babble_text', typed);
    engine._babble_wake();
    refill();
  };

  hooks.textFocus = (active, x, y) => {
    if (!has_touch_keyboard.matches) return; // the canvas receives the keys of a real keyboard
    if (active) {
      input.style.left = `${x}px`; // the phone scrolls the field into view
      input.style.top = `${y}px`;
      refill();
      input.focus({ preventScroll: true });
    } else if (document.activeElement === input) {
      canvas.focus({ preventScroll: true });
    }
  };

  input.addEventListener('compositionstart', () => (composing = true));
  input.addEventListener('compositionend', () => {
    composing = false;
    forward();
  });
  input.addEventListener('input', () => {
    if (!composing) forward();
  });
  input.addEventListener('keydown', (event) => {
    if (composing || !forwarded_keys.has(event.key)) return;
    event.preventDefault();
    key(event.key);
  });
}
