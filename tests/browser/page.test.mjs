// What the page does for the program, with a fake program that records its calls: files, clipboard,
// keyboard, size, status.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';

import { launchBrowser, newPage, repository, until } from './support/browser.mjs';
import { makeFakeSite } from './support/fake_site.mjs';
import { isolating_headers, startStaticHost } from './support/static_host.mjs';

let browser, site, host, folder;

before(async () => {
  browser = await launchBrowser();
  site = await makeFakeSite();
  host = await startStaticHost(site.folder, { headers: isolating_headers });
  folder = await mkdtemp(path.join(tmpdir(), 'babble-files-'));
});

after(async () => {
  await browser?.close();
  await host?.close();
  await site?.remove();
  if (folder) await rm(folder, { recursive: true });
});

/** Runs `body` with a page that is ready. The page must not report errors. */
async function withPage(body, { query = '', ...options } = {}) {
  const page = await newPage(browser, options);
  try {
    await page.goto(host.url + query);
    await page.evaluate(() => babble.ready.then(() => true));
    await page.locator('#overlay').waitFor({ state: 'hidden' });
    await body(page);
    assert.deepEqual(page.problems, []);
  } finally {
    await page.context().close();
  }
}

const calls = (page, name) =>
  page.evaluate((wanted) => fake.calls.filter((call) => call[0] === wanted), name);
const notice = async (page) => {
  await page.locator('#notice').waitFor();
  return await page.locator('#notice-text').innerText();
};

/** Drags something over the page and drops it, as the browser reports it. */
async function drop(page, make) {
  const transfer = await page.evaluateHandle(make);
  for (const type of ['dragenter', 'dragover']) await page.dispatchEvent('#canvas', type, { dataTransfer: transfer });
  assert.ok(await page.locator('#drop-hint').isVisible(), 'a hint is visible');
  await page.dispatchEvent('#canvas', 'drop', { dataTransfer: transfer });
  assert.ok(await page.locator('#drop-hint').isHidden());
}

test('a picked file arrives byte by byte, and the same file can be picked again', () =>
  withPage(async (page) => {
    const file = path.join(folder, 'été.txt');
    for (const content of ['zoë\r\nñandú', 'changed']) {
      await writeFile(file, content);
      const chooser = page.waitForEvent('filechooser');
      await page.evaluate(() => fake.hooks.openFile());
      await (await chooser).setFiles(file);
      await until('it is open', async () => (await calls(page, 'open')).some((call) => call[2] === content));
    }
    assert.deepEqual(await calls(page, 'open'), [['open', 'été.txt', 'zoë\r\nñandú'], ['open', 'été.txt', 'changed']]);
  }));

test('a dropped file is opened; of several files only the first, with a notice', () =>
  withPage(async (page) => {
    await drop(page, () => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['ada\nbob\n'], 'two.txt', { type: 'text/plain' }));
      transfer.items.add(new File(['x'], 'other.txt'));
      return transfer;
    });
    await until('it is open', async () => (await calls(page, 'open')).length > 0);
    assert.deepEqual(await calls(page, 'open'), [['open', 'two.txt', 'ada\nbob\n']]);
    assert.match(await notice(page), /Only two\.txt was opened/);
  }));

test('dropped text goes through the dialog', () =>
  withPage(async (page) => {
    await drop(page, () => {
      const transfer = new DataTransfer();
      transfer.setData('text/plain', 'dragged words');
      return transfer;
    });
    assert.equal(await page.locator('#paste-text').inputValue(), 'dragged words');
    await page.locator('#paste-cancel').click();
    assert.deepEqual(await calls(page, 'open'), []);
  }));

test('a page that keeps its text takes neither a dropped file nor dropped text', () =>
  withPage(async (page) => {
    await page.evaluate(() => (fake.takes_texts = 0));
    await drop(page, () => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['ada'], 'one.txt', { type: 'text/plain' }));
      return transfer;
    });
    await drop(page, () => {
      const transfer = new DataTransfer();
      transfer.setData('text/plain', 'dragged words');
      return transfer;
    });
    assert.ok(await page.locator('#paste').isHidden());
    assert.deepEqual(await calls(page, 'open'), []);
  }));

test('an error of the program is shown and can be closed', () =>
  withPage(async (page) => {
    await page.evaluate(() => (fake.open_error = 'empty.txt is empty.'));
    await drop(page, () => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([''], 'empty.txt'));
      return transfer;
    });
    assert.equal(await notice(page), 'empty.txt is empty.');
    await page.locator('#notice-close').click();
    assert.ok(await page.locator('#notice').isHidden());
  }));

