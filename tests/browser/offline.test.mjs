// The service worker with the real program: on a host that cannot set headers, then offline.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launchBrowser, launchProfile, newPage, until } from './support/browser.mjs';
import { ready, site_folder, stateOf, stateWhere } from './support/program.mjs';
import { startStaticHost } from './support/static_host.mjs';

let browser;

before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
});

test('the page has threads on a plain static host, and the second visit works offline', async () => {
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

/** Width and height in the header of a PNG. */
const sizeOf = (png) => [png.readUInt32BE(16), png.readUInt32BE(20)];

test('can be installed as an app', async () => {
  const host = await startStaticHost(site_folder);
  const profile = await mkdtemp(path.join(tmpdir(), 'babble-profile-'));
  const window = await launchProfile(profile); // a private window cannot install apps
  try {
    const page = await window.newPage();
    await page.goto(host.url);
    await until('the worker has isolated the page', () => page.evaluate(() => crossOriginIsolated && babble.ready.then(() => true)));
    assert.equal(await page.evaluate(() => babble.offline), true);

    const devtools = await window.newCDPSession(page);
    const { data, errors } = await devtools.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    const manifest = JSON.parse(data);
    for (const [size, purpose] of [[192, 'any'], [512, 'any'], [512, 'maskable']]) {
      const icon = manifest.icons.find((each) => each.sizes === `${size}x${size}` && each.purpose === purpose);
      assert.ok(icon, `an icon of ${size} pixels for ${purpose}`);
      const answer = await page.request.get(host.url + icon.src);
      assert.equal(answer.headers()['content-type'], 'image/png');
      assert.deepEqual(sizeOf(await answer.body()), [size, size]);
    }
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    assert.deepEqual(installabilityErrors, []);
  } finally {
    await window.close();
    await host.close();
    await rm(profile, { recursive: true, force: true });
  }
});
