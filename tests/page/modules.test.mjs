// What the page's files say of one another: index.html of the modules, the fake program of the calls.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const page = new URL('../../web/page/', import.meta.url);
const read = (file) => readFile(new URL(file, page), 'utf8');

/** The modules that `file` imports, and those that they import. */
async function imported(file, found = new Set()) {
  for (const [, name] of (await read(file)).matchAll(/from '\.\/([\w-]+\.js)'/g)) {
    if (!found.has(name)) await imported(name, found.add(name));
  }
  return found;
}

test('index.html preloads each module that main.js imports, and no other', async () => {
  const preloaded = [...(await read('../index.html')).matchAll(/rel="modulepreload" href="page\/([\w-]+\.js)"/g)].map(([, name]) => name);
  assert.deepEqual(preloaded, [...(await imported('main.js'))].sort());
});

test('the fake program of the browser tests answers every call of the page', async () => {
  const fake = await readFile(new URL('../browser/support/fake/babble.js', import.meta.url), 'utf8');
  for (const name of await imported('main.js')) {
    const text = await read(name);
    const calls = [...text.matchAll(/engine\.(_babble_\w+)/g), ...text.matchAll(/'(babble_\w+)'/g)];
    for (const [, call] of calls) {
      if (call === 'babble_bench') continue; // called in the worker of a benchmark
      assert.match(fake, new RegExp(`${call.replace(/^_?/, '_')}:`), `${name} calls ${call}`);
    }
  }
});
