// One server of the built page and one Chromium for all tests of a file: what imports these gets both
// started before its first test and closed after its last.
import { after, before } from 'node:test';

import { launchBrowser } from './browser.mjs';
import { servePage } from './program.mjs';

export let browser;
export let server;

before(async () => {
  server = await servePage();
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await server?.close();
});
