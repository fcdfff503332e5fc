// A page that is not isolated trains in a worker: as fast, with the same numbers, with files in and out.
// Where no worker starts, in slices of frames. On a slow display it draws no more than it has to.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { launchBrowser, newPage, until } from './support/browser.mjs';
import { ready, servePage, stateOf, stateWhere } from './support/program.mjs';

let browser, server;

before(async () => {
  browser = await launchBrowser();
  server = await servePage();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const post = (page, intent) => page.evaluate((one) => babble.post(one), intent);

async function withPage(query, place, body) {
  const page = await newPage(browser);
  try {
    await page.goto(server.url + query);
    await ready(page);
    await stateWhere(page, `it trains in a ${place}`, ({ trains_in }) => trains_in === place);
    await body(page);
    assert.deepEqual(page.problems, []);
  } finally {
    await page.context().close();
  }
}

async function train(page, model, steps) {
  await post(page, { type: 'chapter', name: model });
  await stateWhere(page, `${model} is active`, ({ active }) => active === model);
  await post(page, { type: 'limit_speed', steps_per_second: 0 });
  await post(page, { type: 'step', count: steps });
  // The samples of the last step come in a snapshot of their own.
  const state = await stateWhere(page, `${steps} steps and their samples`, ({ models, playing }) =>
    !playing && models[model].steps === steps && models[model].samples.every(({ step }) => step === steps));
  return state.models[model];
}

test('in a worker, in a thread and in frames a page computes the same numbers', async () => {
  const runs = [];
  for (const [query, place] of [['?threads=0', 'worker'], ['?threads=0&worker=0', 'frames'], ['', 'thread']]) {
    await withPage(query, place, async (page) => {
      const { loss, loss_curve, samples } = await train(page, 'rnn', 40);
      runs.push({ loss, loss_curve, texts: samples.map(({ text }) => text) });
    });
  }
  assert.deepEqual(runs[0], runs[1]);
  assert.deepEqual(runs[0], runs[2]);
});

test('a text goes into the worker, a checkpoint comes out, and the session returns at the next visit', () =>
  withPage('?threads=0', 'worker', async (page) => {
    await page.locator('#file-input').setInputFiles({
      name: 'abba.txt', mimeType: 'text/plain', buffer: Buffer.from('abba\nbaba\nabab\n'.repeat(100)),
    });
    await stateWhere(page, 'it is open', ({ corpus, busy }) => corpus.name === 'abba.txt' && corpus.lines === 300 && !busy);
    const { loss } = await train(page, 'neural', 30);
    const coming = page.waitForEvent('download');
    await post(page, { type: 'save_checkpoint' });
    const bytes = await readFile(await (await coming).path());
    const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString();
    assert.match(header, /"W"/);
    await page.locator('#file-input').setInputFiles({ name: 'run.safetensors', mimeType: 'application/octet-stream', buffer: bytes });
    const loaded = await stateWhere(page, 'the checkpoint is open', ({ notices }) => /run\.safetensors/.test(notices.at(-1)?.text));
    assert.equal(loaded.models.neural.steps, 30);
    assert.ok(Math.abs(loaded.models.neural.loss - loss) < 1e-12 || loaded.models.neural.loss === null);

    await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
    const saved = () =>
      page.evaluate(
        () =>
          new Promise((done) => {
            const request = indexedDB.open('babble', 1);
            request.onsuccess = () => {
              const all = request.result.transaction('sessions').objectStore('sessions').getAll();
              all.onsuccess = () => done(all.result.length);
            };
          }),
      );
    await until('the session is saved', saved);
    await page.reload();
    await ready(page);
    // The offer moves up when the notice about the link comes below it.
    let seen;
    const { controls } = await stateWhere(page, 'it is offered and stays where it is', ({ controls: all, notices }) => {
      const before = seen;
      seen = all['session.restore']?.y;
      return notices.length > 0 && seen && seen === before;
    });
    const { x, y, width, height } = controls['session.restore'];
    await page.mouse.click(x + width / 2, y + height / 2, { delay: 60 });
    await stateWhere(page, 'it is restored', ({ corpus, models }) => corpus.name === 'abba.txt' && models.neural.steps === 30);
  }));

test('speed: a worker trains about as fast as a thread, and a page on a slow display draws at most 20 frames a second', async (t) => {
  const rates = {};
  for (const [query, place] of [['', 'thread'], ['?threads=0', 'worker'], ['?threads=0&worker=0', 'frames']]) {
    await withPage(query, place, async (page) => {
      await post(page, { type: 'chapter', name: 'rnn' });
      await stateWhere(page, 'the RNN is active', ({ active }) => active === 'rnn');
      await post(page, { type: 'limit_speed', steps_per_second: 0 });
      await post(page, { type: 'play' });
      await stateWhere(page, 'it trains', ({ models }) => models.rnn.steps > 100);
      const [first, begin] = [await stateOf(page), performance.now()];
      await new Promise((done) => setTimeout(done, 3000));
      const [last, seconds] = [await stateOf(page), (performance.now() - begin) / 1000];
      const { batch_size, time_steps } = last.models.rnn.settings;
      rates[place] = ((last.models.rnn.steps - first.models.rnn.steps) * batch_size * time_steps) / seconds;
      const frames = (last.frame.count - first.frame.count) / seconds;
      t.diagnostic(`H 64 in a ${place}: ${Math.round(rates[place])} tokens/s, ${frames.toFixed(1)} frames/s`);
      assert.ok(frames > 1 && frames < 22, `${frames} frames a second`);
    });
  }
  // A thread may have a second one to help it.
  assert.ok(rates.worker > 0.35 * rates.thread, JSON.stringify(rates));
  assert.ok(rates.frames > 0.1 * rates.thread, JSON.stringify(rates));
});
