// The chapters Data, Counting and Neural bigram as a learner goes through them: on a desktop, on a
// phone by touch, and on a small high-resolution screen with the dark theme.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newPage, screenshot, until } from './support/browser.mjs';
import { bring, click, ready, stateOf, stateWhere, use } from './support/program.mjs';
import { browser, server } from './support/served.mjs';

const screens = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  fine: { viewport: { width: 900, height: 640 }, deviceScaleFactor: 2, colorScheme: 'dark' },
};

for (const [screen, options] of Object.entries(screens)) {
  const touch = { touch: screen === 'phone' };
  const withPage = async (chapter, body) => {
    const page = await newPage(browser, options);
    try {
      await page.goto(server.url);
      await ready(page);
      await click(page, `chapter.${chapter}`, touch);
      await stateWhere(page, `chapter ${chapter}`, (state) => state.chapter === chapter);
      await body(page, async (name) => {
        await use(page, name, touch);
      });
      assert.deepEqual(page.problems, []);
    } finally {
      await page.context().close();
    }
  };

  test(`data, ${screen}: words are counted, and an unseen pair is looked up`, () =>
    withPage('data', async (page, press) => {
      const names = await stateWhere(page, 'characters are counted', (state) => state.ngrams);
      assert.equal(names.ngrams.unit, 'characters');
      assert.equal(names.ngrams.orders[0].distinct, 27);
      await screenshot(page, `${screen}-data`);
      await press('try.words');
      const words = await stateWhere(page, 'words are counted', ({ ngrams, corpus }) =>
        corpus.name.startsWith('tale') && ngrams?.unit === 'words');
      assert.equal(words.ngrams.orders[0].top[0].gram, 'the');
      for (const { alpha } of words.ngrams.orders) assert.ok(alpha > 0.2 && alpha < 1.4, `${alpha}`);
      await bring(page, 'zipf.plot', touch);
      await screenshot(page, `${screen}-data-zipf`);
      await press('try.unseen');
      const unseen = await stateWhere(page, 'estimates', ({ ngrams }) => ngrams?.estimates.length === 2);
      assert.equal(unseen.ngrams.estimates[1].smoothed, 0);
      await bring(page, 'laplace.table', touch);
      await screenshot(page, `${screen}-data-laplace`);
    }));

  test(`counting, ${screen}: the sampler steps, a large k makes P uniform, an unseen pair has −∞`, () =>
    withPage('counting', async (page, press) => {
      await screenshot(page, `${screen}-counting`);
      const { models } = await stateOf(page);
      const first = models.count.samples[0].text;
      await press('try.walk');
      await stateWhere(page, 'three draws', ({ sample_step: walk }) => walk.draws >= 3);
      await screenshot(page, `${screen}-counting-walk`);
      const spelled = await stateWhere(page, 'a name is spelled', ({ sample_step: walk }) => walk.finished.length >= 1);
      assert.equal(spelled.sample_step.finished[0], first, 'the visible sampler spells what sampling gave');
      await click(page, 'pause', touch);
      await press('try.even');
      const uniform = await stateWhere(page, 'k = 10,000', ({ models: { count } }) =>
        count.settings.smoothing === 10000 && count.nll.train > 3.2);
      assert.ok(uniform.models.count.nll.train < Math.log(27));
      await press('try.never');
      const never = await stateWhere(page, 'a word', ({ word }) => word.rows.length > 0);
      assert.equal(never.word.nll, 'inf');
      assert.ok(never.word.rows.some(({ logp }) => logp === '-inf'));
      await bring(page, 'word.table', touch);
      await screenshot(page, `${screen}-counting-word`);
    }));

  test(`neural, ${screen}: the weights learn the table of counts, one example is traced`, () =>
    withPage('neural', async (page, press) => {
      await stateWhere(page, 'a pair and the curves', ({ example, smoothing }) => example.current >= 0 && smoothing);
      await press('try.learn');
      await stateWhere(page, 'it learns', ({ models: { neural } }) => neural.steps >= 12);
      await screenshot(page, `${screen}-neural`);
      await page.evaluate(() => babble.post({ type: 'limit_speed', steps_per_second: 0 }));
      await stateWhere(page, 'it has learned', ({ models: { neural } }) => neural.steps > 200);
      await click(page, 'pause', touch);
      const { models, smoothing } = await stateWhere(page, 'it pauses', (state) =>
        !state.playing && state.models.neural.evaluated_at === state.models.neural.steps);
      assert.ok(models.neural.nll.train - models.count.nll.train < 0.05);
      assert.ok(smoothing.l2_train.at(-1) > 3.28 && smoothing.k_train.at(-1) > 3.28, 'both end at ln 27');
      await bring(page, 'neural.difference', touch);
      await screenshot(page, `${screen}-neural-pictures`);
      await bring(page, 'example.forward', touch);
      for (let stage = 1; stage <= 6; ++stage) {
        await press('example.forward');
        await new Promise((done) => setTimeout(done, 150));
        if (stage === 3 || stage === 4 || stage === 6) {
          await bring(page, stage === 4 ? 'example.loss' : 'example.bars', touch);
          await screenshot(page, `${screen}-neural-stage-${stage + 1}`);
        }
      }
      const { example } = await stateOf(page);
      assert.ok(example.loss_after < example.loss);
      assert.ok(Math.abs(example.gradient - (example.p - 1)) < 1e-5);
      await bring(page, 'penalty.plot', touch);
      await screenshot(page, `${screen}-neural-penalty`);
      await press('neural.batching.1');
      await until('mini-batches', async () => (await stateOf(page)).models.neural.settings.batch_size === 32);
    }));
}
