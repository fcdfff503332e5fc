// Installs the service worker, for isolation on hosts that cannot set headers and for visits offline.
import { in_frame } from './in_frame.js';

const worker_address = new URL('sw.js', document.baseURI);
const reloaded_key = 'babble-reloaded-for-isolation';
const timeout_ms = 5000;

/**
 * Threads need a cross-origin isolated page. If the server does not send the headers, the service
 * worker adds them, which takes effect at the next load. The first visit therefore reloads once,
 * before it loads the program. `?isolation=0` disables this.
 */
export async function ensureIsolation(options) {
  if (window.crossOriginIsolated) {
    setReloaded(false);
    return;
  }
  if (in_frame) return; // which only the page around it can isolate
  if (options.get('isolation') === '0' || options.get('threads') === '0') return;
  if (!window.isSecureContext || !navigator.serviceWorker || wasReloaded()) return;
  if (!setReloaded(true)) return; // without storage the page would reload forever

  const registered = register().then((worker) => worker && navigator.serviceWorker.ready);
  const worker = await Promise.race([registered, new Promise((done) => setTimeout(done, timeout_ms))]);
  if (!worker) return;
  location.reload();
  await new Promise(() => {}); // until the page reloads
}

/** Caches all files of the page. Resolves to whether the page can be visited offline. */
export async function cacheForOffline(variant, build) {
  if (!window.isSecureContext || !navigator.serviceWorker) return false;
  if (!(await register())) return false;
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
  const page_files = ['./', 'build.json', 'manifest.webmanifest', 'icon.svg', 'page/session_worker.js'];
  const files = Object.keys(build.sizes).filter((file) => file.startsWith(`${variant}/`));
  page_files.push(...files.map((file) => `${file}?b=${build.id}`));

  const origin = new URL('.', document.baseURI).href;
  const addresses = new Set(page_files.map((file) => new URL(file, document.baseURI).href));
  for (const address of loaded) if (address.startsWith(origin)) addresses.add(address);

  const channel = new MessageChannel();
  const answer = new Promise((resolve) => (channel.port1.onmessage = (event) => resolve(event.data)));
  active.postMessage({ cache: [...addresses], build: build.id }, [channel.port2]);
  return await answer;
}

async function register() {
  try {
    return await navigator.serviceWorker.register(worker_address, { updateViaCache: 'none' });
  } catch (error) {
    console.info(`The page cannot be visited offline without a service worker: ${error.message}`);
    return null;
  }
}

function wasReloaded() {
  try {
    return sessionStorage.getItem(reloaded_key) !== null;
  } catch {
    return true; // storage is blocked: do not reload
  }
}

/** False if storage is blocked. */
function setReloaded(is_reloaded) {
  try {
    if (is_reloaded) sessionStorage.setItem(reloaded_key, '1');
    else sessionStorage.removeItem(reloaded_key);
    return true;
  } catch {
    return false;
  }
}
