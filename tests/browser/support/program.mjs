// Serves the real page and operates it as a user does.
import { existsSync } from 'node:fs';
import path from 'node:path';

import { timeout_ms, repository, until } from './browser.mjs';
import { startServer } from './server.mjs';

export const site_folder = process.env.BABBLE_SITE ?? path.join(repository, 'build/site');

/**
 * Serves the page isolated (training in a thread) or not (training in a worker). The URL then disables
 * isolation, which the service worker would otherwise add.
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
export async function stateWhere(page, what, condition, timeout = timeout_ms) {
  let last = null;
  try {
    return await until(what, async () => ((last = await stateOf(page)), condition(last) ? last : null), { timeout });
  } catch (error) {
    const brief = last && { ...last, controls: Object.keys(last.controls), presets: undefined, corpus: undefined };
    console.error(`the last state: ${JSON.stringify(brief)?.slice(0, 2000)}`);
    throw error;
  }
}

const twoFrames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

/**
 * The place of a named control (undefined: not on the screen) and all controls, once the place no longer
 * changes: on a slow machine scrolling and the layout of a dialog take several frames.
 */
async function settled(page, name) {
  const look = async () => {
    await page.evaluate(twoFrames);
    const { controls, frame } = await stateOf(page);
    return { place: controls[name], controls, frame };
  };
  const text = (place) => JSON.stringify(place ?? null);
  let before = await look();
  await until(`${name} no longer moves`, async () => {
    const now = await look();
    const same = text(now.place) === text(before.place);
    // A page that trains draws continuously: two more frames with the same place are enough.
    const rests = now.frame.due === 0 || now.frame.count >= before.frame.count + 2;
    if (!same) before = now;
    return same && rests;
  }, { pause: 20 });
  return before;
}

/** Clicks the middle of a named control once it is on the screen. */
export async function click(page, name, options = {}) {
  const { x, y, width, height } = await until(
    `the control ${name} is on the screen`,
    async () => (await settled(page, name)).place,
  );
  const at = [x + width / 2, y + height / 2];
  if (options.touch) await page.touchscreen.tap(...at);
  // A click of a user lasts longer than a frame.
  else await page.mouse.click(...at, { delay: 60 });
}

/** A slow drag with one finger, without inertia. */
async function swipe(page, x, distance) {
  const session = await page.context().newCDPSession(page);
  const from = page.viewportSize().height / 2 + distance / 2;
  const send = (type, y) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y, id: 1 }] });
  await send('touchStart', from);
  for (let i = 1; i <= 8; ++i) await send('touchMove', from - (distance * i) / 8);
  await new Promise((done) => setTimeout(done, 130));
  await send('touchEnd');
  await session.detach();
}

/** Scrolls by wheel or touch until a control is on the screen and not covered. */
export async function bring(page, name, { touch = false } = {}) {
  const { width, height } = page.viewportSize();
  const [top, bottom] = touch ? [108, height - 88] : [62, height - 4];
  const step = Math.round(0.7 * (bottom - top));  // steps overlap
  // Points at which nothing else uses the wheel or the finger: beside the messages at the lower right,
  // below the heat maps in the middle, on a phone at the edge of the cards.
  for (const [x, y] of touch ? [[16, height / 2]] : [[width - 40, height / 2], [width * 0.4, height - 60]]) {
    for (const direction of [1, -1]) {
      let seen = null;
      let still = 0;
      for (let i = 0; i < 30; ++i) {
        const { place, controls } = await settled(page, name);
        if (place && place.y >= top && place.y + Math.min(place.height, 60) <= bottom) return;
        const before = seen;
        seen = JSON.stringify(controls);
        // Twice the same is the end of the column; once may be a page that has not drawn the scroll yet.
        still = seen === before ? still + 1 : 0;
        if (still > 1) break;
        if (touch) {
          await swipe(page, x, direction * step);
        } else {
          await page.mouse.move(x, y);
          await page.mouse.wheel(0, direction * step);
        }
      }
    }
  }
  throw new Error(`${name} cannot be scrolled to`);
}

/** Scrolls to a control and clicks it. */
export async function use(page, name, options = {}) {
  await bring(page, name, options);
  await click(page, name, options);
}

/** Types a value into a named text field of the canvas and confirms it. */
export async function typeInto(page, name, text) {
  await use(page, name);
  await stateWhere(page, `${name} has the keyboard`, (state) => state.wants_text);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text, { delay: 30 });
  await page.keyboard.press('Enter');
}

/** Opens a file with the file picker. */
export async function openThroughPicker(page, file) {
  const chooser = page.waitForEvent('filechooser');
  await click(page, 'open');
  await (await chooser).setFiles(file);
  const name = path.basename(file);
  return await stateWhere(page, `${name} is open`, (state) => state.corpus.name === name && !state.busy);
}

/** Measures the frames from now on: milliseconds of the main thread's work in each. */
export async function watchFrames(page) {
  await page.evaluate(() => {
    window.frame_times ??= [];
    window.frame_times.length = 0;
    if (window.requestAnimationFrame.is_watched) return;
    // On a slow display the program waits for its next frame with a timer.
    for (const name of ['requestAnimationFrame', 'setTimeout']) {
      const original = window[name].bind(window);
      window[name] = (callback, ...rest) =>
        original((...values) => {
          const start = performance.now();
          callback(...values);
          const work = performance.now() - start;
          if (name === 'requestAnimationFrame' || work > 0.5) window.frame_times.push(work);
        }, ...rest);
    }
    window.requestAnimationFrame.is_watched = true;
  });
  return async () => {
    const times = (await page.evaluate(() => window.frame_times)).sort((a, b) => a - b);
    const at = (fraction) => times[Math.min(times.length - 1, Math.floor(fraction * times.length))];
    return { count: times.length, median: at(0.5), most: at(0.95), longest: at(1) };
  };
}
