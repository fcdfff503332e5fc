// Links, undo, the saved session, the tour, texts from addresses, and access for screen readers.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newPage, screenshot, until } from './support/browser.mjs';
import { click, ready, stateOf, stateWhere } from './support/program.mjs';
import { browser, server } from './support/served.mjs';

async function withPage(body, options = {}, hash = '') {
  const page = await newPage(browser, options);
  try {
    await page.goto(server.url + hash);
    await ready(page);
    await body(page);
    assert.deepEqual(page.problems, []);
  } finally {
    await page.context().close();
  }
}

const post = (page, intent) => page.evaluate((one) => babble.post(one), intent);

async function train(page, model, steps) {
  await post(page, { type: 'chapter', name: model });
  await stateWhere(page, `${model} is active`, ({ active }) => active === model);
  await post(page, { type: 'limit_speed', steps_per_second: 0 });
  await post(page, { type: 'step', count: steps });
  return await stateWhere(page, `${steps} steps`, ({ models, playing }) => models[model].steps === steps && !playing);
}

test('a link contains the settings and gives the same numbers in another page', async () => {
  let address, loss;
  await withPage(async (page) => {
    assert.equal(new URL(page.url()).hash, '');
    await post(page, { type: 'chapter', name: 'neural' });
    await post(page, { type: 'set', key: 'learning_rate', value: '20' });
    await post(page, { type: 'set', key: 'seed', value: '42' });
    await click(page, 'loss.unit.1');
    const trained = await train(page, 'neural', 30);
    loss = trained.models.neural.loss;
    await until('the address says it', () =>
      /chapter=neural&neural\.learning_rate=20&seed=42&.*neural\.loss\.unit=perplexity/.test(page.url()));
    address = page.url();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await click(page, 'share');
    await until('the link is copied', async () =>
      (await page.evaluate(() => navigator.clipboard.readText())).includes('steps=30'));
  });
  await withPage(
    async (page) => {
      const { models } = await stateWhere(page, 'the link is open', (state) => state.models.neural.settings.learning_rate === 20);
      assert.equal(models.neural.settings.seed, 42);
      const again = await train(page, 'neural', 30);
      assert.equal(again.models.neural.loss, loss);
      await until('the address is as it was', () => page.url() === address);
    },
    {},
    new URL(address).hash,
  );
});

test('invalid parts of a link are ignored and reported; a lesson hides controls', () =>
  withPage(
    async (page) => {
      const state = await stateWhere(page, 'it is open', ({ chapter, active }) => chapter === 'rnn' && active === 'rnn');
      assert.equal(state.models.rnn.settings.hidden_size, 16);
      assert.equal(state.controls.seed, undefined);
      assert.equal(state.controls['setting.seed'], undefined);
      assert.ok(state.controls['toast.0'], 'it is reported');
      await screenshot(page, 'link-refused');
      await page.evaluate(() => (location.hash = '#chapter=counting&count.smoothing=5'));
      await stateWhere(page, 'the new one is open', ({ chapter, models }) => chapter === 'counting' && models.count.settings.smoothing === 5);
    },
    {},
    '#chapter=rnn&rnn.hidden_size=16&rnn.batch_size=many&colour=red&hide=seed,presets',
  ));

test('a reset can be undone by the button and by Ctrl-Z', () =>
  withPage(async (page) => {
    const { models } = await train(page, 'neural', 25);
    await click(page, 'reset');
    await stateWhere(page, 'it is reset', (state) => state.models.neural.steps === 0 && state.undo);
    await click(page, 'undo');
    const back = await stateWhere(page, 'it is back', (state) => state.models.neural.steps === 25);
    assert.equal(back.models.neural.loss, models.neural.loss);
    await post(page, { type: 'reset' });
    await stateWhere(page, 'it is reset', (state) => state.models.neural.steps === 0);
    await page.locator('#canvas').focus();
    await page.keyboard.press('Control+z', { delay: 60 });
    await stateWhere(page, 'it is back', (state) => state.models.neural.steps === 25);
  }));

test('the saved session is offered at the next visit and can be deleted', async () => {
  const page = await newPage(browser);
  try {
    await page.goto(server.url);
    await ready(page);
    const { models } = await train(page, 'neural', 25);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    const kept = () =>
      page.evaluate(
        () =>
          new Promise((resolve) => {
            const request = indexedDB.open('babble', 1);
            request.onupgradeneeded = () => request.result.createObjectStore('sessions');
            request.onsuccess = () => {
              const get = request.result.transaction('sessions').objectStore('sessions').getAll();
              get.onsuccess = () => {
                request.result.close();
                resolve(get.result.map(({ title }) => title).join('; ') || null);
              };
            };
          }),
      );
    await until('it is saved', async () => /step 25/.test((await kept()) ?? ''));
    await page.goto('about:blank');
    await page.goto(server.url);
    await ready(page);
    await stateWhere(page, 'it is offered', ({ controls }) => controls['session.restore']);
    await screenshot(page, 'session-offer');
    await click(page, 'session.restore');
    const back = await stateWhere(page, 'it is back', (state) => state.models.neural.steps === 25 && state.chapter === 'neural');
    assert.equal(back.models.neural.loss, models.neural.loss);
    await page.goto('about:blank');
    await page.goto(server.url);
    await ready(page);
    await click(page, 'session.forget');
    await until('it is deleted', async () => (await kept()) === null);
    assert.deepEqual(page.problems, []);
  } finally {
    await page.context().close();
  }
});

