// A text that is pasted outside every text field is offered as the corpus, except in a lesson that
// hides the choice of the text.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fakeEngine } from './fake_browser.mjs';

globalThis.HTMLTextAreaElement ??= class {};
const { connectClipboard } = await import('../../web/page/clipboard.js');

const dialog = document.getElementById('paste');
let takes_texts = 1;
connectClipboard(fakeEngine({ _babble_wants_text: () => 0, _babble_takes_texts: () => takes_texts }), {});

function paste(text) {
  const event = new Event('paste', { cancelable: true });
  event.clipboardData = { getData: () => text };
  document.dispatchEvent(event);
}

test('a pasted text opens the dialog, but not where a lesson hides the text', () => {
  takes_texts = 0;
  paste('anna');
  assert.equal(dialog.open, false);
  takes_texts = 1;
  paste('anna');
  assert.equal(dialog.open, true);
});
