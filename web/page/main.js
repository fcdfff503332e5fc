// The page's start: checks what the browser can do, loads the program, connects it to the page.
import { connectAddresses } from './addresses.js';
import { connectApi } from './api.js';
import { connectCanvas } from './canvas.js';
import { connectClipboard } from './clipboard.js';
import { chooseVariant, fetchBuild, loadEngine } from './engine.js';
import { connectFiles } from './files.js';
import { ensureIsolation, keepForOffline } from './isolation.js';
import * as overlay from './overlay.js';
import { connectGlyphs } from './glyphs.js';
import { connectKeeper, offerKept, readKept } from './keeper.js';
import { connectLink, connectOffers, openFirstLink } from './link.js';
import { connectPhoneKeyboard } from './phone_keyboard.js';
import { connectReaders } from './readers.js';
import { checkRequirements } from './requirements.js';
import { connectStatus } from './status.js';
import { offerTour } from './tour.js';

const api = connectApi();
const options = new URLSearchParams(location.search);

async function start() {
  checkRequirements();
  await ensureIsolation(options);

  const build = await fetchBuild();
  const variant = chooseVariant(options);
  const canvas = document.getElementById('canvas');

  // The program calls these by name; each module below adds its own before the program starts.
  const hooks = {};
  const firstFrame = new Promise((resolve) => (hooks.ready = resolve));
  hooks.openLink = (address) => window.open(address, '_blank', 'noopener');
  hooks.themeChanged = (name) => (document.documentElement.dataset.theme = name);

  const engine = await loadEngine({
    build,
    variant,
    canvas,
    hooks,
    onProgress: overlay.progress,
    onStopped: (reason) => overlay.fail(`Babble has stopped: ${reason}`, overlay.reload_advice),
    beforeMain(loaded) {
      connectGlyphs(loaded, hooks);
      connectClipboard(loaded, hooks);
      connectPhoneKeyboard(loaded, hooks);
      connectFiles(loaded, hooks);
      connectStatus(loaded, hooks);
      connectLink(loaded, hooks);
      connectOffers(hooks);
      connectAddresses(loaded, hooks);
      connectReaders(loaded, hooks);
    },
  });
  openFirstLink(engine);
  connectCanvas(engine, canvas);
  await firstFrame;

  overlay.leave();
  canvas.focus({ preventScroll: true });
  const kept = await readKept();
  if (kept) offerKept(engine, kept);
  else offerTour(engine);
  connectKeeper(engine);
  api.connect(engine, { build: build.id, variant, offline: keepForOffline(variant, build) });
}

start().catch((error) => {
  overlay.fail(error.message, error.advice ?? overlay.reload_advice);
  api.fail(error);
});
