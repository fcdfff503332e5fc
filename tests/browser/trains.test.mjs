// The page trains all three models on a text that is opened through the file picker, in a worker
// thread (isolated page) and in a plain worker (not isolated).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { launchBrowser, newPage, screenshot, until } from './support/browser.mjs';
import { corpora, has_course_data } from './support/corpora.mjs';
import { click, openThroughPicker, ready, servePage, stateOf, stateWhere, typeInto, watchFrames } from './support/program.mjs';

let browser;

before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
});

for (const isolated of [true, false]) {
  const driver = isolated ? 'in a thread' : 'in a worker';

  describe(driver, () => {
    let server, page;

    before(async () => {
      server = await servePage({ isolated });
      page = await newPage(browser);
      await page.goto(server.url);
      await ready(page);
    });
    after(async () => {
      await page?.context().close();
      await server?.close();
    });

    test(`the page loads the right program (${driver})`, async () => {
      assert.equal(await page.evaluate(() => crossOriginIsolated), isolated);
      await stateWhere(page, 'it trains there', ({ trains_in }) => trains_in === (isolated ? 'thread' : 'worker'));
    });

    test(`counting: the names are counted as soon as they are open (${driver})`, async () => {
      const state = await openThroughPicker(page, corpora.names);
      await click(page, 'chapter.counting');
      await stateWhere(page, 'samples of these names', (now) => now.models.count.samples.length === 10);
      if (has_course_data) {
        assert.equal(state.corpus.lines, 32033);
        assert.equal(state.corpus.vocabulary_size, 27);
        assert.equal(state.corpus.train_tokens + state.corpus.dev_tokens + state.corpus.test_tokens >= 228146, true);
      }
      const { nll, landmarks } = (await stateOf(page)).models.count;
      assert.ok(nll.train < landmarks.uniform - 0.5, `NLL ${nll.train}, uniform ${landmarks.uniform}`);
      if (has_course_data) assert.ok(Math.abs(nll.train - 2.4546) < 0.01, `NLL of the training part: ${nll.train}`);
      await screenshot(page, `names-counting-${isolated ? 'threaded' : 'unthreaded'}`);
    });

    test(`neural bigram: the loss approaches that of the count bigram (${driver})`, async () => {
      await click(page, 'chapter.neural');
      await stateWhere(page, 'it is the active model', (state) => state.active === 'neural');
      const start = await stateOf(page);
      await click(page, 'play');
      const trained = await stateWhere(
        page,
        `the loss is below ${corpora.neural_loss}`,
        ({ models: { neural } }) => neural.loss !== null && neural.steps > 20 && neural.loss < corpora.neural_loss,
      );
      assert.ok(trained.playing);
      assert.ok(trained.models.neural.landmarks.uniform > trained.models.neural.loss);
      const distance = (state) => state.models.neural.loss - state.models.neural.landmarks.count_bigram;
      const closer = await stateWhere(
        page,
        'it comes closer still',
        (state) => state.models.neural.steps > 4 * trained.models.neural.steps && distance(state) < distance(trained),
      );
      assert.ok(distance(closer) > 0, 'no bigram model beats the counts on the training part');
      assert.ok(distance(closer) < 0.1, `${distance(closer)} nats above the count bigram`);
      assert.ok(start.models.neural.steps < trained.models.neural.steps);
      await screenshot(page, `names-neural-${isolated ? 'threaded' : 'unthreaded'}`);
      await click(page, 'pause');
      await stateWhere(page, 'it pauses', (state) => !state.playing);
    });

    test(`RNN: the perplexity falls below the count bigram's, and samples refresh (${driver})`, async (t) => {
      await openThroughPicker(page, corpora.text);
      await click(page, 'chapter.rnn');
      await stateWhere(page, 'it is the active model', (state) => state.active === 'rnn');
      await page.evaluate(() => babble.post({ type: 'set', key: 'max_tokens', value: '10000' }));
      await stateWhere(page, 'the first 10,000 tokens are used', ({ corpus, busy }) => {
        const tokens = corpus.train_tokens + corpus.dev_tokens + corpus.test_tokens;
        return !busy && tokens > 9000 && tokens <= 10000;
      });
      // Set through the panel, to another value and back.
      await typeInto(page, 'setting.hidden_size', '32');
      await stateWhere(page, 'H = 32', (state) => state.models.rnn.settings.hidden_size === 32);
      await typeInto(page, 'setting.hidden_size', '64');
      const fresh = await stateWhere(page, 'H = 64', (state) => state.models.rnn.settings.hidden_size === 64);
      if (has_course_data) assert.equal(fresh.corpus.vocabulary_size, 28);

      const frames = await watchFrames(page);
      await click(page, 'play');
      const early = await stateWhere(page, 'first samples', ({ models: { rnn } }) => rnn.steps > 0 && rnn.samples.length > 0);
      const trained = await stateWhere(
        page,
        'the perplexity on the training part falls below the count bigram’s',
        ({ models: { rnn } }) =>
          rnn.evaluated_at > 0 && rnn.nll.train !== null && rnn.nll.train < rnn.landmarks.count_bigram - 0.02,
        300_000,
      );
      const { rnn } = trained.models;
      const refreshed = await stateWhere(
        page,
        'samples of a later step',
        (state) => state.models.rnn.samples[0]?.step > (early.models.rnn.samples[0]?.step ?? 0),
      );
      assert.notDeepEqual(
        refreshed.models.rnn.samples.map((sample) => sample.text),
        early.models.rnn.samples.map((sample) => sample.text),
      );
      // A fast machine may be done before enough frames are measured.
      const times = await until('enough frames are measured', async () => {
        const measured = await frames();
        return measured.count >= 20 && measured;
      });
      await screenshot(page, `text-rnn-${isolated ? 'threaded' : 'unthreaded'}`);
      await click(page, 'pause');
      await stateWhere(page, 'it pauses', (state) => !state.playing);

      const fixed = (number) => number.toFixed(1);
      t.diagnostic(
        `RNN H 64 ${driver}: perplexity ${Math.exp(rnn.nll.train).toFixed(2)} (count bigram ` +
          `${Math.exp(rnn.landmarks.count_bigram).toFixed(2)}) after ${rnn.steps} steps, ` +
          `${Math.round(rnn.tokens_per_second)} tokens/s; main thread's work in ${times.count} frames: ` +
          `median ${fixed(times.median)}, 95 % ${fixed(times.most)}, longest ${fixed(times.longest)} ms`,
      );
    });

    test(`step trains one step, reset starts over (${driver})`, async () => {
      const before_step = await stateOf(page);
      await click(page, 'step');
      await stateWhere(page, 'one more step', (state) => state.models.rnn.steps === before_step.models.rnn.steps + 1);
      await click(page, 'reset');
      await stateWhere(page, 'no steps', (state) => state.models.rnn.steps === 0 && !state.playing);
    });

    test(`there were no errors (${driver})`, async () => {
      assert.deepEqual(page.problems, []);
      const { notices } = await stateOf(page);
      assert.deepEqual(notices.filter((notice) => notice.is_error), []);
    });
  });
}
