// The page in WebKit: opens, trains in a worker (it has no shared memory), text in, links, keys, offline.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { until } from '../support/browser.mjs';
import { inside, startHostPage } from '../support/host_page.mjs';
import { servePage } from '../support/program.mjs';
import { enter, launchWebKit } from '../support/webkit.mjs';

let server, page;

before(async () => {
  server = await servePage();
  page = await launchWebKit();
  await open(server.url);
});
after(async () => {
  await page?.close();
  await server?.close();
});

const isReady = () => page.run('return window.babble?.ready.then(() => true)');
async function open(url) {
  await page.goto(url);
  await until('it is ready', isReady);
}
const state = () => page.run('return babble.state()');
const post = (intent) => page.run('babble.post(arguments[0])', intent);
async function stateWhere(what, condition) {
  let seen;
  try {
    await until(what, async () => condition((seen = await state())));
  } catch (error) {
    console.error(JSON.stringify({ ...seen, controls: undefined, presets: undefined }).slice(0, 1500));
    throw error;
  }
  return seen;
}
async function train(model, steps) {
  await post({ type: 'chapter', name: model });
  await stateWhere(`${model} is active`, ({ active }) => active === model);
  await post({ type: 'limit_speed', steps_per_second: 0 });
  const { models } = await state();
  const goal = models[model].steps + steps;
  await post({ type: 'step', count: steps });
  const trained = await stateWhere(`${steps} steps`, ({ models: now, playing }) => now[model].steps === goal && !playing);
  return trained.models[model];
}

test('the page opens: isolated, drawn, counted', async () => {
  assert.equal(await page.run('return window.crossOriginIsolated'), true);
  const first = await stateWhere('the names are counted', ({ models, trains_in }) => models.count.samples.length === 10 && trains_in === 'worker');
  assert.ok(first.controls['counting.heatmap'], 'the table is on the screen');
  assert.equal(await page.run("return document.getElementById('overlay').classList.contains('failed')"), false);
});

test('every network trains, and draws samples', async () => {
  for (const [model, steps, ...settings] of [
    ['neural', 40],
    ['mlp', 100],
    ['rnn', 40],
    ['gru', 40, ['hidden_size', '16']],
    ['lstm', 40, ['hidden_size', '16']],
    ['transformer', 40, ['layers', '1'], ['width', '16']],
  ]) {
    await post({ type: 'activate', model });
    for (const [key, value] of settings) await post({ type: 'set', key, value });
    const { loss: first } = await train(model, 1);
    const { loss } = await train(model, steps);
    assert.ok(loss < first, `${model}: ${loss}, at first ${first}`);
    await post({ type: 'generate', count: 3, seed: 5 });
    const { models } = await stateWhere('it has samples', ({ models: all }) => all[model].samples.length === 3);
    assert.ok(models[model].samples.some(({ text }) => text.length > 0));
  }
});

test('the keyboard: S trains a step, the digits open chapters', async () => {
  await post({ type: 'chapter', name: 'neural' });
  const { models } = await stateWhere('it is active', ({ active }) => active === 'neural');
  await page.run("document.getElementById('canvas').focus()");
  await page.press('s');
  await stateWhere('one more step', ({ models: now }) => now.neural.steps === models.neural.steps + 1);
  await page.press('2');
  await stateWhere('the second chapter', ({ chapter }) => chapter === 'counting');
});

test('a pasted text is opened', async () => {
  const { controls } = await stateWhere('the menu of texts is there', ({ controls: all }) => all.corpus);
  const { x, y, width, height } = controls.corpus;
  await page.click(x + width / 2, y + height / 2);
  const { controls: menu } = await stateWhere('the menu is open', ({ controls: all }) => all['corpus.paste']);
  const item = menu['corpus.paste'];
  await page.click(item.x + item.width / 2, item.y + item.height / 2);
  await until('the dialog is open', () => page.run("return document.getElementById('paste').open"));
  await page.type('#paste-text', `anna${enter}bela${enter}clara${enter}`.repeat(12));
  await page.run("document.getElementById('paste-open').click()");
  const opened = await stateWhere('it is open', ({ corpus }) => corpus.name === 'pasted text');
  assert.equal(opened.corpus.lines, 36);
});

test('a link opens with its settings, without a network too', async () => {
  assert.equal(await page.run('return babble.offline'), true);
  await server.close();
  server = null;
  const { origin } = new URL(await page.run('return location.href'));
  await open(`${origin}/?again#chapter=rnn&seed=5&rnn.hidden_size=16`);
  const linked = await stateWhere('the link is open', ({ active, models }) => active === 'rnn' && models.rnn.settings.hidden_size === 16);
  assert.equal(linked.models.rnn.settings.seed, 5);
  await stateWhere('the worker is there', ({ trains_in }) => trains_in === 'worker');
  const { steps } = await train('rnn', 20);
  assert.equal(steps, 20);
});

for (const allow of ['', 'cross-origin-isolated']) {
  test(`in a frame (allow="${allow}") it trains, and wheel and focus are the page's until a click`, async () => {
    server ??= await servePage();
    // A window of its own: WebKit goes on sending the wheel to the frame that was clicked last.
    await page.close();
    page = await launchWebKit();
    const host = await startHostPage(`${server.url}#chapter=neural`, { allow });
    try {
      await page.goto(host.url);
      const focused = () => page.run('return document.activeElement.tagName');
      const scrolled = () => page.run('return scrollY');
      await new Promise((done) => setTimeout(done, 3000)); // a look into the frame would give it the focus
      assert.equal(await focused(), 'BODY');
      await page.frame('iframe');
      await until('the lesson is ready', isReady);
      await stateWhere('the worker is there', ({ trains_in }) => trains_in === 'worker');
      await post({ type: 'step', count: 20 });
      await stateWhere('20 steps', ({ models }) => models.neural.steps === 20);
      await page.frame(null);
      await page.run('document.activeElement.blur(); window.focus()');
      await page.wheel(inside.x, inside.y, 40);
      await until('the wheel scrolls the page', async () => (await scrolled()) > 0);
      const before_click = await scrolled();
      await page.click(inside.x, inside.y);
      await until('the frame has the focus', async () => (await focused()) === 'IFRAME');
      await page.wheel(inside.x, inside.y, 40);
      await new Promise((done) => setTimeout(done, 300));
      assert.equal(await scrolled(), before_click, 'now it scrolls the lesson');
    } finally {
      await host.close();
    }
  });
}
