// The chapters Batches, RNN and Compare as a user goes through them, on a laptop, a high-resolution
// screen and a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newPage, screenshot, until } from './support/browser.mjs';
import { decodePng } from './support/png.mjs';
import { bring, click, ready, stateOf, stateWhere, use, watchFrames } from './support/program.mjs';
import { browser, server } from './support/served.mjs';

const screens = {
  laptop: { viewport: { width: 1280, height: 800 } },
  fine: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

async function withPage(screen, body) {
  const page = await newPage(browser, screens[screen]);
  const touch = screens[screen].hasTouch === true;
  try {
    await page.goto(server.url);
    await ready(page);
    await body(page, { touch, shot: (name) => screenshot(page, `${screen}-${name}`) });
    assert.deepEqual(page.problems, []);
  } finally {
    await page.context().close();
  }
}

for (const screen of Object.keys(screens)) {
  test(`${screen}: mini-batches can be stepped through and shuffled`, () =>
    withPage(screen, async (page, { touch, shot }) => {
      await click(page, 'chapter.batches', { touch });
      const first = await stateWhere(page, 'the mini-batches are there', ({ batches }) => batches?.batches > 0);
      assert.equal(first.batches.error, '');
      assert.equal(first.batches.index, 0);
      await shot('batches');
      await use(page, 'batches.next', { touch });
      const second = await stateWhere(page, 'the next one', ({ batches }) => batches.index === 1);
      assert.equal(second.batches.reset, false, 'the state is carried');
      assert.deepEqual(second.batches.begins, first.batches.begins.map((begin) => begin + first.batches.time_steps));
      await use(page, 'try.toy', { touch });
      const toy = await stateWhere(page, "the courses' toy", ({ batches }) => batches.toy);
      assert.deepEqual([toy.batches.subsequences, toy.batches.batches], [6, 3]);
      assert.deepEqual(toy.batches.x, [2, 3, 4, 5, 6, 18, 19, 20, 21, 22]);
      await shot('batches-toy');
      await use(page, 'try.shuffle', { touch });
      await stateWhere(page, 'it is shuffled', ({ batches }) => batches.batching === 'random' && batches.reset);
      await shot('batches-shuffled');
    }));

  test(`${screen}: the RNN explodes without clipping, reports it, and can be restored`, () =>
    withPage(screen, async (page, { touch, shot }) => {
      await click(page, 'chapter.rnn', { touch });
      await stateWhere(page, 'the RNN is active', ({ active, models }) => active === 'rnn' && models.rnn.exists);
      await shot('rnn-first');
      await page.evaluate(() => babble.post({ type: 'step', count: 300 }));
      const trained = await stateWhere(page, 'it has trained', ({ models, playing }) => models.rnn.steps >= 300 && !playing);
      assert.ok(trained.models.rnn.loss < trained.models.rnn.landmarks.uniform);
      assert.ok(trained.models.rnn.sample_trail.length > 3, 'samples are kept as they improve');
      await shot('rnn');
      await use(page, 'try.explode', { touch });
      const exploded = await stateWhere(page, 'it explodes', ({ models, playing }) =>
        !playing && models.rnn.settings.max_grad_norm === 0 && models.rnn.loss > 2 * models.rnn.landmarks.uniform);
      assert.equal(exploded.models.rnn.clipped_share, 0);
      assert.ok(exploded.saved_runs.some((run) => run.model === 'rnn' && run.steps === 300 && run.automatic), 'the run before is kept');
      await bring(page, 'trouble.back', { touch });
      await shot('rnn-exploded');
      await click(page, 'trouble.back', { touch });
      const back = await stateWhere(page, 'the run before is back', ({ models }) => models.rnn.steps === 300);
      assert.equal(back.models.rnn.loss, trained.models.rnn.loss);
      assert.equal(back.models.rnn.settings.max_grad_norm, 1);
    }));

  test(`${screen}: runs are saved, named and compared`, () =>
    withPage(screen, async (page, { touch, shot }) => {
      await page.evaluate(() => babble.post({ type: 'chapter', name: 'compare' }));
      await stateWhere(page, 'the chapter is open', ({ chapter }) => chapter === 'compare');
      await shot('compare-first');
      await use(page, 'try.neural', { touch });
      await stateWhere(page, 'the neural bigram is trained', ({ models, playing }) => models.neural.steps >= 300 && !playing);
      await page.evaluate(() => babble.post({ type: 'activate', model: 'rnn' }));
      await page.evaluate(() => babble.post({ type: 'step', count: 200 }));
      await stateWhere(page, 'the RNN is trained', ({ models, playing }) => models.rnn.steps >= 200 && !playing);
      await page.evaluate(() => babble.post({ type: 'save_run', model: 'rnn', name: 'two hundred' }));
      const kept = await stateWhere(page, 'it is kept', ({ saved_runs: saved }) => saved.length === 1);
      assert.equal(kept.saved_runs[0].name, 'two hundred');
      assert.equal(kept.saved_runs[0].steps, 200);
      await page.evaluate(() => babble.post({ type: 'set', key: 'hidden_size', value: 8 }));
      await page.evaluate(() => babble.post({ type: 'step', count: 200 }));
      await stateWhere(page, 'a smaller one is trained', ({ models, playing }) =>
        models.rnn.settings.hidden_size === 8 && models.rnn.steps >= 200 && !playing);
      await page.evaluate(() => babble.post({ type: 'chapter', name: 'data' }));
      await stateWhere(page, 'away', ({ chapter }) => chapter === 'data');
      await page.evaluate(() => babble.post({ type: 'chapter', name: 'compare' }));
      await stateWhere(page, 'back', ({ chapter }) => chapter === 'compare');
      await shot('compare');
      await bring(page, 'compare.plot', { touch });
      await shot('compare-curves');
      if (!touch) {
        const coming = page.waitForEvent('download');
        await use(page, 'compare.plot.menu', { touch });
        await click(page, 'compare.plot.csv');
        const stream = await (await coming).createReadStream();
        let csv = '';
        for await (const piece of stream) csv += piece;
        assert.match(csv.split('\n')[0], /^step,Neural bigram,RNN,two hundred,/);
        const picture_coming = page.waitForEvent('download');
        await use(page, 'compare.plot.menu', { touch });
        await click(page, 'compare.plot.png');
        const download = await picture_coming;
        assert.equal(download.suggestedFilename(), 'babble-curves.png');
        const pieces = [];
        for await (const piece of await download.createReadStream()) pieces.push(piece);
        const picture = decodePng(Buffer.concat(pieces));
        const { controls, frame } = await stateOf(page);
        assert.ok(Math.abs(picture.width - controls['compare.plot'].width * frame.ratio) <= 2);
      }
    }));
}

test('frames are drawn while a model trains', (t) =>
  withPage('laptop', async (page) => {
    for (const chapter of ['batches', 'rnn', 'compare']) {
      await page.evaluate((name) => babble.post({ type: 'chapter', name }), chapter);
      await stateWhere(page, chapter, (state) => state.chapter === chapter);
      await page.evaluate(() => babble.post({ type: 'activate', model: 'rnn' }));
      await page.evaluate(() => babble.post({ type: 'play' }));
      await stateWhere(page, 'it trains', ({ playing }) => playing);
      const times = await watchFrames(page);
      await until('frames are drawn', async () => (await times()).count > 60);
      const { count, median, most, longest } = await times();
      t.diagnostic(`${chapter}: main thread's work in ${count} frames: median ${median}, 95 % ${most}, longest ${longest} ms`);
      await page.evaluate(() => babble.post({ type: 'pause' }));
    }
  }));
