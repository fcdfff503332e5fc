// A lesson in a frame of another site's page: works with and without permission to be isolated, and
// leaves focus and wheel to that page until it is clicked.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newPage, until } from './support/browser.mjs';
import { inside, startHostPage } from './support/host_page.mjs';
import { browser, server } from './support/served.mjs';

const allow = 'cross-origin-isolated; clipboard-write';

for (const [options, place] of [
  [{}, 'worker'],
  [{ allow }, 'worker'],
  [{ isolated: true }, 'worker'],
  [{ isolated: true, allow }, 'thread'],
]) {
  const name = `${options.isolated ? 'isolated' : 'plain'} page, ${options.allow ? 'with' : 'without'} allow`;
  test(`in a frame (${name}) it trains in a ${place}, and wheel and focus are the page's until a click`, async () => {
    const host = await startHostPage(`${server.url}#chapter=neural&hide=corpus,share`, options);
    const page = await newPage(browser);
    try {
      await page.goto(host.url);
      const frame = await until('the frame is there', () => page.frames()[1]);
      await until('the lesson is ready', () => frame.evaluate(() => window.babble?.ready.then(() => true)));
      await until(`it trains in a ${place}`, async () => (await frame.evaluate(() => babble.state().trains_in)) === place);
      await frame.evaluate(() => babble.post({ type: 'step', count: 20 }));
      await until('20 steps', async () => (await frame.evaluate(() => babble.state().models.neural.steps)) === 20);

      const focused = () => page.evaluate(() => document.activeElement.tagName);
      const scrolled = () => page.evaluate(() => scrollY);
      assert.equal(await focused(), 'BODY');
      await page.mouse.move(inside.x, inside.y);
      await page.mouse.wheel(0, 40);
      await until('the wheel scrolls the page', async () => (await scrolled()) === 40);
      await page.mouse.click(inside.x, inside.y, { delay: 60 });
      await until('the frame has the focus', async () => (await focused()) === 'IFRAME');
      await until('the canvas has it', () => frame.evaluate(() => document.hasFocus() && document.activeElement.id === 'canvas'));
      await page.mouse.wheel(0, 40);
      await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
      assert.equal(await scrolled(), 40, 'now it scrolls the lesson');
      assert.deepEqual(page.problems, []);
    } finally {
      await page.context().close();
      await host.close();
    }
  });
}
