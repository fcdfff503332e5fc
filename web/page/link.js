// All that is set stands behind "#" in the page's address: read at the start and when it is edited,
// kept current meanwhile, copied by "Share". What it means is the program's (src/app/protocol/link.h).
import { callWithText } from './text.js';

let written = '';

/** Before the program starts: keeps the address current, and answers the button "Share". */
export function connectLink(engine, hooks) {
  hooks.link = (text) => {
    written = text;
    history.replaceState(history.state, '', withHash(location.href, text));
  };
  hooks.share = async (text) => {
    const link = withHash(new URL(location.pathname, location.href).href, text);
    try {
      await navigator.clipboard.writeText(link);
      say(engine, 'The link is copied: it opens the page with all that is set here.');
    } catch {
      say(engine, 'The browser does not let this page copy. The link stands in its address bar.', true);
    }
  };
  window.addEventListener('hashchange', () => {
    if (hash() !== written) openLink(engine, hash());
  });
}

/** What the address says at the start. */
export function openFirstLink(engine) {
  if (hash()) openLink(engine, hash());
}

export function openLink(engine, text) {
  written = text;
  callWithText(engine, 'babble_post', JSON.stringify({ type: 'link', name: text }));
  engine._babble_wake();
}

/** A sentence at the edge of the picture. */
export function say(engine, sentence, is_error = false) {
  const size = engine.lengthBytesUTF8(sentence) + 1;
  const pointer = engine._malloc(size);
  engine.stringToUTF8(sentence, pointer, size);
  engine._babble_say(pointer, is_error ? 1 : 0);
  engine._free(pointer);
}

/** A question there; `answers`: name -> [words, function]. */
const waiting = new Map();
export function connectOffers(hooks) {
  hooks.choice = (name) => waiting.get(name)?.();
}
export function offer(engine, text, answers, seconds = 60) {
  const list = Object.entries(answers).map(([name, [words, action]]) => {
    waiting.set(name, action);
    return { name, words };
  });
  callWithText(engine, 'babble_offer', JSON.stringify({ text, answers: list, seconds }));
}

function withHash(address, text) {
  return address.replace(/#.*$/, '') + (text ? `#${text}` : '');
}

function hash() {
  return location.hash.replace(/^#/, '');
}
