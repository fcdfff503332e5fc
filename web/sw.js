// The service worker. For every file of the site it
//  - adds the headers that make the page cross-origin isolated (needed for threads), if the server
//    did not send them;
//  - caches a copy, so that the page works offline. Files with ?b=BUILD in their address never change
//    and come from the cache. All others come from the network if there is one, so that the page is
//    up to date.
'use strict';

const cache_name = 'babble-site';
const scope = self.registration.scope;

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return;
  // A Chromium bug: such requests from the developer tools fail inside a worker.
  if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
  event.respondWith(answer(event));
});

self.addEventListener('message', (event) => {
  if (event.data?.cache) event.waitUntil(cacheAll(event.data).then((done) => event.ports[0]?.postMessage(done)));
});

async function answer(event) {
  const { request } = event;
  const url = new URL(request.url);
  const keeps_headers = request.mode === 'navigate' && url.searchParams.get('isolation') === '0';
  const finish = keeps_headers ? (response) => response : isolated;
  const key = cacheKey(url);
  const cache = await caches.open(cache_name);

  if (url.searchParams.has('b')) {
    const cached = await cache.match(key);
    if (cached) return finish(cached);
  }
  try {
    const response = await fetch(request);
    if (response.status < 500) {
      if (response.status === 200) event.waitUntil(cache.put(key, response.clone()).catch(() => {}));
      return finish(response);
    }
    return finish((await cache.match(key)) ?? response);
  } catch (error) {
    const cached = await cache.match(key);
    if (cached) return finish(cached);
    throw error;
  }
}

/** The page has one entry for all query strings of its address. */
function cacheKey(url) {
  const folder = new URL(scope).pathname;
  return url.pathname === folder || url.pathname === `${folder}index.html` ? scope : url.href;
}

function isolated(response) {
  if (response.status === 0 || response.headers.has('cross-origin-embedder-policy')) return response;
  const headers = new Headers(response.headers);
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-embedder-policy', 'require-corp');
  headers.set('cross-origin-resource-policy', 'cross-origin');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** Caches files that are missing or may have changed, then deletes the files of other builds. */
async function cacheAll({ cache: addresses, build }) {
  const cache = await caches.open(cache_name);
  try {
    await Promise.all(
      addresses.map(async (address) => {
        const url = new URL(address);
        const key = cacheKey(url);
        if (url.searchParams.has('b') && (await cache.match(key))) return;
        const response = await fetch(address, { cache: 'no-cache' });
        if (response.status !== 200) throw new Error(`${response.status} for ${address}`);
        await cache.put(key, response);
      }),
    );
    for (const request of await cache.keys()) {
      const cached_build = new URL(request.url).searchParams.get('b');
      if (cached_build && cached_build !== build) await cache.delete(request);
    }
    return true;
  } catch (error) {
    console.info(`The page could not be cached for visits offline: ${error.message}`);
    return false;
  }
}
