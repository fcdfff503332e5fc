// The size of everything that the first visit loads.
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { launchBrowser, newPage } from './support/browser.mjs';
import { ready, servePage, site_folder } from './support/program.mjs';
import { transferOf } from './support/transfer.mjs';

const most_bytes = 800_000;

test('the first visit loads at most 800 kB', async (t) => {
  const server = await servePage();
  const browser = await launchBrowser();
  try {
    for (const query of ['', '?simd=plain', '?threads=0']) {
      const page = await newPage(browser);
      await page.goto(server.url + query);
      await ready(page);
      const { bytes, files } = await transferOf(page);
      const wasm = files.find((file) => file.name.endsWith('.wasm'));
      assert.ok(wasm.bytes > 100_000 && wasm.bytes < wasm.size / 2, `the program is compressed: ${wasm.bytes} of ${wasm.size}`);

      let gzipped = 0;
      for (const { name, bytes: sent } of files) {
        const file = path.join(site_folder, name === '/' ? 'index.html' : name);
        gzipped += (await stat(`${file}.gz`).catch(() => ({ size: sent }))).size;
      }
      t.diagnostic(`${wasm.name}: ${files.length} files, ${bytes} bytes with brotli, ${gzipped} with gzip`);
      assert.ok(bytes <= most_bytes, `${bytes} bytes with brotli`);
      await page.context().close();
    }
  } finally {
    await browser.close();
    await server.close();
  }
});
