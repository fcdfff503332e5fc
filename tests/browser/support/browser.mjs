// Starts Chromium with software rendering, without sandbox and background requests.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

const chromium_flags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** Timeout of every wait. Software rendering is slow on a busy machine. */
export const timeout_ms = 120_000;

const launch_options = {
  executablePath: process.env.BABBLE_CHROMIUM ?? '/usr/bin/chromium',
  args: chromium_flags,
};

export async function launchBrowser() {
  return await chromium.launch(launch_options);
}

/** Starts Chromium as a server for chromium.connect(). */
export async function launchServer() {
  return await chromium.launchServer({ ...launch_options, host: '127.0.0.1' });
}

/**
 * A browser with its storage in a folder, which another browser can use later. Unlike launchBrowser()
 * it has no private window.
 */
export async function launchProfile(folder) {
  return await chromium.launchPersistentContext(folder, { ...launch_options, viewport: { width: 1280, height: 800 } });
}

/** A page in a new context. `page.problems` collects errors of the console and of scripts. */
export async function newPage(browser, options = {}) {
  const { first_visit, ...context_options } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context_options });
  // Otherwise the prompt of the tour would cover controls in every test.
  if (!first_visit) {
    await context.addInitScript(() => {
      try {
        if (location.protocol.startsWith('http')) localStorage.setItem('babble-tour-offered', '1');
      } catch {
        // Storage is blocked in a frame of another site.
      }
    });
  }
  return await pageOf(context);
}

/** Another page in a context. */
export async function pageOf(context) {
  const page = await context.newPage();
  page.setDefaultTimeout(timeout_ms);
  page.problems = [];
  page.on('console', (message) => {
    if (message.type() === 'error') page.problems.push(message.text());
  });
  page.on('pageerror', (error) => page.problems.push(`${error.stack ?? error}`));
  return page;
}

/** Waits until the condition holds. Polls from node, since the page's policy forbids eval. */
export async function until(what, condition, { timeout = timeout_ms, pause = 100 } = {}) {
  const end = Date.now() + timeout;
  let failure = null;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      failure = null;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${timeout / 1000} s until ${what}`, { cause: failure ?? undefined });
    }
    await new Promise((done) => setTimeout(done, pause));
  }
}

/** Saves a screenshot in BABBLE_SCREENSHOTS (default build/screenshots). */
export async function screenshot(page, name) {
  const folder = process.env.BABBLE_SCREENSHOTS ?? path.join(repository, 'build/screenshots');
  mkdirSync(folder, { recursive: true });
  return await page.screenshot({ path: path.join(folder, `${name}.png`) });
}
