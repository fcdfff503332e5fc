// The page with a fake program: loading, errors, isolation and visits offline.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import { launchBrowser, newPage, until } from './support/browser.mjs';
import { makeFakeSite } from './support/fake_site.mjs';
import { isolating_headers, startStaticHost } from './support/static_host.mjs';

let browser, site, host, plain_host;

before(async () => {
  browser = await launchBrowser();
  site = await makeFakeSite();
  host = await startStaticHost(site.folder, { headers: isolating_headers });
  plain_host = await startStaticHost(site.folder);
});

after(async () => {
  await browser?.close();
  await host?.close();
  await plain_host?.close();
  await site?.remove();
});

beforeEach(() => {
  for (const each of [host, plain_host]) Object.assign(each, { rules: {}, requests: [] });
});

/** Opens the page and waits until it is ready or has failed; leaves the context to the caller. */
async function open(address, { context, before: prepare, ...options } = {}) {
  const page = context ? await context.newPage() : await newPage(browser, options);
  if (prepare) await page.addInitScript(prepare);
  await page.goto(address);
  return page;
}

const isReady = (page) => page.evaluate(() => window.babble?.ready.then(() => true));
const overlayText = (page) => page.evaluate(() => document.querySelector('#overlay').innerText);

async function failure(page) {
  await page.locator('#overlay.failed').waitFor();
  assert.ok(await page.locator('#overlay').isVisible());
  assert.ok(await page.locator('#overlay-retry').isVisible(), 'a failed page offers another try');
  assert.match(await page.evaluate(() => window.babble.ready.then(() => '', (error) => error.message)), /./);
  const text = await overlayText(page);
  await page.context().close();
  return text;
}

test('the progress bar follows the download and disappears', async () => {
  host.rules['threaded-relaxed/babble.wasm'] = { pause_ms: 60 };
  const page = await newPage(browser);
  await page.goto(host.url, { waitUntil: 'commit' });
  await page.locator('#overlay-progress').waitFor();
  const seen = new Set();
  await until('the bar has moved to its end', async () => {
    seen.add(await page.evaluate(() => document.querySelector('#overlay-progress').getAttribute('value')));
    return seen.has('1');
  }, { pause: 20 });
  const values = [...seen].filter((value) => value !== null).map(Number);
  assert.ok(values.length >= 3, `the bar moved in steps: ${values}`);
  assert.deepEqual(values, [...values].sort((a, b) => a - b), 'it never decreases');
  assert.match(await page.evaluate(() => document.querySelector('.product').textContent), /Babble/);
  await isReady(page);
  await page.locator('#overlay').waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement.id), 'canvas');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('an isolated page loads the threaded program, with ?threads=0 the other', async () => {
  const page = await open(host.url);
  await isReady(page);
  assert.equal(await page.evaluate(() => babble.state().threaded), true);
  assert.equal(await page.evaluate(() => babble.state().build_id), 'build-1');
  await page.goto(`${host.url}?threads=0`);
  await isReady(page);
  assert.equal(await page.evaluate(() => babble.state().threaded), false);
  await page.context().close();
});

test('post sends intents and throws errors; bench returns results', async () => {
  const page = await open(host.url);
  await isReady(page);
  await page.evaluate(() => babble.post({ type: 'play' }));
  assert.deepEqual(await page.evaluate(() => fake.calls.at(-1)), ['post', { type: 'play' }]);
  await assert.rejects(() => page.evaluate(() => babble.post({ type: 'nonsense' })), /There is no intent/);
  const folder = async (options) => {
    const result = await page.evaluate((given) => babble.bench(given), options);
    assert.equal(result.name, 'babble_bench');
    assert.deepEqual(result.options, options);
    return new URL(result.at).pathname;
  };
  assert.equal(await folder({ hidden: 64 }), '/threaded-relaxed/x');
  assert.equal(await folder({ simd: 'plain' }), '/threaded/x');
  assert.equal(await folder({ simd: 'relaxed' }), '/threaded-relaxed/x');
  await page.context().close();
});

