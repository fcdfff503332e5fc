// Copy and paste between the canvas and the system, since SDL has no clipboard on the web.
import { showPasteDialog } from './files.js';
import { notify } from './notice.js';
import { callWithText } from './text.js';

export function connectClipboard(engine, hooks) {
  hooks.copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      notify('The browser does not allow this page to use the clipboard. Allow it for this site and copy again.');
    }
  };

  document.addEventListener(
    'paste',
    (event) => {
      if (event.target instanceof HTMLTextAreaElement) return; // the paste dialog
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (text === '') return;
      event.preventDefault();
      if (engine._babble_wants_text()) callWithText(engine, 'babble_text', text);
      else if (engine._babble_takes_texts()) showPasteDialog(text);
      engine._babble_wake();
    },
    { capture: true },
  );
}
