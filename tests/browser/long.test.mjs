// A short version of long.mjs: each event of a tab occurs once.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chromium } from 'playwright-core';

import { launchServer, newPage } from './support/browser.mjs';
import { longVisit } from './support/long.mjs';
import { servePage } from './support/program.mjs';

test('training continues through tab changes, sleep, resizing, zoom and a lost context, and memory is stable', async () => {
  const site = await servePage();
  const program = await launchServer();
  const browser = await chromium.connect(program.wsEndpoint());
  try {
    const page = await newPage(browser);
    const rows = await longVisit(page, program.process().pid, site.url, 30);
    assert.equal(new Set(rows.map(({ happened }) => happened)).size, 7);
  } finally {
    await browser.close();
    await program.close();
    await site.close();
  }
});
