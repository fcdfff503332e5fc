// Dropping and pasting texts, keys, window sizes and invalid files.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newPage, screenshot, until } from './support/browser.mjs';
import { decodePng, hasWriting } from './support/png.mjs';
import { click, ready, stateOf, stateWhere } from './support/program.mjs';
import { browser, server } from './support/served.mjs';

async function withPage(body, options = {}) {
  const page = await newPage(browser, options);
  try {
    await page.goto(server.url);
    await ready(page);
    await body(page);
    assert.deepEqual(page.problems, []);
  } finally {
    await page.context().close();
  }
}

async function drop(page, name, bytes) {
  const transfer = await page.evaluateHandle(
    ([file_name, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(content)], file_name));
      return data;
    },
    [name, [...bytes]],
  );
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('#canvas', type, { dataTransfer: transfer });
}

test('a dropped text is counted', () =>
  withPage(async (page) => {
    await drop(page, 'abba.txt', Buffer.from('abba\nbaba\n'.repeat(20)));
    const state = await stateWhere(page, 'it is open', ({ corpus }) => corpus.name === 'abba.txt');
    assert.equal(state.corpus.lines, 40);
    assert.equal(state.corpus.vocabulary_size, 3);
    await stateWhere(page, 'samples of it', ({ models }) =>
      models.count.samples.length === 10 && models.count.samples.every(({ text }) => /^[ab.]*$/.test(text)));
  }));

test('a pasted text is counted, whatever its script', () =>
  withPage(async (page) => {
    await click(page, 'corpus');
    await click(page, 'corpus.paste');
    await page.locator('#paste').waitFor();
    await page.locator('#paste-text').fill('зоя\nада\nмила\n'.repeat(10));
    await page.locator('#paste-open').click();
    const state = await stateWhere(page, 'it is open', ({ corpus }) => corpus.name === 'pasted text');
    assert.equal(state.corpus.lines, 30);
    assert.ok(state.corpus.tokens.includes('з'));
  }));

test('keys: space plays and pauses, S trains one step, R resets, digits open chapters', () =>
  withPage(async (page) => {
    await page.evaluate(() => babble.post({ type: 'chapter', name: 'neural' }));
    await stateWhere(page, 'the neural bigram is active', (state) => state.active === 'neural');
    const press = (key) => page.keyboard.press(key, { delay: 60 });
    await press('s');
    await stateWhere(page, 'one step', (state) => state.models.neural.steps === 1);
    await press(' ');
    await stateWhere(page, 'it plays', (state) => state.playing && state.models.neural.steps > 10);
    await press(' ');
    const paused = await stateWhere(page, 'it pauses', (state) => !state.playing);
    await press('r');
    await stateWhere(page, 'it is reset', (state) => state.models.neural.steps === 0 && paused.models.neural.steps > 0);
    const { chapter } = await stateOf(page);
    await press('1');
    await stateWhere(page, 'another chapter', (state) => state.chapter !== chapter);
  }));

test('the canvas follows the size of the window, down to one pixel and back', () =>
  withPage(
    async (page) => {
      const backing = () => page.evaluate(() => [document.querySelector('#canvas').width, document.querySelector('#canvas').height]);
      for (const [width, height] of [[800, 600], [1, 1], [2000, 300], [390, 844], [1280, 800]]) {
        await page.setViewportSize({ width, height });
        await until(`the canvas has ${width}×${height}`, async () => `${await backing()}` === `${[width * 2, height * 2]}`);
        await stateWhere(page, 'the program knows', ({ frame }) => frame.width === width && frame.height === height);
      }
      await click(page, 'chapter.neural');
      await click(page, 'step');
      await stateWhere(page, 'it still works', (state) => state.models.neural.steps === 1);
    },
    { deviceScaleFactor: 2 },
  ));

