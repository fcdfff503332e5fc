// The last session stays in the browser (IndexedDB): the trained models' checkpoints, a text of
// one's own, and the link. The next visit offers to go on, as does a tab that was discarded.
import { offer, openLink, say } from './link.js';
import { bytesAt, openBytes, textAt } from './text.js';

const database_name = 'babble';
const store_name = 'sessions';
const key = 'last';
const interval_ms = 20_000;
const patience_ms = 8_000;
const version = 1; // of what is stored

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database_name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store_name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
  });
}

async function inStore(mode, action) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(store_name, mode);
      const request = action(transaction.objectStore(store_name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** Null where there is none, or storage is forbidden, or another version has written it. */
export async function readKept() {
  try {
    const kept = await inStore('readonly', (store) => store.get(key));
    return kept?.version === version ? kept : null;
  } catch {
    return null;
  }
}

export async function forgetKept() {
  try {
    await inStore('readwrite', (store) => store.delete(key));
  } catch (error) {
    console.info(`What was kept could not be deleted: ${error.message}`);
  }
}

/** Keeps what is new, if anything is. Resolves to whether something was written. */
async function keep(engine) {
  const end = performance.now() + patience_ms;
  let answer = textAt(engine, engine._babble_keep(0));
  while (answer === null && performance.now() < end) {
    await new Promise((done) => setTimeout(done, 30));
    answer = textAt(engine, engine._babble_keep(1));
  }
  const kept = answer && JSON.parse(answer);
  if (!kept) return false;
  const item = ({ name, at, length }) => ({ name, bytes: bytesAt(engine, at, length) });
  const record = {
    version,
    time: Date.now(),
    title: kept.title,
    link: kept.link,
    corpus: kept.corpus && item(kept.corpus),
    models: kept.models.map(item),
  };
  await inStore('readwrite', (store) => store.put(record, key));
  return true;
}

/** Keeps the session from now on: at intervals, and when the page is hidden or left. */
export function connectKeeper(engine) {
  let at_work = false;
  const keepNow = async () => {
    if (at_work) return;
    at_work = true;
    try {
      await keep(engine);
    } catch (error) {
      console.info(`This session could not be kept: ${error.message}`);
    }
    at_work = false;
  };
  setInterval(keepNow, interval_ms);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) keepNow();
  });
  window.addEventListener('pagehide', keepNow);
  return keepNow;
}

function restore(engine, kept) {
  if (kept.corpus) openBytes(engine, kept.corpus.name, kept.corpus.bytes);
  for (const { name, bytes } of kept.models) openBytes(engine, name, bytes);
  if (kept.link) openLink(engine, kept.link);
  engine._babble_wake();
}

function ago(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 2) return 'a moment ago';
  if (minutes < 120) return `${minutes} minutes ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours ago` : `${Math.round(hours / 24)} days ago`;
}

/** Offers what was kept; a tab that the browser itself had discarded goes on without asking. */
export function offerKept(engine, kept) {
  if (document.wasDiscarded) {
    restore(engine, kept);
    return;
  }
  offer(engine, `Go on where you were ${ago(Date.now() - kept.time)}? Kept in this browser: ${kept.title}.`, {
    'session.restore': ['Go on', () => restore(engine, kept)],
    'session.forget': [
      'Forget it',
      async () => {
        await forgetKept();
        say(engine, 'It is forgotten.');
      },
    ],
  });
}
