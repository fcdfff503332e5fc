// A file of 50 MB is read in a thread or in slices between frames, with progress. The page stays
// responsive.
import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launchBrowser, newPage } from './support/browser.mjs';
import { ready, servePage, stateWhere } from './support/program.mjs';

const megabytes = 50;
let browser, folder, file;

before(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), 'babble-large-'));
  file = path.join(folder, 'large.txt');
  const out = createWriteStream(file);
  for (let i = 0; i < megabytes; ++i) {
    const line = `It was a dark and stormy night, number ${i}; the rain fell in torrents, they say.\n`;
    const piece = line.repeat(Math.ceil((1 << 20) / line.length)).slice(0, 1 << 20);
    if (!out.write(piece)) await new Promise((done) => out.once('drain', done));
  }
  await new Promise((done) => out.end(done));
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** Records the longest interval between two frames and the progress of the load. */
const watch = (page) =>
  page.evaluate(() => {
    const seen = (window.seen = { longest: 0, frames: 0, read: [], names: [] });
    let before = performance.now(), asked = 0;
    const tick = (now) => {
      if (window.seen !== seen) return;
      seen.longest = Math.max(seen.longest, now - before);
      seen.frames += 1;
      before = now;
      if (now - asked > 50) {
        asked = now;
        const { text_load: load } = babble.state();
        if (load) seen.read.push(load.read), seen.names.push(load.name);
      }
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });

for (const [mode, isolated] of [['in a thread', true], ['in a worker', false]]) {
  test(`${megabytes} MB are opened ${mode} while frames are drawn`, async () => {
    const server = await servePage({ isolated });
    const page = await newPage(browser);
    await page.goto(server.url);
    await ready(page);
    const post = (intent) => page.evaluate((one) => babble.post(one), intent);
    await post({ type: 'chapter', name: 'neural' });
    await stateWhere(page, 'the neural bigram is active', ({ active }) => active === 'neural');
    await post({ type: 'step', count: 25 });
    const trained = await stateWhere(page, 'it has trained', ({ models, playing }) => models.neural.steps === 25 && !playing);
    assert.equal(trained.threaded, isolated);

    // Cancel the load: nothing changes.
    const cancelled = page.evaluate(async () => {
      while (!babble.state().text_load) await new Promise((done) => setTimeout(done, 5));
      babble.post({ type: 'cancel_load' });
    });
    await page.locator('#file-input').setInputFiles(file);
    await cancelled;
    const kept = await stateWhere(page, 'it is cancelled', ({ text_load: load, busy }) => !load && !busy);
    assert.equal(kept.corpus.revision, trained.corpus.revision);
    assert.equal(kept.models.neural.steps, 25);

    // Load it completely, and count the n-grams in the chapter Data.
    await post({ type: 'chapter', name: 'data' });
    await watch(page);
    await page.locator('#file-input').setInputFiles(file);
    const open = await stateWhere(page, 'it is open', ({ corpus, busy, ngrams }) => corpus.name === 'large.txt' && !busy && ngrams);
    const seen = await page.evaluate(() => window.seen);
    console.log(`${mode}: ${seen.frames} frames, ${Math.round(seen.longest)} ms between two at most, ${seen.read.length} values of the progress`);
    assert.ok(seen.read.length >= 2, `${seen.read.length} values of the progress`);
    assert.ok(seen.names.every((name) => name === 'large.txt'));
    assert.deepEqual(seen.read, [...seen.read].sort((a, b) => a - b), 'it never decreases');
    assert.ok(seen.frames > 3, `${seen.frames} frames`);
    assert.ok(open.corpus.train_tokens > 0.5 * (megabytes << 20), `${open.corpus.train_tokens} tokens`);
    assert.match(open.undo, /neural bigram at step 25/);
    assert.deepEqual(page.problems, []);
    await page.context().close();
    await server.close();
  });
}