test('on a phone chapters, training and opening a file work by touch', () =>
  withPage(
    async (page) => {
      const touch = { touch: true };
      await click(page, 'chapter.neural', touch);
      await stateWhere(page, 'the chapter is shown', ({ chapter, active }) => chapter === 'neural' && active === 'neural');
      await click(page, 'play', touch);
      await stateWhere(page, 'it trains', (state) => state.playing && state.models.neural.steps > 5);
      await click(page, 'pause', touch);
      await stateWhere(page, 'it pauses', (state) => !state.playing);
      await screenshot(page, 'phone-neural');
      await click(page, 'corpus', touch);
      const chooser = page.waitForEvent('filechooser');
      await click(page, 'corpus.open', touch);
      await (await chooser).setFiles({ name: 'mini.txt', mimeType: 'text/plain', buffer: Buffer.from('ab\nba\n'.repeat(30)) });
      await stateWhere(page, 'it is open', ({ corpus }) => corpus.name === 'mini.txt');
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  ));

test('lost graphics come back with the picture, and training has gone on', () =>
  withPage(async (page) => {
    await click(page, 'chapter.neural');
    await click(page, 'play');
    await stateWhere(page, 'it trains', (state) => state.models.neural.steps > 5);
    await page.evaluate(() => {
      window.loss = document.querySelector('#canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
      loss.loseContext();
    });
    const without = await stateOf(page);
    await stateWhere(page, 'training continues', (state) => state.models.neural.steps > without.models.neural.steps + 10);
    await page.evaluate(() => loss.restoreContext());
    await click(page, 'pause');
    const { controls } = await stateWhere(page, 'it pauses', (state) => !state.playing && state.controls.play);
    await until('the letters are back', async () => {
      const picture = decodePng(await screenshot(page, 'graphics-restored'));
      return hasWriting(picture, controls['chapter.counting']) && hasWriting(picture, controls.corpus);
    });
  }));

test('a file that is not text is rejected with a sentence, and nothing is lost', () =>
  withPage(async (page) => {
    await page.evaluate(() => babble.post({ type: 'chapter', name: 'neural' }));
    await stateWhere(page, 'the neural bigram is active', (state) => state.active === 'neural');
    await page.evaluate(() => babble.post({ type: 'step', count: 25 }));
    const before_drop = await stateWhere(page, 'some steps', (state) => state.models.neural.steps === 25 && !state.playing);
    const wrong = {
      'empty.txt': Buffer.alloc(0),
      'picture.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0xff, 0xfe, 0, 1]),
      'broken.safetensors': Buffer.concat([Buffer.from([200, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"__metadata__":{')]),
    };
    for (const [name, bytes] of Object.entries(wrong)) {
      const old_notice = Math.max(0, ...(await stateOf(page)).notices.map((notice) => notice.id));
      await drop(page, name, bytes);
      const said = await until(`${name} is refused`, async () => {
        const state = await stateOf(page);
        const own = state.notices.find((notice) => notice.id > old_notice && notice.is_error);
        const html = await page.evaluate(() => {
          const box = document.querySelector('#notice');
          return box.hidden ? '' : document.querySelector('#notice-text').textContent;
        });
        return own?.text || html;
      });
      assert.match(said, /\w+ \w+ \w+.*\.$/s, `a sentence: ${said}`);
    }
    const state = await stateOf(page);
    assert.equal(state.corpus.name, before_drop.corpus.name);
    assert.equal(state.corpus.revision, before_drop.corpus.revision);
    assert.equal(state.models.neural.steps, 25);
    assert.equal(state.models.neural.loss, before_drop.models.neural.loss);
  }));

test('a saved checkpoint restores the training when it is dropped', () =>
  withPage(async (page) => {
    await page.evaluate(() => babble.post({ type: 'chapter', name: 'neural' }));
    await page.evaluate(() => babble.post({ type: 'step', count: 40 }));
    const trained = await stateWhere(page, 'trained', (state) => state.models.neural.steps === 40 && !state.playing);
    const coming = page.waitForEvent('download');
    await click(page, 'save');
    const download = await coming;
    assert.match(download.suggestedFilename(), /\.safetensors$/);
    const stream = await download.createReadStream();
    const pieces = [];
    for await (const piece of stream) pieces.push(piece);
    await page.evaluate(() => babble.post({ type: 'reset' }));
    await stateWhere(page, 'reset', (state) => state.models.neural.steps === 0);
    await drop(page, 'mine.safetensors', Buffer.concat(pieces));
    const restored = await stateWhere(page, 'restored', (state) => state.models.neural.steps === 40);
    assert.equal(restored.models.neural.loss, trained.models.neural.loss);
  }));