test('a browser with relaxed SIMD loads the relaxed program, with ?simd=plain the other', async () => {
  const script = (page) => page.evaluate(() => new URL(babble.state().script).pathname);
  const page = await open(host.url);
  await isReady(page);
  assert.equal(await script(page), '/threaded-relaxed/babble.js');
  for (const [query, expected] of [
    ['?simd=plain', 'threaded'],
    ['?simd=plain&threads=0', 'unthreaded'],
    ['?threads=0', 'unthreaded-relaxed'],
  ]) {
    await page.goto(host.url + query);
    await isReady(page);
    assert.equal(await script(page), `/${expected}/babble.js`);
  }
  await page.context().close();

  // Imitate a browser without relaxed SIMD, in which the module with the relaxed instruction is invalid.
  const own_host = await startStaticHost(site.folder, { headers: isolating_headers });
  const older = await open(own_host.url, {
    before: () => {
      const { validate } = WebAssembly;
      WebAssembly.validate = (bytes) => ![...bytes].some((byte, i) => byte === 0xfd && bytes[i + 1] === 0x85) && validate(bytes);
    },
  });
  await isReady(older);
  assert.equal(await script(older), '/threaded/babble.js');
  assert.ok(!own_host.requests.some((file) => file.includes('relaxed/')), 'nothing of the other program is loaded');
  await assert.rejects(() => older.evaluate(() => babble.bench({ simd: 'relaxed' })), /no relaxed SIMD/);
  await older.context().close();
  await own_host.close();
});

test('without WebGL 2, SIMD or WebAssembly there is an error, and nothing large is loaded', async () => {
  const missing = [
    [
      /WebGL 2/,
      () => {
        const { getContext } = HTMLCanvasElement.prototype;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
          return kind === 'webgl2' ? null : getContext.call(this, kind, ...rest);
        };
      },
    ],
    [/WebAssembly SIMD/, () => (WebAssembly.validate = () => false)],
    [/needs WebAssembly,/, () => delete globalThis.WebAssembly],
  ];
  // A new host, so that no service worker of another test fetches from it.
  const own_host = await startStaticHost(site.folder, { headers: isolating_headers });
  for (const [sentence, prepare] of missing) {
    const text = await failure(await open(own_host.url, { before: prepare }));
    assert.match(text, sentence);
    assert.match(text, /browser/, 'it says what to do');
  }
  assert.ok(!own_host.requests.some((file) => file.endsWith('.wasm')));
  await own_host.close();
});

test('a file that does not load is named, with advice', async () => {
  const cases = [
    [{ 'build.json': { status: 404 } }, /404 for build\.json/],
    [{ 'threaded-relaxed/babble.wasm': { status: 503 } }, /503 for babble\.wasm/],
    [{ 'threaded-relaxed/babble.js': { status: 404 } }, /babble\.js is not available/],
    [{ 'threaded-relaxed/babble.wasm': { bytes: Buffer.from('no wasm at all') } }, /incomplete or damaged/],
  ];
  for (const [rules, sentence] of cases) {
    host.rules = rules;
    const text = await failure(await open(host.url));
    assert.match(text, sentence);
    assert.match(text, /try again/i);
  }
});

test('a program that stops later is reported once', async () => {
  const page = await open(host.url);
  await isReady(page);
  await page.evaluate(() => {
    fake.stop('memory access out of bounds');
    fake.stop('a second error');
  });
  await page.locator('#overlay.failed').waitFor();
  const text = await overlayText(page);
  assert.match(text, /Babble has stopped: memory access out of bounds/);
  assert.doesNotMatch(text, /second/);
  await page.context().close();
});

