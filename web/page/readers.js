// For those who use the page without seeing or touching the canvas: what the chapter shows in words,
// and the main controls as buttons that Tab reaches.
import { callWithText, textAt } from './text.js';

const description = document.getElementById('description');
const play = document.getElementById('control-play');
const chapters = document.getElementById('control-chapter');

export function connectReaders(engine, hooks) {
  hooks.description = (text) => (description.textContent = text);
  const post = (intent) => {
    callWithText(engine, 'babble_post', JSON.stringify(intent));
    engine._babble_wake();
  };
  const state = () => JSON.parse(textAt(engine, engine._babble_state()));
  play.addEventListener('click', () => post({ type: state().playing ? 'pause' : 'play' }));
  document.getElementById('control-step').addEventListener('click', () => post({ type: 'step' }));
  document.getElementById('control-reset').addEventListener('click', () => post({ type: 'reset' }));
  chapters.addEventListener('change', () => post({ type: 'chapter', name: chapters.value }));
  // The list follows what is chosen on the canvas.
  chapters.addEventListener('focus', () => (chapters.value = state().chapter));
}