test('a file beyond the limit of the core is not read', () =>
  withPage(async (page) => {
    await drop(page, () => {
      const transfer = new DataTransfer();
      const file = new File(['x'], 'huge.txt');
      Object.defineProperty(File.prototype, 'size', { get: () => 257 * (1 << 20) });
      transfer.items.add(file);
      return transfer;
    });
    assert.match(await notice(page), /huge\.txt has 257 MB; Babble opens files of up to 256 MB/);
    assert.deepEqual(await calls(page, 'open'), []);
    const limits = await readFile(path.join(repository, 'src/core/base/limits.h'), 'utf8');
    assert.match(limits, /max_corpus_bytes = 256ull << 20;/);
  }));

test('the paste dialog counts and opens a text; without a text it opens nothing; Escape closes it', () =>
  withPage(async (page) => {
    await page.evaluate(() => fake.hooks.openPaste());
    assert.ok(await page.locator('#paste-open').isDisabled());
    await page.keyboard.type('äb\nc');
    assert.equal(await page.locator('#paste-count').innerText(), '4 characters, 2 lines');
    await page.locator('#paste-open').click();
    assert.deepEqual(await calls(page, 'open'), [['open', 'pasted text', 'äb\nc']]);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'canvas');
    await page.evaluate(() => fake.hooks.openPaste());
    assert.equal(await page.locator('#paste-text').inputValue(), '');
    await page.keyboard.press('Escape');
    assert.ok(await page.locator('#paste').isHidden());
    assert.equal((await calls(page, 'open')).length, 1);
  }));

