// window.babble turns the errors that the program returns into exceptions with a sentence.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fakeEngine } from './fake_browser.mjs';

const { connectApi } = await import('../../web/page/api.js');

function start(functions) {
  const engine = fakeEngine(functions);
  connectApi().connect(engine, { build: 'build-1', variant: 'threaded', offline: false });
  return engine;
}

test('before the start every call says so', () => {
  connectApi();
  assert.throws(() => window.babble.state(), /^Error: Babble is still loading/);
});

test('state() returns the JSON of the program and the build', () => {
  const engine = start({ _babble_state: () => engine.write('{"chapter":"data"}') });
  assert.deepEqual(window.babble.state(), { chapter: 'data', build_id: 'build-1' });
});

test('state() throws the sentence of an exception in the program', () => {
  const engine = start({ _babble_state: () => engine.write('{"error":"There is not enough memory for this."}') });
  assert.throws(() => window.babble.state(), { name: 'Error', message: 'There is not enough memory for this.' });
});

test('post() throws the sentence that the program returns', () => {
  const engine = start({
    _babble_post: (at) => (engine.UTF8ToString(at).includes('nonsense') ? engine.write('There is no intent "nonsense".') : 0),
  });
  window.babble.post({ type: 'play' });
  assert.throws(() => window.babble.post({ type: 'nonsense' }), { message: 'There is no intent "nonsense".' });
});
