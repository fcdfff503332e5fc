// The link: all settings after "#" in the page's address. The page opens it at the start and when the
// user edits it, keeps it up to date, and copies it for "Share". src/app/protocol/link.h has the format.
import { in_frame } from './in_frame.js';
import { callWithText } from './text.js';

let written = '';

/** Keeps the address up to date and answers the button "Share". Call it before the program starts. */
export function connectLink(engine, hooks) {
  hooks.link = (text) => {
    written = text;
    history.replaceState(history.state, '', withHash(location.href, text));
  };
  hooks.share = async (text) => {
    const link = withHash(new URL(location.pathname, location.href).href, text);
    try {
      await navigator.clipboard.writeText(link);
      showMessage(engine, 'The link is copied. It opens the page with these settings.');
    } catch {
      if (in_frame) showPrompt(engine, `The page around this frame does not allow it to copy. The link: ${link}`, {});
      else showMessage(engine, 'The browser does not allow this page to copy. The link is in the address bar.', true);
    }
  };
  window.addEventListener('hashchange', () => {
    if (hash() !== written) openLink(engine, hash());
  });
}

/** Opens the link in the address, if there is one. */
export function openFirstLink(engine) {
  if (hash()) openLink(engine, hash());
}

export function openLink(engine, text) {
  written = text;
  callWithText(engine, 'babble_post', JSON.stringify({ type: 'link', name: text }));
  engine._babble_wake();
}

/** Shows a message on the canvas. */
export function showMessage(engine, sentence, is_error = false) {
  const size = engine.lengthBytesUTF8(sentence) + 1;
  const pointer = engine._malloc(size);
  engine.stringToUTF8(sentence, pointer, size);
  engine._babble_show_message(pointer, is_error ? 1 : 0);
  engine._free(pointer);
}

const prompt_actions = new Map(); // name of an answer -> function

export function connectPrompts(hooks) {
  hooks.choice = (name) => prompt_actions.get(name)?.();
}

/** Shows a question on the canvas. `answers`: name -> [words, function]. */
export function showPrompt(engine, text, answers, seconds = 60) {
  const list = Object.entries(answers).map(([name, [words, action]]) => {
    prompt_actions.set(name, action);
    return { name, words };
  });
  callWithText(engine, 'babble_show_prompt', JSON.stringify({ text, answers: list, seconds }));
}

function withHash(address, text) {
  return address.replace(/#.*$/, '') + (text ? `#${text}` : '');
}

function hash() {
  return location.hash.replace(/^#/, '');
}
