// The dialog for an address: invalid addresses are refused in the dialog, which stays open.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { fakeEngine } from './fake_browser.mjs';

const { connectAddresses } = await import('../../web/page/addresses.js');

const dialog = document.getElementById('address');
const field = document.getElementById('address-url');
const message = document.getElementById('address-message');
const form = dialog.querySelector('form');
const hooks = {};
let opened = []; // names

const engine = fakeEngine({
  _babble_bytes: () => 1,
  _babble_bytes_add: () => 1,
  _babble_bytes_drop: () => {},
  _babble_open: (name) => void opened.push(engine.UTF8ToString(name)),
});
connectAddresses(engine, hooks);
globalThis.fetch = async () => new Response('anna\nbob\n', { headers: { 'content-type': 'text/plain' } });

beforeEach(() => {
  opened = [];
  dialog.open = false;
  hooks.openAddress();
});

async function submit(address) {
  field.value = address;
  form.dispatchEvent(new Event('submit', { cancelable: true }));
  await new Promise((done) => setTimeout(done, 20));
}

test('a valid address opens the file under its decoded name and closes the dialog', async () => {
  await submit('https://example.org/texts/my%20names.txt');
  assert.deepEqual(opened, ['my names.txt']);
  assert.equal(dialog.open, false);
});

test('a malformed percent sign gets a sentence, and the dialog stays open', async () => {
  await submit('https://example.org/100%.txt');
  assert.match(message.textContent, /^This address has a percent sign \(%\) that does not encode a character\./);
  assert.equal(dialog.open, true);
  assert.deepEqual(opened, []);
});

test('other invalid addresses get a sentence too', async () => {
  for (const [address, sentence] of [
    ['names.txt', /^This is not an address\./],
    ['ftp://example.org/names.txt', /^Only https/],
  ]) {
    await submit(address);
    assert.match(message.textContent, sentence);
    assert.equal(dialog.open, true);
  }
});
