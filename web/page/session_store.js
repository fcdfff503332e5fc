// Saves the session in the browser (IndexedDB): checkpoints of the trained models, the user's own
// text, and the link. The next visit offers to restore it; a tab that the browser discarded restores
// it without asking.
import { openLink, showMessage, showPrompt } from './link.js';
import { bytesAt, jsonAt, openBytes } from './text.js';

const database_name = 'babble';
const store_name = 'sessions';
const key = 'last';
const interval_ms = 20_000;
const timeout_ms = 8_000;
const version = 1; // of the record

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database_name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store_name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('blocked'));
  });
}

async function withStore(mode, action) {
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

/** The saved session; null if there is none, if storage is blocked, or if its version is different. */
export async function readSession() {
  try {
    const session = await withStore('readonly', (store) => store.get(key));
    return session?.version === version ? session : null;
  } catch {
    return null;
  }
}

export async function deleteSession() {
  try {
    await withStore('readwrite', (store) => store.delete(key));
  } catch (error) {
    console.info(`The saved session could not be deleted: ${error.message}`);
  }
}

/** Saves the session if it has changed. Resolves to whether it was written. */
async function save(engine) {
  const end = performance.now() + timeout_ms;
  let session = jsonAt(engine, engine._babble_save_session(0));
  while (session === undefined && performance.now() < end) {
    await new Promise((done) => setTimeout(done, 30));
    session = jsonAt(engine, engine._babble_save_session(1));
  }
  if (!session) return false;
  const item = ({ name, at, length }) => ({ name, bytes: bytesAt(engine, at, length) });
  const record = {
    version,
    time: Date.now(),
    title: session.title,
    link: session.link,
    corpus: session.corpus && item(session.corpus),
    models: session.models.map(item),
  };
  await withStore('readwrite', (store) => store.put(record, key));
  return true;
}

/** Saves the session from now on: at intervals, and when the page is hidden or left. */
export function connectSessionStore(engine) {
  let is_saving = false;
  const saveNow = async () => {
    if (is_saving) return;
    is_saving = true;
    try {
      await save(engine);
    } catch (error) {
      console.info(`This session could not be saved: ${error.message}`);
    }
    is_saving = false;
  };
  setInterval(saveNow, interval_ms);
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) saveNow();
  });
  window.addEventListener('pagehide', saveNow);
}

function restore(engine, session) {
  if (session.corpus) openBytes(engine, session.corpus.name, session.corpus.bytes);
  for (const { name, bytes } of session.models) openBytes(engine, name, bytes);
  if (session.link) openLink(engine, session.link);
  engine._babble_wake();
}

function ago(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 2) return 'a moment ago';
  if (minutes < 120) return `${minutes} minutes ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours ago` : `${Math.round(hours / 24)} days ago`;
}

/** Offers to restore the session; restores it at once if the browser had discarded the tab. */
export function offerSession(engine, session) {
  if (document.wasDiscarded) {
    restore(engine, session);
    return;
  }
  const text = `Continue where you left off ${ago(Date.now() - session.time)}? Saved in this browser: ${session.title}.`;
  showPrompt(engine, text, {
    'session.restore': ['Continue', () => restore(engine, session)],
    'session.forget': [
      'Delete it',
      async () => {
        await deleteSession();
        showMessage(engine, 'The saved session is deleted.');
      },
    ],
  });
}
