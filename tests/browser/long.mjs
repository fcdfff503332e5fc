// node tests/browser/long.mjs [MINUTES]: an hour of training in Chromium, with all that may happen to a
// tab on the way. Needs a built page (tests/run browser or web/serve) and playwright-core beside it.
import { chromium } from 'playwright-core';

import { launchServer, newPage } from './support/browser.mjs';
import { longVisit } from './support/long.mjs';
import { servePage } from './support/program.mjs';

const minutes = Number(process.argv[2] ?? 60);
if (!(minutes > 0)) {
  console.error('usage: node tests/browser/long.mjs [MINUTES]');
  process.exit(2);
}
const site = await servePage();
const program = await launchServer();
const browser = await chromium.connect(program.wsEndpoint());
try {
  const page = await newPage(browser);
  const rows = await longVisit(page, program.process().pid, site.url, minutes * 60, (row) => console.log(JSON.stringify(row)));
  const { steps, seconds } = rows.at(-1);
  console.log(`${steps} steps in ${seconds} s: nothing lost, memory and frames flat`);
} finally {
  await browser.close();
  await program.close();
  await site.close();
}
