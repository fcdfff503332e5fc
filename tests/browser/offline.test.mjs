// The real program through the service worker: a host that cannot set headers, then no host at all.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launchBrowser, newPage, until } from './support/browser.mjs';
import { ready, site_folder, stateOf, stateWhere } from './support/program.mjs';
import { startStaticHost } from './support/static_host.mjs';

let browser;

before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
});

test('a plain static host gets threads, and the second visit needs no host', async () => {
  const host = await startStaticHost(site_folder);
  const page = await newPage(browser);
  await page.goto(host.url);
  await until('the worker has isolated the page', () => page.evaluate(() => crossOriginIsolated && babble.ready.then(() => true)));
  assert.equal((await stateOf(page)).threaded, true);
  assert.equal(await page.evaluate(() => babble.offline), true);
  await host.close();

  await page.goto(host.url);
  await ready(page);
  const state = await stateOf(page);
  assert.equal(state.threaded, true);
  assert.equal(state.models.count.samples.length, 10);
  await page.evaluate(() => babble.post({ type: 'chapter', name: 'neural' }));
  await page.evaluate(() => babble.post({ type: 'play' }));
  await stateWhere(page, 'it trains without a network', ({ models }) => models.neural.steps > 5);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});