test('the service worker isolates the page on a host without headers, with one reload', async () => {
  const page = await newPage(browser);
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.goto(plain_host.url);
  await until('the page is isolated', () => page.evaluate(() => crossOriginIsolated && babble.ready.then(() => true)));
  assert.equal(await page.evaluate(() => babble.state().threaded), true);
  assert.equal(loads, 2);
  assert.ok(!plain_host.requests.some((file) => /^unthreaded.*wasm/.test(file)), 'the other program is not loaded');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('?isolation=0 disables isolation, even if the service worker is already installed', async () => {
  const page = await open(`${plain_host.url}?isolation=0`);
  await isReady(page);
  assert.equal(await page.evaluate(() => babble.state().threaded), false);
  assert.equal(await page.evaluate(() => babble.offline), true);
  await page.reload();
  await isReady(page);
  assert.equal(await page.evaluate(() => crossOriginIsolated), false);
  await page.context().close();
});

test('the page does not reload forever if isolation is impossible', async () => {
  plain_host.rules['sw.js'] = { status: 404 };
  const page = await newPage(browser);
  let loads = 0;
  page.on('load', () => (loads += 1));
  await page.goto(plain_host.url);
  await isReady(page);
  assert.equal(await page.evaluate(() => babble.state().threaded), false);
  assert.equal(await page.evaluate(() => babble.offline), false);
  assert.equal(loads, 1);
  await page.context().close();
});

for (const threaded of [true, false]) {
  test(`a second visit works offline (${threaded ? 'threaded' : 'unthreaded'})`, async () => {
    const own_host = await startStaticHost(site.folder, { headers: threaded ? isolating_headers : {} });
    const page = await open(`${own_host.url}${threaded ? '' : '?isolation=0'}`);
    await isReady(page);
    assert.equal(await page.evaluate(() => babble.offline), true);
    await own_host.close();
    await page.goto(`${own_host.url}?isolation=${threaded ? 1 : 0}&seed=5`);
    await isReady(page);
    assert.equal(await page.evaluate(() => babble.state().threaded), threaded);
    assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('#canvas')).position), 'fixed');
    await page.context().close();
  });
}

test('the next visit loads a new build and deletes the old one', async () => {
  const own_site = await makeFakeSite({ id: 'build-1' });
  const own_host = await startStaticHost(own_site.folder, { headers: isolating_headers });
  const page = await open(own_host.url);
  await isReady(page);
  await page.evaluate(() => babble.offline);
  const { sizes } = JSON.parse(readFileSync(path.join(own_site.folder, 'build.json')));
  own_host.rules['build.json'] = { bytes: Buffer.from(JSON.stringify({ id: 'build-2', sizes })) };
  await page.reload();
  await isReady(page);
  assert.equal(await page.evaluate(() => babble.state().build_id), 'build-2');
  assert.equal(await page.evaluate(() => babble.offline), true);
  const kept = await page.evaluate(async () => {
    const cache = await caches.open('babble-site');
    return (await cache.keys()).map((request) => request.url).filter((url) => url.includes('?b='));
  });
  assert.ok(kept.length >= 3);
  assert.deepEqual(kept.filter((url) => !url.endsWith('?b=build-2')), []);
  await page.context().close();
  await own_host.close();
  await own_site.remove();
});

test('no script or style is inline, and the policy forbids them', async () => {
  const page = await open(host.url);
  await isReady(page);
  const inline = await page.evaluate(() => ({
    scripts: [...document.scripts].filter((script) => !script.src).length,
    styles: document.querySelectorAll('style').length,
    handlers: [...document.querySelectorAll('*')].filter((element) =>
      element.getAttributeNames().some((name) => name.startsWith('on') || (name === 'style' && element.id === ''))).length,
  }));
  assert.deepEqual(inline, { scripts: 0, styles: 0, handlers: 0 });
  const blocked = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.was_run = true';
    document.head.append(script);
    return window.was_run === undefined;
  });
  assert.ok(blocked);
  await page.context().close();
});
