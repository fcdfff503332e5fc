// One server of the built page and one Chromium for all tests of a file. Importing this module starts
// both before the first test and closes them after the last.
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
