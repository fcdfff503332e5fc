// babble-desktop under a virtual screen: screenshots of the chapters, files, options, and idling.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { decodePng, describeColours, hasWriting } from '../browser/support/png.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.BABBLE_DESKTOP ?? path.join(repository, 'build/native/babble-desktop');
const screenshots = process.env.BABBLE_SCREENSHOTS ?? path.join(repository, 'build/screenshots');
const timeout_ms = 120_000; // software rendering on a busy machine

let folder;

before(async () => {
  if (!existsSync(program)) throw new Error(`There is no ${program}. Build it first (tests/run does).`);
  mkdirSync(screenshots, { recursive: true });
  folder = await mkdtemp(path.join(tmpdir(), 'babble-desktop-'));
});

after(async () => {
  if (folder) await rm(folder, { recursive: true });
});

/** Runs the program on its own virtual screen; {status, said}. */
const run = (...flags) => execute('xvfb-run', '-a', '-s', '-screen 0 2600x1700x24', program, ...flags);

function execute(command, ...values) {
  const child = spawn(command, values, {
    env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1' },
    timeout: timeout_ms,
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (said += piece));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, said }));
  });
}

/** A screenshot and the state that belongs to it. */
async function draw(name, { size = [1280, 800], ratio = 1, flags = [] } = {}) {
  const picture = path.join(screenshots, `desktop-${name}.png`);
  const state = path.join(folder, `${name}.json`);
  await rm(picture, { force: true });
  const { status, said } = await run(
    ...['--size', size.join('x'), '--ratio', `${ratio}`, '--frames', '20'],
    ...['--screenshot', picture, '--state', state, ...flags],
  );
  assert.equal(status, 0, said);
  return { picture: decodePng(await readFile(picture)), state: JSON.parse(await readFile(state, 'utf8')) };
}

function looksAlive({ picture, state }, width, height) {
  assert.deepEqual([picture.width, picture.height], [width, height]);
  const { colours, commonest } = describeColours(picture);
  assert.ok(colours > 100 && commonest < 0.9, `${colours} colours, the commonest on ${commonest} of the picture`);
  for (const name of ['chapter.data', 'chapter.counting', 'corpus', 'status']) {
    assert.ok(hasWriting(picture, state.controls[name], state.frame.ratio), `${name} has letters`);
  }
}

for (const chapter of ['data', 'counting', 'neural', 'rnn', 'compare']) {
  test(`chapter ${chapter} is drawn`, async () => {
    const drawn = await draw(chapter, { flags: ['--chapter', chapter] });
    looksAlive(drawn, 1280, 800);
    assert.equal(drawn.state.chapter, chapter);
    assert.ok(drawn.state.controls[`chapter.${chapter}`]);
  });
}

test('opens with the names counted and ten samples', async () => {
  const { state } = await draw('first', { flags: ['--theme', 'dark'] });
  assert.match(state.corpus.name, /names/i);
  assert.ok(state.counts.total > state.corpus.lines);
  assert.equal(state.models.count.samples.length, 10);
  assert.equal(state.theme, 'dark');
});

test('a narrow window, and two device pixels per pixel', async () => {
  looksAlive(await draw('narrow', { size: [390, 844], flags: ['--chapter', 'counting'] }), 390, 844);
  looksAlive(await draw('2x', { ratio: 2, flags: ['--chapter', 'counting'] }), 2560, 1600);
});

test('a model trains while the window draws', async () => {
  const { state } = await draw('trained', { flags: ['--chapter', 'neural', '--play', '2'] });
  const { neural } = state.models;
  assert.ok(neural.steps > 50, `${neural.steps} steps`);
  assert.ok(neural.loss < neural.landmarks.uniform);
  assert.equal(state.threaded, true);
});

test('opens a file; an unknown option is an error', async () => {
  const { state } = await draw('file', { flags: [path.join(repository, 'data/tale.txt')] });
  assert.equal(state.corpus.name, 'tale.txt');
  const { status, said } = await run('--nonsense', '1');
  assert.notEqual(status, 0);
  assert.match(said, /--nonsense is not an option\. --help lists the options\./);
});

