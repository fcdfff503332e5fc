// The service worker. It does two things for every file of the site:
//  - adds the headers that make the page cross-origin isolated (threads need that), where the
//    server did not send them;
//  - keeps a copy, so that the page works without a network. Files of the program carry ?b=BUILD in
//    their address and never change: they come from the cache. All else comes from the network when
//    there is one, so that nobody sees a stale page.
'use strict';

const cache_name = 'babble-site';
const scope = self.registration.scope;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  // A chromium bug makes such requests from the developer tools fail inside a worker.
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  event.respondWith(answer(event));
});

self.addEventListener('message', (event) => {
  if (event.data?.keep) event.waitUntil(keep(event.data).then((done) => event.ports[0]?.postMessage(done)));
});

async function answer(event) {
  const { request } = event;
  const url = new URL(request.url);
  const leave_alone = request.mode === 'navigate' && url.searchParams.get('isolation') === '0';
  const finish = leave_alone ? (response) => response : isolated;
  const key = cacheKey(url, request.mode);
  const cache = await caches.open(cache_name);

  if (url.searchParams.has('b')) {
    const kept = await cache.match(key);
    if (kept) return finish(kept);
  }
  try {
    const response = await fetch(request);
    if (response.status < 500) {
      if (response.status === 200) event.waitUntil(cache.put(key, response.clone()).catch(() => {}));
      return finish(response);
    }
    return finish((await cache.match(key)) ?? response);
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return finish(kept);
    throw error;
  }
}

/** One entry for the page, whatever settings its address carries. */
function cacheKey(url, mode) {
  const page = url.pathname === new URL(scope).pathname || url.pathname.endsWith('/index.html');
  return mode === 'navigate' || page ? scope : url.href;
}

function isolated(response) {
  if (response.status === 0 || response.headers.has('cross-origin-embedder-policy')) return response;
  const headers = new Headers(response.headers);
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-embedder-policy', 'require-corp');
  headers.set('cross-origin-resource-policy', 'same-origin');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** Fetches what is not kept yet or may have changed, then forgets the program files of other builds. */
async function keep({ keep: addresses, build }) {
  const cache = await caches.open(cache_name);
  try {
    await Promise.all(
      addresses.map(async (address) => {
        const url = new URL(address);
        const key = cacheKey(url, 'no-cors');
        if (url.searchParams.has('b') && (await cache.match(key))) return;
        const response = await fetch(address, { cache: 'no-cache' });
        if (response.status !== 200) throw new Error(`${response.status} for ${address}`);
        await cache.put(key, response);
      }),
    );
    for (const request of await cache.keys()) {
      const kept_build = new URL(request.url).searchParams.get('b');
      if (kept_build && kept_build !== build) await cache.delete(request);
    }
    return true;
  } catch (error) {
    console.info(`The page could not be kept for a visit without a network: ${error.message}`);
    return false;
  }
}
