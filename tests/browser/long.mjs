// node tests/browser/long.mjs [MINUTES]: trains in Chromium for an hour while the events of a tab occur.
// Needs a built page (tests/run browser or web/serve) and playwright-core in tests/browser.
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
  console.log(`${steps} steps in ${seconds} s: nothing is lost, memory and frame times are stable`);
} finally {
  await browser.close();
  await program.close();
  await site.close();
}
