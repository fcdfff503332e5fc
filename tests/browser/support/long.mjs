// A long visit: trains while the events of a tab occur, and measures memory, frames and history. Used by
// long.test.mjs (short) and long.mjs (an hour).
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';

import { until } from './browser.mjs';
import { ready, stateOf, stateWhere, watchFrames } from './program.mjs';

/** Megabytes of a process and its children, without memory that is mapped from files. */
export function megabytesOf(pid) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const field = (key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
      parents.set(Number(name), { parent: field('PPid'), kilobytes: field('RssAnon') + field('RssShmem') });
    } catch {
      // the process has ended
    }
  }
  const belongs = (id) => id === pid || (parents.has(id) && belongs(parents.get(id).parent));
  let sum = 0;
  for (const [id, { kilobytes }] of parents) if (belongs(id)) sum += kilobytes;
  return sum / 1024;
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The events of a tab. Each leaves the page as it was. */
export function tabEvents(page, devtools, { resting = 500 } = {}) {
  const zoom = (deviceScaleFactor) =>
    devtools.send('Emulation.setDeviceMetricsOverride', { width: Math.round(1280 / deviceScaleFactor), height: Math.round(800 / deviceScaleFactor), deviceScaleFactor, mobile: false });
  return {
    'another tab in front': async () => {
      const other = await page.context().newPage();
      await other.bringToFront();
      await pause(resting);
      await page.bringToFront();
      await other.close();
    },
    'sleep and wake': async () => {
      await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
      await pause(resting);
      await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    },
    'a window of one pixel': async () => {
      await page.setViewportSize({ width: 1, height: 1 });
      await pause(resting);
      await page.setViewportSize({ width: 1280, height: 800 });
    },
    'zoom 30 %': async () => {
      await zoom(0.3);
      await pause(resting);
      await devtools.send('Emulation.clearDeviceMetricsOverride');
      await page.setViewportSize({ width: 1280, height: 800 });
    },
    'zoom 300 %': async () => {
      await zoom(3);
      await pause(resting);
      await devtools.send('Emulation.clearDeviceMetricsOverride');
      await page.setViewportSize({ width: 1280, height: 800 });
    },
    'graphics lost and restored': async () => {
      await page.evaluate(() => {
        window.graphics_loss ??= document.querySelector('#canvas').getContext('webgl2').getExtension('WEBGL_lose_context');
        window.graphics_loss.loseContext();
      });
      await pause(resting);
      await page.evaluate(() => window.graphics_loss.restoreContext());
    },
  };
}

/**
 * Trains the RNN for some seconds. `browser_pid` is the main process of the browser. Throws if state is
 * lost or memory grows. Returns the measurements.
 */
export async function longVisit(page, browser_pid, url, seconds, say = () => {}) {
  const devtools = await page.context().newCDPSession(page);
  await page.goto(url);
  await ready(page);
  const post = (intent) => page.evaluate((one) => babble.post(one), intent);
  await post({ type: 'chapter', name: 'rnn' });
  await stateWhere(page, 'the RNN is active', ({ active }) => active === 'rnn');
  await post({ type: 'play' });
  await stateWhere(page, 'it trains', ({ models }) => models.rnn.steps > 5);

  const measured = [];
  const events = Object.entries(tabEvents(page, devtools));
  const begin = Date.now();
  const rounds = Math.max(events.length + 2, Math.round(seconds / 20));
  for (let round = 0; round < rounds; ++round) {
    const before = await stateOf(page);
    // The first and the last round, which are compared, have no event.
    const [name, happen] = round > 0 && round < rounds - 1 ? events[(round - 1) % events.length] : ['nothing', async () => {}];
    await happen();
    const alive = await stateWhere(page, `it has gone on after ${name}`, ({ models, playing }) => playing && models.rnn.steps > before.models.rnn.steps);
    assert.ok(Number.isFinite(alive.models.rnn.loss), name);
    const fresh = await watchFrames(page);
    await until(`frames are drawn after ${name}`, async () => (await fresh()).count > 2);
    const frames = await watchFrames(page);
    const end = begin + ((round + 1) * seconds * 1000) / rounds;
    await pause(Math.max(1500, end - Date.now()));
    const { median = 0, count } = await frames();
    const { models } = await stateOf(page);
    const row = {
      seconds: Math.round((Date.now() - begin) / 1000),
      happened: name,
      steps: models.rnn.steps,
      megabytes: Math.round(megabytesOf(browser_pid)),
      frames: count,
      frame_ms: median,
      points: models.rnn.loss_curve?.x?.length ?? models.rnn.loss_curve?.length ?? 0,
    };
    measured.push(row);
    say(row);
    assert.ok(row.points <= 2000, `a curve of ${row.points} points`);
  }
  await post({ type: 'pause' });
  await until('it pauses', async () => !(await stateOf(page)).playing);
  // The first round is a warm-up. With software rendering the measurements vary.
  const settled = measured[1], last = measured.at(-1);
  assert.ok(last.megabytes < settled.megabytes * 1.3 + 60, `memory grew from ${settled.megabytes} to ${last.megabytes} MB`);
  assert.deepEqual(page.problems, []);
  return measured;
}
