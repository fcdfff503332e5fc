// The first visit shows data, counts and samples at once, on every screen size.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newPage, screenshot, until } from './support/browser.mjs';
import { decodePng, describeColours, hasWriting } from './support/png.mjs';
import { click, ready, stateOf, stateWhere } from './support/program.mjs';
import { browser, server } from './support/served.mjs';

const screens = {
  desktop: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  'desktop-dark': { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  'desktop-2x': { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2, colorScheme: 'light' },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: 'light' },
};

for (const [name, options] of Object.entries(screens)) {
  test(`opens with names, counts and ten samples: ${name}`, async () => {
    const page = await newPage(browser, options);
    await page.goto(server.url);
    await ready(page);

    const state = await stateOf(page);
    assert.match(state.corpus.name, /names/i);
    assert.equal(state.corpus.kind, 'lines');
    assert.ok(state.corpus.lines >= 3000, `${state.corpus.lines} names`);
    assert.equal(state.counts.size, state.corpus.vocabulary_size);
    assert.ok(state.counts.total > state.corpus.lines);
    assert.equal(state.models.count.samples.length, 10);
    for (const sample of state.models.count.samples) assert.match(sample.text, /\S/);
    assert.equal(state.playing, false);
    assert.equal(state.theme, options.colorScheme);

    // The canvas has one pixel for each device pixel.
    const { width, height } = options.viewport;
    const ratio = options.deviceScaleFactor ?? 1;
    const canvas = await page.evaluate(() => {
      const { width, height } = document.querySelector('#canvas');
      return { width, height, css: document.querySelector('#canvas').getBoundingClientRect().toJSON() };
    });
    assert.deepEqual([canvas.width, canvas.height], [width * ratio, height * ratio]);
    assert.deepEqual([canvas.css.width, canvas.css.height], [width, height]);

    for (const [control, box] of Object.entries(state.controls)) {
      assert.ok(box.width > 0 && box.height > 0, `${control} has a size`);
      assert.ok(box.x + box.width > 0 && box.x < width, `${control} is beside the screen`);
    }

    const picture = decodePng(await screenshot(page, `opens-${name}`));
    assert.deepEqual([picture.width, picture.height], [width * ratio, height * ratio]);
    const { colours, commonest } = describeColours(picture);
    assert.ok(colours > 100 && commonest < 0.9, `${colours} colours, the commonest on ${commonest} of the screen`);
    for (const control of ['chapter.data', 'chapter.counting', 'corpus', 'status']) {
      assert.ok(hasWriting(picture, state.controls[control], ratio), `${control} has letters`);
    }
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test('every chapter is drawn, and opens by click and by digit', async () => {
  const page = await newPage(browser);
  await page.goto(server.url);
  await ready(page);
  const { controls } = await stateOf(page);
  const names = Object.keys(controls)
    .filter((name) => name.startsWith('chapter.'))
    .sort((a, b) => controls[a].y - controls[b].y)
    .map((name) => name.slice('chapter.'.length));
  for (const name of ['counting', 'neural', 'rnn']) assert.ok(names.includes(name), `${name} is in ${names}`);
  for (const name of names) {
    await click(page, `chapter.${name}`);
    await stateWhere(page, `chapter ${name} is shown`, (state) => state.chapter === name);
    await until('it is drawn', async () => (await stateOf(page)).frame.count > 0);
    const { colours } = describeColours(decodePng(await screenshot(page, `chapter-${name}`)));
    assert.ok(colours > 100, `${name}: ${colours} colours`);
  }
  await page.keyboard.press('1', { delay: 60 });
  await stateWhere(page, 'the first chapter is shown', (state) => state.chapter === names[0]);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('the status is announced, and an idle page draws no frames', async () => {
  const page = await newPage(browser);
  await page.goto(server.url);
  await ready(page);
  const spoken = await until('something is said', async () => {
    const text = await page.locator('#status-text').innerText();
    return text !== 'Babble is loading.' && text;
  });
  assert.match(spoken, /names/i);
  await page.mouse.move(5, 5);
  await new Promise((done) => setTimeout(done, 1500)); // animations have ended
  const first = (await stateOf(page)).frame.count;
  await new Promise((done) => setTimeout(done, 1000));
  const drawn = (await stateOf(page)).frame.count - first;
  assert.ok(drawn <= 2, `${drawn} frames in an idle second`);
  await page.context().close();
});

test('the last of two changes within a second is announced', async () => {
  const page = await newPage(browser);
  await page.goto(server.url);
  await ready(page);
  const spoken = async () => await page.locator('#status-text').innerText();
  const smooth = (value) =>
    page.evaluate((text) => babble.post({ type: 'set', key: 'smoothing', value: text }), value);
  await page.evaluate(() => babble.post({ type: 'chapter', name: 'counting' }));
  await new Promise((done) => setTimeout(done, 4000)); // earlier changes have been announced
  const before = await spoken();
  await smooth('10');
  await until('the first change is said', async () => (await spoken()) !== before, { pause: 20 });
  const nll = async () => (await stateOf(page)).models.count.nll.train;
  const first = await nll();
  await smooth('1000');
  await until('the second change is evaluated', async () => (await nll()) !== first);
  const second = (await nll()).toFixed(3);
  await until('the second change is said', async () => (await spoken()).includes(second), { timeout: 15_000 });
  await page.context().close();
});

test('an idle page requests no animation frames until the pointer moves', async () => {
  const page = await newPage(browser);
  await page.addInitScript(() => {
    window.asked = 0;
    const original = window.requestAnimationFrame;
    window.requestAnimationFrame = (callback) => {
      window.asked += 1;
      return original(callback);
    };
  });
  await page.goto(server.url);
  await ready(page);
  await page.mouse.move(5, 5);
  const asked = async () => await page.evaluate(() => window.asked);
  const rests = async (what) =>
    await until(what, async () => {
      const before = await asked();
      await new Promise((done) => setTimeout(done, 1000));
      return (await asked()) - before <= 1;
    });
  await rests('the page rests');
  const frames = (await stateOf(page)).frame.count;
  // In one call, so that no timer runs in between: the event itself requests a frame.
  const at_once = await page.evaluate(() => {
    const before = window.asked;
    const move = new MouseEvent('mousemove', { clientX: 300, clientY: 300, bubbles: true });
    document.getElementById('canvas').dispatchEvent(move);
    return window.asked - before;
  });
  assert.equal(at_once, 1, 'a movement of the mouse requests a frame');
  await stateWhere(page, 'it is drawn', (state) => state.frame.count > frames);
  await rests('the page rests again');
  const at_word = await page.evaluate(() => {
    const before = window.asked;
    babble.post({ type: 'theme', name: 'dark' });
    return window.asked - before;
  });
  assert.equal(at_word, 1, 'an intent requests a frame');
  await stateWhere(page, 'the theme is another', (state) => state.theme === 'dark');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
