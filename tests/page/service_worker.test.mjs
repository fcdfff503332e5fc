// What the service worker stores under which address, and what it answers offline.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, test } from 'node:test';
import { runInNewContext } from 'node:vm';

const source = await readFile(new URL('../../web/sw.js', import.meta.url), 'utf8');
const site = 'https://example.org/babble/';
let listeners, stored, online;

beforeEach(() => {
  listeners = {};
  stored = new Map();
  online = true;
  const cache = {
    match: async (key) => stored.get(key)?.clone(),
    put: async (key, response) => void stored.set(key, response),
  };
  runInNewContext(source, {
    URL,
    Headers,
    Response,
    caches: { open: async () => cache },
    fetch: async ({ url }) => {
      if (!online) throw new TypeError('offline');
      return new Response(`the file ${new URL(url).pathname}`);
    },
    self: {
      registration: { scope: site },
      clients: {},
      addEventListener: (type, listener) => (listeners[type] = listener),
    },
  });
});

/** Navigates to an address; the text that the worker answers. */
async function navigate(address) {
  let answer;
  const pending = [];
  listeners.fetch({
    request: { method: 'GET', mode: 'navigate', cache: 'default', url: site + address },
    respondWith: (response) => (answer = response),
    waitUntil: (promise) => pending.push(promise),
  });
  const response = await answer;
  await Promise.all(pending);
  return await response.text();
}

test('the page is stored once, whatever its query string', async () => {
  assert.equal(await navigate('?threads=0'), 'the file /babble/');
  assert.deepEqual([...stored.keys()], [site]);
  online = false;
  assert.equal(await navigate('?seed=5'), 'the file /babble/');
  assert.equal(await navigate('index.html'), 'the file /babble/');
});

test('a navigation to another file does not replace the page', async () => {
  await navigate('');
  assert.equal(await navigate('icon.svg'), 'the file /babble/icon.svg');
  online = false;
  assert.equal(await navigate(''), 'the file /babble/');
  assert.equal(await navigate('icon.svg'), 'the file /babble/icon.svg');
});

test('a file that is not stored fails offline', async () => {
  online = false;
  await assert.rejects(() => navigate('other.html'), TypeError);
});
