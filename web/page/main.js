// Starts the page: checks the browser, loads the program and connects it to the page.
import { connectAddresses } from './addresses.js';
import { connectApi } from './api.js';
import { connectCanvas } from './canvas.js';
import { connectClipboard } from './clipboard.js';
import { chooseVariant, fetchBuild, loadEngine } from './engine.js';
import { connectFiles } from './files.js';
import { cacheForOffline, ensureIsolation } from './isolation.js';
import { in_frame } from './in_frame.js';
import * as overlay from './overlay.js';
import { connectGlyphs } from './glyphs.js';
import { connectLink, connectPrompts, openFirstLink } from './link.js';
import { connectPhoneKeyboard } from './phone_keyboard.js';
import { connectWorker, trainBetweenFrames } from './remote.js';
import { checkRequirements } from './requirements.js';
import { connectScreenReader } from './screen_reader.js';
import { connectSessionStore, offerSession, readSession } from './session_store.js';
import { connectStatus } from './status.js';
import { offerTour } from './tour.js';

const api = connectApi();
const options = new URLSearchParams(location.search);

async function start() {
  const fetched = fetchBuild();
  fetched.catch(() => {}); // awaited below
  const canvas = document.getElementById('canvas');
  checkRequirements(canvas);
  await ensureIsolation(options);

  const build = await fetched;
  const variant = chooseVariant(options);

  // The functions that the program calls by name. Each module below adds its own.
  const hooks = {};
  const firstFrame = new Promise((resolve) => (hooks.ready = resolve));
  hooks.themeChanged = (name) => (document.documentElement.dataset.theme = name);

  const onStopped = (reason) => overlay.fail(`Babble has stopped: ${reason}`, overlay.reload_advice);
  const { engine, compiled } = await loadEngine({
    build,
    variant,
    canvas,
    hooks,
    onProgress: overlay.progress,
    onStopped,
    beforeMain(loaded) {
      connectGlyphs(loaded, hooks);
      connectClipboard(loaded, hooks);
      connectPhoneKeyboard(loaded, hooks);
      connectFiles(loaded, hooks);
      connectStatus(hooks);
      connectLink(loaded, hooks);
      connectPrompts(hooks);
      connectAddresses(loaded, hooks);
      connectScreenReader(loaded, hooks);
    },
  });
  if (!variant.startsWith('threaded')) {
    if (options.get('worker') === '0') trainBetweenFrames(engine, hooks);
    else connectWorker(engine, hooks, { build: build.id, variant, compiled, onStopped });
  }
  openFirstLink(engine);
  connectCanvas(engine, canvas);
  await firstFrame;

  overlay.hide();
  if (!in_frame) canvas.focus({ preventScroll: true });
  const session = await readSession();
  if (session) offerSession(engine, session);
  else offerTour(engine);
  connectSessionStore(engine);
  api.connect(engine, { build: build.id, variant, offline: cacheForOffline(variant, build) });
}

start().catch((error) => {
  overlay.fail(error.message, error.advice ?? overlay.reload_advice);
  api.fail(error);
});
