// Characters that the embedded fonts lack are drawn with the browser's fonts. fonts-dejavu-core has
// Hebrew, Armenian and Georgian.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launchBrowser, newPage, screenshot } from './support/browser.mjs';
import { decodePng, hasWriting } from './support/png.mjs';
import { click, ready, servePage, stateOf, stateWhere, watchFrames } from './support/program.mjs';

let browser, server, folder;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'babble-glyphs-'));
  server = await servePage();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Waits until all characters are in the atlas: the counts are the same five times in a row. */
async function drawn(page) {
  let before = null;
  let looks = 0;
  await stateWhere(page, 'the characters are drawn', ({ glyphs }) => {
    const now = JSON.stringify(glyphs);
    looks = now === before && glyphs.waiting === 0 ? looks + 1 : 0;
    before = now;
    return looks === 5;
  });
}

async function openText(page, name, text) {
  const file = path.join(folder, name);
  await writeFile(file, text);
  await page.setInputFiles('#file-input', file); // on a phone the button is in a menu
  await stateWhere(page, `${name} is open`, ({ corpus, busy }) => corpus.name === name && !busy);
  await drawn(page);
}

/** The pixels of the text's preview, one number each. */
async function previewOf(page, name) {
  const { controls, frame } = await stateOf(page);
  const picture = decodePng(await screenshot(page, name));
  const box = controls['data.preview'];
  assert.ok(hasWriting(picture, box, frame.ratio), 'there are letters');
  const pixels = [];
  for (let y = Math.ceil(box.y * frame.ratio); y < (box.y + box.height) * frame.ratio - 1; y += 1) {
    for (let x = Math.ceil(box.x * frame.ratio); x < (box.x + box.width) * frame.ratio - 1; x += 1) {
      pixels.push(picture.pixels[y * picture.width + x]);
    }
  }
  return pixels;
}

for (const [name, options] of [
  ['desktop', {}],
  ['phone', { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, hasTouch: true, isMobile: true }],
]) {
  test(`a text in Hebrew, Armenian and Georgian shows its letters: ${name}`, async () => {
    const page = await newPage(browser, options);
    await page.goto(server.url);
    await ready(page);
    const first = (await stateOf(page)).glyphs;
    assert.deepEqual([first.drawn, first.boxes, first.left_out], [0, 0, 0], 'the first page needs no other fonts');
    await page.evaluate(() => babble.post({ type: 'chapter', name: 'data' }));
    await stateWhere(page, 'the text is shown', ({ controls }) => controls['data.preview']);

    // 4 Hebrew letters, 3 Armenian and 3 Georgian ones, an emoji, and a unassigned code point.
    await openText(page, `mixed-${name}.txt`, 'שלומ בגד\nԱԲԳ აბგ 😀 \u0378\n'.repeat(20));
    const { glyphs } = await stateOf(page);
    const letters = new Set('שלומבגדԱԲԳაბგ').size;
    assert.ok(glyphs.drawn >= letters, `${glyphs.drawn} of ${letters} letters`);
    assert.equal(glyphs.drawn + glyphs.boxes, letters + 2, 'the emoji has a font or not, U+0378 has none');
    assert.ok(glyphs.boxes >= 1);
    assert.equal(glyphs.left_out, 0);
    await previewOf(page, `glyphs-${name}`);
    await page.evaluate(() => babble.post({ type: 'chapter', name: 'counting' }));
    await stateWhere(page, 'the table is shown', ({ chapter }) => chapter === 'counting');
    await drawn(page);
    await screenshot(page, `glyphs-${name}-counting`);
    const later = (await stateOf(page)).glyphs;
    assert.ok(later.atlases <= first.atlases + 2, `${later.atlases - first.atlases} atlases for one text`);

    // Other letters make another picture, so they are not all drawn as the same box.
    await page.evaluate(() => babble.post({ type: 'chapter', name: 'data' }));
    await openText(page, `${name}-a.txt`, 'אבג'.repeat(100));
    const one = await previewOf(page, `glyphs-${name}-a`);
    await openText(page, `${name}-b.txt`, 'שמת'.repeat(100));
    const other = await previewOf(page, `glyphs-${name}-b`);
    const different = one.filter((pixel, i) => pixel !== other[i]).length;
    assert.ok(different > 500, `${different} pixels differ`);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test('the page draws a vocabulary of 20,000 characters within the limits of the atlas', async (t) => {
  const page = await newPage(browser);
  await page.goto(server.url);
  await ready(page);
  const characters = Array.from({ length: 20_000 }, (_, i) => String.fromCodePoint(0x4e00 + i));
  const start = Date.now();
  const stop = await watchFrames(page);
  await openText(page, 'many.txt', characters.join('').replace(/.{50}/gu, '$&\n'));
  const { glyphs, corpus } = await stateOf(page);
  const times = await stop();
  t.diagnostic(`${Date.now() - start} ms, ${JSON.stringify({ glyphs, times })}`);
  assert.ok(times.count > 50, `${times.count} frames while the characters were drawn`);
  assert.ok(corpus.vocabulary_size > 19_000);
  assert.ok(glyphs.wanted <= 4096);
  assert.ok(glyphs.drawn + glyphs.boxes + glyphs.left_out > 3000);
  assert.ok(glyphs.width <= 4096 && glyphs.height <= 4096);
  await click(page, 'chapter.data');
  await stateWhere(page, 'the text is shown', ({ controls }) => controls['data.preview']);
  await screenshot(page, 'glyphs-many');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