for (const [name, options] of [
  ['screen', {}],
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }],
]) {
  test(`a first visit is offered a tour of eleven stops (${name})`, () =>
    withPage(
      async (page) => {
        const touch = { touch: name === 'phone' };
        await stateWhere(page, 'it is offered', ({ controls }) => controls['tour.begin']);
        await screenshot(page, `tour-${name}-offer`);
        await click(page, 'tour.begin', touch);
        await stateWhere(page, 'it begins', ({ controls }) => controls.tour);
        const runs = async () => (await stateOf(page)).controls.tour;
        let looks = 0;
        while ((await runs()) && looks < 40) {
          looks += 1;
          await new Promise((done) => setTimeout(done, 800));
          await screenshot(page, `tour-${name}-${looks}`);
          // At a stop that trains, Next plays, and the tour goes on by itself when there is a curve.
          if (await runs()) await click(page, 'tour.next', touch);
        }
        assert.ok(looks >= 11 && looks < 40, `${looks} looks`);
        await stateWhere(page, 'the last model goes on learning', ({ playing, active }) => playing && active === 'transformer');
      },
      { ...options, first_visit: true },
    ));
}

test('a file of a course opens by one click, a text from an address by the dialog', () =>
  withPage(async (page) => {
    const asked = [];
    await page.route(/^https:/, async (route) => {
      asked.push(route.request().url());
      const headers = { 'access-control-allow-origin': '*', 'content-type': 'text/plain' };
      if (/missing/.test(route.request().url())) await route.fulfill({ status: 404, headers, body: 'none' });
      else if (/closed/.test(route.request().url())) await route.abort();
      else await route.fulfill({ headers, body: 'abba\nbaba\n'.repeat(30) });
    });
    await click(page, 'corpus');
    await stateWhere(page, 'the menu is open', ({ controls }) => controls['corpus.home.names']);
    await screenshot(page, 'corpus-menu');
    assert.deepEqual(asked, [], 'there is no request before the click');
    await click(page, 'corpus.home.names');
    await stateWhere(page, 'it is open', ({ corpus }) => corpus.name === 'names.txt');
    assert.match(asked[0], /\/makemore\/master\/names\.txt$/);
    await click(page, 'corpus');
    await click(page, 'corpus.address');
    const message = page.locator('#address-message');
    for (const [address, sentence] of [
      ['ftp://example.org/a.txt', /https/],
      ['https://example.org/missing.txt', /404/],
      ['https://example.org/closed.txt', /CORS/],
      ['https://example.org/100%.txt', /percent sign/],
    ]) {
      await page.locator('#address-url').fill(address);
      await page.locator('#address-open').click();
      await until(`${address} is refused`, async () => sentence.test(await message.textContent()));
    }
    await screenshot(page, 'address-dialog');
    await page.locator('#address-url').fill('https://example.org/mine.txt');
    await page.locator('#address-open').click();
    await stateWhere(page, 'it is open', ({ corpus }) => corpus.name === 'mine.txt');
    page.problems.splice(0, page.problems.length, ...page.problems.filter((problem) => !/Failed to load resource/.test(problem)));
  }));

test('the description and the HTML controls work without the canvas', () =>
  withPage(async (page) => {
    await until('the description is there', async () => /most frequent pairs/.test(await page.locator('#description').textContent()));
    assert.match(await page.locator('#status-text').textContent(), /bigram/);
    await page.locator('#control-chapter').selectOption('neural');
    await stateWhere(page, 'the chapter is open', ({ chapter, active }) => chapter === 'neural' && active === 'neural');
    await page.locator('#control-step').press('Enter');
    await stateWhere(page, 'one step', ({ models }) => models.neural.steps === 1);
    await until('the words follow', async () => /loss curve/.test(await page.locator('#description').textContent()));
    await screenshot(page, 'readers-controls');
  }));

test('the key ? opens the list of keys', () =>
  withPage(async (page) => {
    await page.locator('#canvas').focus();
    await page.keyboard.type('?');
    await stateWhere(page, 'it is open', ({ controls }) => controls['dialog.close']);
    await screenshot(page, 'keys');
    await page.keyboard.press('Escape', { delay: 60 });
    await stateWhere(page, 'it is closed', ({ controls }) => !controls['dialog.close']);
  }));
