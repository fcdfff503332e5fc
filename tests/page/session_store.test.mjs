// Saved sessions of several pages: each has its own record, and none overwrites another's.
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { test } from 'node:test';

import { fakeEngine } from './fake_browser.mjs';

globalThis.crypto ??= webcrypto;  // Node 18
const records = new Map();
let held = [];

// The parts of IndexedDB that the page uses. Requests answer in a microtask.
function answer(result) {
  const request = { result };
  queueMicrotask(() => request.onsuccess?.());
  return request;
}
const store = {
  getAll: () => ({ result: [...records.values()] }),
  put: (record, key) => ({ result: records.set(key, record) }),
  delete: (key) => ({ result: records.delete(key) }),
};
globalThis.indexedDB = {
  open: () =>
    answer({
      close() {},
      transaction() {
        const transaction = { objectStore: () => store };
        setTimeout(() => transaction.oncomplete(), 0);
        return transaction;
      },
    }),
};
Object.defineProperty(globalThis, 'navigator', {
  value: { locks: { query: async () => ({ held }), request: async (name) => void held.push({ name }) } },
  configurable: true,
});
globalThis.setInterval = () => 0;
window.addEventListener = () => {};

let time = 1000;
Date.now = () => (time += 1000);

/** A page that trains: `save(title)` saves its session as the page does when it is hidden. */
async function openPage() {
  const tab = new Map();
  globalThis.sessionStorage = { getItem: (key) => tab.get(key) ?? null, setItem: (key, value) => tab.set(key, value) };
  const module = await import(`../../web/page/session_store.js?page=${(time += 1)}`);
  const before = held.length;
  let session = null;
  const opened = [];
  const engine = fakeEngine({
    _babble_save_session: () => engine.write(JSON.stringify(session)),
    _babble_show_prompt: (at) => opened.push(engine.UTF8ToString(at)),
    _babble_post: () => 0,
  });
  const answers = module.readSession ? await module.readSession() : null;
  document.hidden = true;
  return {
    offered: answers,
    start() {
      const listeners = [];
      const add = document.addEventListener;
      document.addEventListener = (name, listener) => listeners.push(listener);
      module.connectSessionStore(engine);
      document.addEventListener = add;
      this.save = async (title) => {
        session = { title, link: '', corpus: null, models: [] };
        const count = () => [...records.values()].some((record) => record.title === title);
        listeners.forEach((listener) => listener());
        for (let i = 0; i < 100 && !count(); ++i) await new Promise((done) => setTimeout(done, 5));
        await new Promise((done) => setTimeout(done, 20));
      };
      return this;
    },
    restore() {
      document.wasDiscarded = true;
      module.offerSession(engine, answers);
      document.wasDiscarded = false;
      return this;
    },
    close: () => (held = held.slice(0, before)),
  };
}
const titles = () => [...records.values()].map(({ title }) => title).sort();

test('two tabs keep a session each, and only those of closed pages are offered', async () => {
  records.clear();
  const one = (await openPage()).start();
  assert.equal(one.offered, null);
  await one.save('first');
  const two = (await openPage()).start();
  assert.equal(two.offered, null, 'the first tab is still open');
  await two.save('second');
  assert.deepEqual(titles(), ['first', 'second']);
  held = [];
  assert.equal((await openPage()).offered.title, 'second', 'the newest');
});

test('a session whose offer is unanswered stays, and a restored one is continued', async () => {
  records.clear();
  held = [];
  const one = (await openPage()).start();
  await one.save('before');
  one.close();
  const two = await openPage();
  assert.equal(two.offered.title, 'before');
  two.start();
  await two.save('something else');
  assert.deepEqual(titles(), ['before', 'something else']);
  two.close();
  records.delete([...records].find(([, record]) => record.title === 'something else')[0]);
  const three = await openPage();
  three.restore().start();
  await three.save('after');
  assert.deepEqual(titles(), ['after'], 'it took over the record');
});

test('the oldest sessions of closed pages are deleted, and one of a former build is offered', async () => {
  records.clear();
  held = [];
  records.set('last', { version: 1, time: 1, title: 'former', models: [] });
  assert.equal((await openPage()).offered.key, 'last');
  for (const title of ['a', 'b', 'c', 'd', 'e']) {
    const page = (await openPage()).start();
    await page.save(title);
    page.close();
  }
  assert.deepEqual(titles(), ['b', 'c', 'd', 'e'], 'three of closed pages, and that of the last');
});
