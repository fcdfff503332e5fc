// The content security policy, and the hosts of all requests.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';

import { newPage, until } from './support/browser.mjs';
import { ready, site_folder, stateWhere } from './support/program.mjs';
import { browser, server } from './support/served.mjs';

test('the policy allows only the files of the site and compiling WebAssembly', async () => {
  const html = await readFile(path.join(site_folder, 'index.html'), 'utf8');
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1];
  assert.ok(policy, 'the page has a policy');
  const rules = Object.fromEntries(policy.split(';').map((rule) => {
    const [name, ...sources] = rule.trim().split(/\s+/);
    return [name, sources];
  }));
  assert.deepEqual(rules['default-src'], ["'none'"]);
  assert.deepEqual(rules['base-uri'], ["'none'"]);
  assert.deepEqual(rules['form-action'], ["'none'"]);
  assert.deepEqual([...rules['script-src']].sort(), ["'self'", "'wasm-unsafe-eval'"]);
  // Users can open texts from https addresses and from this machine.
  const own = ["'self'", 'https:', 'http://localhost:*', 'http://127.0.0.1:*'];
  assert.deepEqual(rules['connect-src'], own);
  delete rules['connect-src'];
  for (const [name, sources] of Object.entries(rules)) {
    for (const source of sources) {
      assert.ok(["'none'", "'self'", "'wasm-unsafe-eval'", 'data:', 'blob:'].includes(source), `${name} ${source}`);
    }
    if (!/^(img|worker|child)-src$/.test(name)) assert.ok(!sources.includes('data:') && !sources.includes('blob:'), name);
  }
});

test('every request goes to the host of the page while texts are opened, trained and saved', async () => {
  const page = await newPage(browser);
  const hosts = new Set();
  page.context().on('request', (request) => hosts.add(new URL(request.url()).origin));
  page.on('websocket', (socket) => hosts.add(socket.url()));
  await page.goto(server.url);
  await ready(page);
  const post = (intent) => page.evaluate((one) => babble.post(one), intent);
  // A text that looks like HTML and scripts is only a text.
  const text = '<script src="http://example.invalid/x.js"></script><img src=http://example.invalid/i.png>\njavascript:alert(1)\n'.repeat(20);
  await post({ type: 'open_bytes', name: '<img src=http://example.invalid/n.png onerror=alert(1)>', text });
  await stateWhere(page, 'it is open', ({ corpus }) => corpus.name.startsWith('<img'));
  for (const chapter of ['counting', 'neural', 'rnn', 'compare', 'data']) {
    await post({ type: 'chapter', name: chapter });
    await stateWhere(page, `${chapter} is shown`, (state) => state.chapter === chapter);
  }
  await post({ type: 'chapter', name: 'neural' });
  await stateWhere(page, 'the neural bigram is active', (state) => state.active === 'neural');
  await post({ type: 'step', count: 20 });
  await stateWhere(page, 'it trains', ({ models }) => models.neural.steps >= 20);
  const coming = page.waitForEvent('download');
  await post({ type: 'save_checkpoint' });
  await coming;
  await until('the status was said', () => page.evaluate(() => document.querySelector('#status-text').textContent.length > 20));
  assert.equal(await page.evaluate(() => document.querySelectorAll('#status img, #status script, #notice img').length), 0);
  const own = new URL(server.url).origin;
  assert.deepEqual([...hosts].filter((origin) => origin !== own && !origin.startsWith('null')), []);
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

test('the policy blocks inline scripts, images and requests to other hosts', async () => {
  const page = await newPage(browser);
  await page.goto(server.url);
  await ready(page);
  const outcome = await page.evaluate(async () => {
    const violations = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.was_run = true';
    document.head.append(script);
    const image = new Image();
    image.src = 'http://example.invalid/i.png';
    document.body.append(image);
    const fetched = await fetch('http://example.invalid/').then(() => true, () => false);
    // In a timer, since code that the developer tools call may evaluate strings.
    const evaluated = await new Promise((done) =>
      setTimeout(() => {
        try {
          done((0, eval)('true'));
        } catch {
          done(false);
        }
      }));
    for (let i = 0; i < 100 && violations.length < 4; ++i) await new Promise((done) => setTimeout(done, 20));
    return { violations: violations.sort(), fetched, evaluated, was_run: window.was_run ?? false };
  });
  assert.deepEqual(outcome, {
    violations: ['connect-src', 'img-src', 'script-src', 'script-src-elem'],
    fetched: false,
    evaluated: false,
    was_run: false,
  });
  await page.context().close();
});
