// The real program in the page: where it is served from, and using it as a person would.
import { existsSync } from 'node:fs';
import path from 'node:path';

import { patience_ms, repository, until } from './browser.mjs';
import { startServer } from './server.mjs';

export const site_folder = process.env.BABBLE_SITE ?? path.join(repository, 'build/site');

/**
 * Our own server, isolating the page (training in a thread) or not (training in slices; the page is
 * told to leave it so, else its service worker would isolate it).
 */
export async function servePage({ isolated = true } = {}) {
  if (!existsSync(path.join(site_folder, 'build.json'))) {
    throw new Error(`There is no page in ${site_folder}: build it first (tests/run does).`);
  }
  if (isolated) return await startServer(site_folder);
  const server = await startServer(site_folder, ['--no-isolation']);
  return { ...server, url: `${server.url}?isolation=0` };
}

/** Waits for the first frame. */
export async function ready(page) {
  await page.evaluate(() => babble.ready.then(() => true));
  await page.locator('#overlay').waitFor({ state: 'hidden' });
}

export const stateOf = (page) => page.evaluate(() => babble.state());

/** Waits until the state fulfils the condition and returns that state. */
export async function stateWhere(page, what, condition, timeout = patience_ms) {
  let last = null;
  try {
    return await until(what, async () => ((last = await stateOf(page)), condition(last) ? last : null), { timeout });
  } catch (error) {
    const brief = last && { ...last, controls: Object.keys(last.controls), presets: undefined, corpus: undefined };
    console.error(`the last state: ${JSON.stringify(brief)?.slice(0, 2000)}`);
    throw error;
  }
}

/** Clicks the middle of a named control, where it is once it is on the screen. */
export async function click(page, name, options = {}) {
  const { controls } = await stateWhere(page, `the control ${name} is on the screen`, (state) => state.controls[name]);
  const { x, y, width, height } = controls[name];
  const at = [x + width / 2, y + height / 2];
  if (options.touch) await page.touchscreen.tap(...at);
  // A person's click lasts longer than a frame.
  else await page.mouse.click(...at, { delay: 60 });
}

/** Turns the wheel over the right column until a control in it is on the screen, not moving. */
async function scrollTo(page, name) {
  const { width, height } = page.viewportSize();
  const isHere = ({ controls }) => controls[name] && controls[name].y + controls[name].height < height;
  await page.mouse.move(width - 60, height / 2);
  await until(`${name} is scrolled to`, async () => {
    if (isHere(await stateOf(page))) return true;
    await page.mouse.wheel(0, 200);
    await new Promise((done) => setTimeout(done, 300));
    return false;
  });
}

/** Types a value into a named text field of the canvas and confirms it. */
export async function typeInto(page, name, text) {
  await scrollTo(page, name);
  await click(page, name);
  await stateWhere(page, `${name} has the keyboard`, (state) => state.wants_text);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text, { delay: 30 });
  await page.keyboard.press('Enter');
}

/** Opens a file through the page's own file picker. */
export async function openThroughPicker(page, file) {
  const chooser = page.waitForEvent('filechooser');
  await click(page, 'open');
  await (await chooser).setFiles(file);
  const name = path.basename(file);
  return await stateWhere(page, `${name} is open`, (state) => state.corpus.name === name && !state.busy);
}

/** The numbers of the frames drawn from now on: milliseconds of the main thread's work in each. */
export async function watchFrames(page) {
  await page.evaluate(() => {
    window.frame_times ??= [];
    window.frame_times.length = 0;
    if (window.requestAnimationFrame.is_watched) return;
    const original = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) =>
      original((now) => {
        const start = performance.now();
        callback(now);
        window.frame_times.push(performance.now() - start);
      });
    window.requestAnimationFrame.is_watched = true;
  });
  return async () => {
    const times = (await page.evaluate(() => window.frame_times)).sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))];
    return { count: times.length, median: at(0.5), most: at(0.95), longest: at(1) };
  };
}
