// The programs with and without relaxed SIMD (fused multiply-add): each can be loaded, both learn the
// same up to rounding, and both can be measured.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { launchBrowser, newPage } from './support/browser.mjs';
import { ready, servePage, stateOf, stateWhere } from './support/program.mjs';

const steps = 30;
let browser;

before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
});

/** The state after a few steps of the RNN on the tale, from a seed. */
async function train(server, query) {
  const page = await newPage(browser);
  const url = new URL(server.url);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  await page.goto(url.href);
  await ready(page);
  const post = (intent) => page.evaluate((given) => babble.post(given), intent);
  await post({ type: 'chapter', name: 'rnn' });
  await stateWhere(page, 'the RNN is the active model', (state) => state.active === 'rnn');
  for (const [key, value] of [['seed', '7'], ['hidden', '48'], ['learning_rate', '1']]) await post({ type: 'set', key, value });
  await stateWhere(page, 'it has the settings', ({ models: { rnn } }) => rnn.settings.hidden_size === 48 && rnn.steps === 0);
  for (let i = 0; i < steps; i += 1) await post({ type: 'step' });
  const state = await stateWhere(page, `${steps} steps are done`, ({ models: { rnn } }) => rnn.steps === steps);
  assert.deepEqual(page.problems, []);
  return { page, state };
}

for (const isolated of [true, false]) {
  const driver = isolated ? 'with threads' : 'without threads';

  describe(driver, () => {
    let server, relaxed, plain;

    before(async () => {
      server = await servePage({ isolated });
      relaxed = await train(server, {});
      plain = await train(server, { simd: 'plain' });
    });
    after(async () => {
      for (const each of [relaxed, plain]) await each?.page.context().close();
      await server?.close();
    });

    test(`the best program is loaded, and state() names it (${driver})`, () => {
      assert.match(relaxed.state.build, /relaxed SIMD with fused multiply-add/);
      assert.match(plain.state.build, /wasm SIMD/);
      assert.doesNotMatch(plain.state.build, /relaxed|fused/);
      for (const { state } of [relaxed, plain]) assert.equal(state.threaded, isolated);
    });

    test(`both learn the same up to rounding (${driver})`, (t) => {
      const [a, b] = [relaxed, plain].map(({ state }) => state.models.rnn);
      t.diagnostic(`loss after ${steps} steps: relaxed ${a.loss}, plain ${b.loss}`);
      assert.ok(a.loss < a.landmarks.uniform - 0.2, `it has learned: ${a.loss}`);
      assert.ok(Math.abs(a.loss - b.loss) < 1e-4 * b.loss, `${a.loss} and ${b.loss}`);
      assert.notEqual(a.loss, b.loss, 'a fused multiply-add rounds once instead of twice');
    });

    test(`bench measures either program, and the page keeps its state (${driver})`, async (t) => {
      const { page } = relaxed;
      for (const simd of ['plain', 'relaxed']) {
        const result = await page.evaluate((given) => babble.bench(given), { model: 'rnn', hidden: 64, seconds: 0.3, simd });
        assert.equal(result.simd, simd);
        const [rnn] = result.results;
        t.diagnostic(
          `${simd}: ${Math.round(rnn.tokens_per_second)} tokens/s, ${rnn.gflops.toFixed(1)} of ${rnn.peak_gflops.toFixed(1)} GFLOP/s`,
        );
        assert.ok(rnn.share_of_peak > 0.02 && rnn.share_of_peak < 1.2, `${rnn.share_of_peak} of the peak`);
      }
      await assert.rejects(() => page.evaluate(() => babble.bench({ simd: 'native' })), /runs with relaxed vectors/);
      await assert.rejects(() => page.evaluate(() => babble.bench({ speed: 1 })), /no option "speed"/);
      assert.equal((await stateOf(page)).models.rnn.steps, steps);
      assert.deepEqual(page.problems, []);
    });
  });
}
