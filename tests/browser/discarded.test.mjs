// The process of a tab dies. Another browser with the same profile restores the session with the user's
// own text.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { launchProfile, pageOf } from './support/browser.mjs';
import { click, ready, servePage, stateOf, stateWhere } from './support/program.mjs';

// Large enough to be read in slices, while model and link wait for it.
const text = 'It was a dark and stormy night; the rain fell in torrents, they say.\n'.repeat(30_000);

/** The state that must be the same afterwards. */
const essence = ({ corpus, models, chapter }) => ({
  name: corpus.name,
  characters: corpus.characters,
  tokens: corpus.train_tokens,
  chapter,
  steps: models.neural.steps,
  loss: models.neural.loss,
  nll: models.neural.nll,
  rate: models.neural.settings.learning_rate,
});

async function open(profile, url, { discarded = false } = {}) {
  const context = await launchProfile(profile);
  await context.addInitScript((was_discarded) => {
    if (location.protocol.startsWith('http')) localStorage.setItem('babble-tour-offered', '1');
    if (was_discarded) Object.defineProperty(document, 'wasDiscarded', { value: true });
  }, discarded);
  const page = await pageOf(context);
  await page.goto(url);
  await ready(page);
  return { context, page };
}

test('another browser restores the session of a tab that was discarded or has died', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'babble-profile-'));
  const profile = path.join(folder, 'profile');
  const file = path.join(folder, 'night.txt');
  await writeFile(file, text);
  const server = await servePage();
  try {
    const first = await open(profile, server.url);
    const post = (intent) => first.page.evaluate((one) => babble.post(one), intent);
    await post({ type: 'chapter', name: 'neural' });
    await first.page.locator('#file-input').setInputFiles(file);
    await stateWhere(first.page, 'the text is open', ({ corpus, busy }) => corpus.name === 'night.txt' && !busy);
    await post({ type: 'set', key: 'learning_rate', value: 20 });
    await post({ type: 'step', count: 40 });
    const trained = await stateWhere(first.page, 'it has trained', ({ models, playing }) => models.neural.steps === 40 && models.neural.evaluated_at === 40 && !playing);
    // The tab goes to the background, as it does before the browser discards it.
    const kept = await first.page.evaluate(async () => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      const read = () =>
        new Promise((resolve) => {
          const request = indexedDB.open('babble', 1);
          request.onupgradeneeded = () => request.result.createObjectStore('sessions');
          request.onsuccess = () => {
            const get = request.result.transaction('sessions').objectStore('sessions').getAll();
            get.onsuccess = () => (request.result.close(), resolve(get.result.map(({ title }) => title).join('; ')));
          };
        });
      for (let i = 0; i < 600; ++i) {
        const title = await read();
        if (/step 40/.test(title)) return title;
        await new Promise((done) => setTimeout(done, 100));
      }
      return '';
    });
    assert.match(kept, /step 40 on night\.txt/);
    const devtools = await first.context.newCDPSession(first.page);
    const died = new Promise((done) => first.page.on('crash', done));
    devtools.send('Page.crash').catch(() => {});
    await died;
    await first.context.close();

    const second = await open(profile, server.url);
    assert.match((await stateOf(second.page)).corpus.name, /names/);
    await click(second.page, 'session.restore');
    const again = await stateWhere(second.page, 'it is back', ({ models, chapter, busy }) => models.neural.steps === 40 && models.neural.evaluated_at === 40 && chapter === 'neural' && !busy);
    assert.deepEqual(essence(again), essence(trained));
    await second.context.close();

    // A tab that the browser discarded is restored without asking.
    const third = await open(profile, server.url, { discarded: true });
    const alone = await stateWhere(third.page, 'it is back by itself', ({ models, chapter, busy }) => models.neural.steps === 40 && models.neural.evaluated_at === 40 && chapter === 'neural' && !busy);
    assert.deepEqual(essence(alone), essence(trained));
    assert.deepEqual([...second.page.problems, ...third.page.problems], []);
    await third.context.close();
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