const names = 'anna\nbob\nada\nnan\nbarb\nabba\nrob\nbo\norna\n';

/** Name, bytes, and the error or the size of the vocabulary. */
const odd = [
  ['empty.txt', '', /empty/],
  ['one-character.txt', 'a', /training/],
  ['latin1.txt', Buffer.from('anna\ncaf\xe9\n', 'latin1'), /byte 9, in line 2/],
  ['utf16.txt', Buffer.from(`\ufeff${names}`, 'utf16le'), /UTF-16/],
  ['nul.txt', 'anna\nb\0b\n', /byte 7 \(line 2\)/],
  ['program', Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0', 'latin1'), /not a text/],
  ['cut.safetensors', Buffer.concat([Buffer.from([200, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('{"__metadata__":{')]), /cut off/],
  ['one-letter.txt', 'a'.repeat(40), 2],
  ['one-long-line.txt', 'ab'.repeat(500_000), 3],
];

test('unusual files are opened or rejected with the reason', async () => {
  const flags = '--size 400x500 --frames 1 --theme dark';
  const commands = [];
  for (const [name, bytes] of odd) {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    commands.push(`'${program}' '${file}' ${flags} --state '${file}.json' || exit 1`);
  }
  // One after the other on the same screen.
  const { status, said } = await execute('xvfb-run', '-a', 'sh', '-c', commands.join('\n'));
  assert.equal(status, 0, said);
  for (const [name, , expected] of odd) {
    const state = JSON.parse(await readFile(path.join(folder, `${name}.json`), 'utf8'));
    if (typeof expected === 'number') {
      assert.equal(state.corpus.name, name);
      assert.equal(state.corpus.vocabulary_size, expected, name);
      continue;
    }
    assert.match(state.corpus.name, /names/, `${name}: the open text stays`);
    assert.equal(state.models.count.samples.length, 10);
    const errors = state.notices.filter(({ is_error }) => is_error).map(({ text }) => text);
    assert.equal(errors.length, 1, name);
    assert.match(errors[0], expected, name);
  }
});

test('characters that the embedded fonts lack are drawn with system fonts', async () => {
  const file = path.join(folder, 'hebrew.txt');
  await writeFile(file, 'שלום עולם\n\u0378\n'.repeat(20)); // fonts-dejavu-core has Hebrew; U+0378 is unassigned
  const { picture, state } = await draw('glyphs', { flags: ['--chapter', 'data', '--data', file] });
  assert.deepEqual([state.glyphs.drawn, state.glyphs.boxes], [new Set('שלוםעולם').size, 1]);
  assert.ok(hasWriting(picture, state.controls['data.preview'], state.frame.ratio));
});

test('--help and --version print an answer with status 0, without a screen', async () => {
  const help = await execute(program, '--help');
  assert.equal(help.status, 0, help.said);
  assert.match(help.said, /^usage: babble-desktop .*--version/s);
  const version = await execute(program, '--version');
  assert.equal(version.status, 0, version.said);
  assert.match(version.said, /^babble-desktop \d+\.\d+ \(.+\)\n$/);
});

/** How often the main thread of a process has waited so far. */
const waitsOf = async (pid) =>
  Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/task/${pid}/status`, 'utf8'))[1]);
const seconds = (count) => new Promise((done) => setTimeout(done, 1000 * count));

test('the main thread sleeps while nothing changes', async () => {
  const child = spawn('xvfb-run', ['-a', 'sh', '-c', 'echo $$; exec "$0" --chapter counting', program], {
    env: { ...process.env, LIBGL_ALWAYS_SOFTWARE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pid = Number(await new Promise((resolve) => child.stdout.once('data', resolve)));
  try {
    // It draws and evaluates at first. Polling every 8 ms would wait about 250 times in two seconds.
    const end = Date.now() + timeout_ms;
    let waits;
    do {
      const before = await waitsOf(pid);
      await seconds(2);
      waits = (await waitsOf(pid)) - before;
    } while (waits > 20 && Date.now() < end);
    assert.ok(waits <= 20, `the idle main thread waited ${waits} times in two seconds`);
  } finally {
    process.kill(pid);
    await new Promise((resolve) => child.once('close', resolve));
  }
});