test('Ctrl-V opens the paste dialog, or pastes into the text field with the focus', () =>
  withPage(
    async (page) => {
      await page.evaluate(() => navigator.clipboard.writeText('one\ntwo'));
      await page.keyboard.press('Control+v');
      await page.locator('#paste').waitFor();
      assert.equal(await page.locator('#paste-text').inputValue(), 'one\ntwo');
      await page.keyboard.press('Escape');
      await page.evaluate(() => (fake.wants_text = 1));
      await page.keyboard.press('Control+v');
      await until('it is typed', async () => (await calls(page, 'text')).length > 0);
      assert.deepEqual(await calls(page, 'text'), [['text', 'one\ntwo']]);
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  ));

test('copy reaches the clipboard', () =>
  withPage(
    async (page) => {
      await page.evaluate(() => fake.hooks.copy('emma\nolivia'));
      const copied = await until('it is there', () => page.evaluate(() => navigator.clipboard.readText()));
      assert.equal(copied, 'emma\nolivia');
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  ));

test('a download has its name and its bytes', () =>
  withPage(async (page) => {
    const coming = page.waitForEvent('download');
    await page.evaluate(() => fake.hooks.download('samples.txt', 'text/plain', fake.write('mor.\naxx.'), 9));
    const download = await coming;
    assert.equal(download.suggestedFilename(), 'samples.txt');
    assert.equal(await readFile(await download.path(), 'utf8'), 'mor.\naxx.');
  }));

test('keys: the program gets its own, the browser keeps its shortcuts, Tab leaves', () =>
  withPage(async (page) => {
    await page.evaluate(() => {
      window.seen = [];
      const canvas = document.querySelector('#canvas');
      canvas.addEventListener('keydown', (event) => seen.push(event.key));
      window.send = (key, more = {}) =>
        canvas.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
      const control = { ctrlKey: true };
      for (const key of [' ', 's', 'r', '1', '?', 'Enter', 'Backspace', 'ArrowLeft', 'Control']) send(key);
      for (const key of ['a', 'c', 'X', 'z', 'ArrowLeft']) send(key, control);
      for (const key of ['F5', 'F11', 'F12', 'Tab']) send(key);
      for (const key of ['t', 'w', 'r', 'R', 'l', 'n', 'v', 'f', 'p', '+', '0', 'PageDown']) send(key, control);
      send('t', { metaKey: true });
      send('ArrowLeft', { altKey: true });
      send('@', { ctrlKey: true, altKey: true, modifierAltGraph: true });
    });
    assert.deepEqual(await page.evaluate(() => seen), [
      ...[' ', 's', 'r', '1', '?', 'Enter', 'Backspace', 'ArrowLeft', 'Control'],
      ...['a', 'c', 'X', 'z', 'ArrowLeft'],
      '@',
    ]);
    await page.keyboard.press('Tab');
    assert.notEqual(await page.evaluate(() => document.activeElement.id), 'canvas');
  }));

test('a held modifier is released when the focus leaves', () =>
  withPage(async (page) => {
    await page.evaluate(() => {
      window.released = [];
      document.querySelector('#canvas').addEventListener('keyup', (event) => released.push(event.code));
    });
    await page.keyboard.down('Control');
    await page.evaluate(() => fake.hooks.openPaste());
    assert.ok((await page.evaluate(() => released)).includes('ControlLeft'));
  }));

test('size, ratio and colour scheme are reported at the start and when they change', () =>
  withPage(
    async (page) => {
      assert.deepEqual((await calls(page, 'resize'))[0], ['resize', 1280, 800, 2]);
      assert.deepEqual(await calls(page, 'color_scheme'), [['color_scheme', 1]]);
      await page.setViewportSize({ width: 640, height: 480 });
      await until('the size is reported', async () => (await calls(page, 'resize')).at(-1)[1] === 640);
      await page.emulateMedia({ colorScheme: 'light' });
      await until('the scheme is reported', async () => (await calls(page, 'color_scheme')).at(-1)[1] === 0);
      const session = await page.context().newCDPSession(page);
      const metrics = { width: 427, height: 320, deviceScaleFactor: 3, mobile: false }; // as zooming in does
      await session.send('Emulation.setDeviceMetricsOverride', metrics);
      await until('the ratio is reported', async () => (await calls(page, 'resize')).at(-1)[3] === 3);
    },
    { colorScheme: 'dark', deviceScaleFactor: 2 },
  ));

test('a lost graphics context is reported to the program and to the user', () =>
  withPage(async (page) => {
    const kept = await page.evaluate(() => {
      const event = new Event('webglcontextlost', { cancelable: true });
      document.querySelector('#canvas').dispatchEvent(event);
      return event.defaultPrevented;
    });
    assert.ok(kept, 'so that the browser restores the context');
    assert.match(await notice(page), /Training continues/);
    await page.evaluate(() => document.querySelector('#canvas').dispatchEvent(new Event('webglcontextrestored')));
    assert.deepEqual(await calls(page, 'context'), [['context', 1], ['context', 0]]);
  }));

test('the status is announced at intervals', () =>
  withPage(async (page) => {
    const spoken = () => page.locator('#status-text').innerText();
    await page.evaluate(() => fake.hooks.status('Neural bigram, step 1'));
    await until('it is announced', async () => (await spoken()) === 'Neural bigram, step 1');
    await page.evaluate(() => {
      fake.hooks.status('Neural bigram, step 2');
      fake.hooks.status('Neural bigram, step 3');
    });
    assert.equal(await spoken(), 'Neural bigram, step 1');
    await until('the last one is announced', async () => (await spoken()) === 'Neural bigram, step 3');
  }));

test('where no worker starts, the program trains in frames', () =>
  withPage(
    async (page) => {
      await until('the page has given the worker up', async () => (await calls(page, 'worker')).length === 2);
      assert.deepEqual(await calls(page, 'worker'), [['worker', 0], ['worker', 2]]);
    },
    { query: '?threads=0' },
  ));

test('the program is told whether the page is visible', () =>
  withPage(async (page) => {
    for (const value of [true, false])
      await page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, value);
    assert.deepEqual(await calls(page, 'visible'), [['visible', 0], ['visible', 1]]);
  }));

test('on a phone the hidden input receives the keys and forwards them', () =>
  withPage(
    async (page) => {
      await page.evaluate(() => fake.hooks.textFocus(true, 20, 30));
      assert.equal(await page.evaluate(() => document.activeElement.id), 'phone-input');
      await page.keyboard.type('zoë');
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Enter');
      const handed_on = await page.evaluate(() => fake.calls.filter(([name]) => name === 'text' || name === 'key'));
      assert.deepEqual(handed_on, [['text', 'z'], ['text', 'o'], ['text', 'ë'], ['key', 'Backspace'], ['key', 'Enter']]);
      await page.evaluate(() => fake.hooks.textFocus(false, 0, 0));
      assert.equal(await page.evaluate(() => document.activeElement.id), 'canvas');
    },
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  ));

test('the page has names, headings and a skip link for screen readers', () =>
  withPage(async (page) => {
    assert.equal(await page.locator('h1').count(), 1);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    assert.ok((await page.title()).includes('Babble'));
    assert.ok(await page.locator('meta[name=description]').getAttribute('content'));
    await page.evaluate(() => document.querySelector('.skip-link').focus());
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'status');
    const manifest = await (await page.request.get(`${host.url}manifest.webmanifest`)).json();
    for (const icon of manifest.icons) assert.equal((await page.request.get(host.url + icon.src)).status(), 200);
  }));
