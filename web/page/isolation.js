// The service worker: isolation on hosts that cannot set headers, and visits without a network.

const worker_address = new URL('sw.js', document.baseURI);
const tried_key = 'babble-reloaded-for-isolation';
const patience_ms = 5000;

/**
 * Threads need a cross-origin isolated page. Where the server does not say the headers, the service
 * worker adds them, which takes effect at the next load: so the first visit reloads once, before
 * anything large is fetched. `?isolation=0` leaves the page as it is.
 */
export async function ensureIsolation(options) {
  if (window.crossOriginIsolated) {
    remember(null);
    return;
  }
  if (options.get('isolation') === '0' || options.get('threads') === '0') return;
  if (!window.isSecureContext || !navigator.serviceWorker || recall() !== null) return;
  if (!remember('1')) return; // without a memory there could be no end to it

  const registered = register().then((worker) => worker && navigator.serviceWorker.ready);
  const worker = await Promise.race([registered, new Promise((done) => setTimeout(done, patience_ms))]);
  if (!worker) return;
  location.reload();
  await new Promise(() => {}); // the page is on its way out
}

/** Resolves to true when everything that the page has loaded is kept for a visit without a network. */
export async function keepForOffline(variant, build) {
  if (!window.isSecureContext || !navigator.serviceWorker) return false;
  if (!(await register())) return false;
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType('resource').map((entry) => entry.name);
  const page_files = ['./', 'build.json', 'manifest.webmanifest', 'icon.svg'];
  const files = ['babble.js', 'babble.wasm', ...(variant.startsWith('threaded') ? ['babble.worker.js'] : [])];
  page_files.push(...files.map((file) => `${variant}/${file}?b=${build.id}`));

  const origin = new URL('.', document.baseURI).href;
  const addresses = new Set(page_files.map((file) => new URL(file, document.baseURI).href));
  for (const address of loaded) if (address.startsWith(origin)) addresses.add(address);

  const channel = new MessageChannel();
  const answer = new Promise((resolve) => (channel.port1.onmessage = (event) => resolve(event.data)));
  active.postMessage({ keep: [...addresses], build: build.id }, [channel.port2]);
  return await answer;
}

async function register() {
  try {
    return await navigator.serviceWorker.register(worker_address, { updateViaCache: 'none' });
  } catch (error) {
    console.info(`No service worker, so no visits without a network: ${error.message}`);
    return null;
  }
}

function recall() {
  try {
    return sessionStorage.getItem(tried_key);
  } catch {
    return '1'; // storage is forbidden: as if it had been tried
  }
}

function remember(value) {
  try {
    if (value === null) sessionStorage.removeItem(tried_key);
    else sessionStorage.setItem(tried_key, value);
    return true;
  } catch {
    return false;
  }
}
