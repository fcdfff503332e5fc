// Odd files dropped on the page are opened or rejected with the reason, and nothing is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newPage, until } from './support/browser.mjs';
import { ready, stateOf, stateWhere } from './support/program.mjs';
import { browser, server } from './support/served.mjs';

const names = 'anna\nbob\nada\nnan\nbarb\nabba\nrob\nbo\norna\n';
const utf16be = Buffer.from(`\ufeff${names}`, 'utf16le').swap16();

/** Name, bytes, and the message. */
const rejected = [
  ['empty.txt', Buffer.alloc(0), /empty/],
  ['one-character.txt', Buffer.from('a'), /training/],
  ['latin1.txt', Buffer.from('anna\ncaf\xe9\n', 'latin1'), /byte 9, in line 2/],
  ['utf16.txt', Buffer.from(`\ufeff${names}`, 'utf16le'), /UTF-16/],
  ['utf16-big-endian.txt', utf16be, /UTF-16/],
  ['nul.txt', Buffer.from('anna\nb\0b\n'), /byte 7 \(line 2\)/],
  ['program', Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0', 'latin1'), /not a text/],
  ['too-many-characters.txt', Buffer.from(Array.from({ length: 65535 }, (_, i) => String.fromCodePoint(0x20000 + i)).join('')), /65536 different characters/],
  ['cut.safetensors', Buffer.concat([Buffer.from([200, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"__metadata__":{')]), /cut off/],
  ['other.safetensors', (() => {
    const header = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const length = Buffer.alloc(8);
    length.writeUInt32LE(header.length);
    return Buffer.concat([length, Buffer.from(header), Buffer.alloc(4)]);
  })(), /not one that this program wrote/],
];

/** Name, bytes, V. */
const accepted = [
  ['crlf.txt', Buffer.from(names.replaceAll('\n', '\r\n')), 7],
  ['bom.txt', Buffer.from(`\ufeff${names}`), 7],
  ['no-line-end.txt', Buffer.from(names.trimEnd()), 7],
  ['one-letter.txt', Buffer.from('a'.repeat(40)), 2],
  ['one-long-line.txt', Buffer.from('ab'.repeat(500_000)), 3],
];

async function drop(page, name, bytes) {
  const transfer = await page.evaluateHandle(
    ([file_name, base64]) => {
      const data = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      data.items.add(new File([content], file_name));
      return data;
    },
    [name, bytes.toString('base64')],
  );
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('#canvas', type, { dataTransfer: transfer });
}

test('files that cannot be opened are rejected with the reason, and the trained model stays', async () => {
  const page = await newPage(browser);
  await page.goto(server.url);
  await ready(page);
  await page.evaluate(() => babble.post({ type: 'chapter', name: 'neural' }));
  await stateWhere(page, 'the neural bigram is active', (state) => state.active === 'neural');
  await page.evaluate(() => babble.post({ type: 'step', count: 25 }));
  const trained = await stateWhere(page, 'some steps', (state) => state.models.neural.steps === 25 && !state.playing);
  for (const [name, bytes, reason] of rejected) {
    const last_notice = Math.max(0, ...(await stateOf(page)).notices.map((notice) => notice.id));
    await drop(page, name, bytes);
    const said = await until(`${name} is rejected`, async () => {
      const own = (await stateOf(page)).notices.find((notice) => notice.id > last_notice && notice.is_error);
      return own?.text || (await page.evaluate(() => (document.querySelector('#notice').hidden ? '' : document.querySelector('#notice-text').textContent)));
    });
    assert.match(said, reason, name);
    await page.evaluate(() => document.querySelector('#notice').hidden || document.querySelector('#notice-close').click());
  }
  const state = await stateOf(page);
  assert.equal(state.corpus.revision, trained.corpus.revision);
  assert.equal(state.models.neural.steps, 25);
  assert.equal(state.models.neural.loss, trained.models.neural.loss);
  for (const [name, bytes, size] of accepted) {
    await drop(page, name, bytes);
    const open = await stateWhere(page, `${name} is open`, ({ corpus, busy }) => corpus.name === name && !busy);
    assert.equal(open.corpus.vocabulary_size, size, name);
  }
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('invalid settings from a script are rejected by label', async () => {
  const page = await newPage(browser);
  await page.goto(server.url);
  await ready(page);
  const wrong = [
    ['hidden', '0', 'Hidden units H must be a whole number from 1 to 4,096.'],
    ['learning_rate', 'nan', 'Learning rate must be a number from 0 to 1,000,000.'],
    ['split', '0.8,0.1,0.2', 'Train, dev, test: the three fractions must add up to 1.'],
  ];
  for (const [key, value, sentence] of wrong) {
    await page.evaluate(([k, v]) => babble.post({ type: 'set', key: k, value: v }), [key, value]);
    await stateWhere(page, `${key}=${value} is rejected`, ({ notices }) =>
      notices.some(({ text, is_error }) => is_error && text === sentence));
  }
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('a run that diverges stops, reports the step, and continues from the last good model', async () => {
  const page = await newPage(browser);
  await page.goto(server.url);
  await ready(page);
  const post = (intent) => page.evaluate((one) => babble.post(one), intent);
  await post({ type: 'chapter', name: 'neural' });
  await stateWhere(page, 'the neural bigram is active', (state) => state.active === 'neural');
  await post({ type: 'set', key: 'learning_rate', value: 1000000 });
  await post({ type: 'set', key: 'l2', value: 1000000 });
  await post({ type: 'play' });
  const stopped = await stateWhere(page, 'it stops', ({ models, playing }) => models.neural.diverged && !playing);
  const { steps, diverged } = stopped.models.neural;
  assert.match(diverged, new RegExp(`diverged at step ${steps + 1}: `));
  assert.match(diverged, new RegExp(`model of step ${steps} is kept`));
  await post({ type: 'set', key: 'learning_rate', value: 0.0001 });
  await post({ type: 'set', key: 'l2', value: 0 });
  await post({ type: 'step', count: 3 });
  await stateWhere(page, 'it continues', ({ models }) => !models.neural.diverged && models.neural.steps === steps + 3);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('an intent with a cut character is reported, and state() still works', async () => {
  const page = await newPage(browser);
  await page.goto(server.url);
  await ready(page);
  const notices_before = (await stateOf(page)).notices.length;
  const thrown = await page.evaluate(() => {
    try {
      babble.post({ type: 'ngrams', unit: `a${'é'.repeat(25)}` });
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : `${error}`;
    }
  });
  assert.ok(thrown === null || /\w+ \w+.*\.$/.test(thrown), `a sentence: ${thrown}`);
  const state = await stateOf(page);
  assert.ok(state.notices.length >= notices_before);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
