// Access without the canvas: a description of the chapter in words, and the main controls as HTML
// elements that Tab reaches.
import { callWithText, jsonAt } from './text.js';

const description = document.getElementById('description');
const play = document.getElementById('control-play');
const chapters = document.getElementById('control-chapter');

export function connectScreenReader(engine, hooks) {
  // The first description comes once the program runs, which then knows its chapters.
  hooks.description = (text) => {
    if (chapters.length === 0) {
      const { chapter, chapters: all = [] } = state();
      all.forEach(({ id, title }, i) => chapters.add(new Option(`${i + 1} ${title}`, id)));
      chapters.value = chapter;
    }
    description.textContent = text;
  };
  const post = (intent) => {
    callWithText(engine, 'babble_post', JSON.stringify(intent));
    engine._babble_wake();
  };
  const state = () => jsonAt(engine, engine._babble_state());
  play.addEventListener('click', () => post({ type: state().playing ? 'pause' : 'play' }));
  document.getElementById('control-step').addEventListener('click', () => post({ type: 'step' }));
  document.getElementById('control-reset').addEventListener('click', () => post({ type: 'reset' }));
  chapters.addEventListener('change', () => post({ type: 'chapter', name: chapters.value }));
  // Show the chapter that is open on the canvas.
  chapters.addEventListener('focus', () => (chapters.value = state().chapter));
}
