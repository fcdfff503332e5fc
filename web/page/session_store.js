// Saves the session in the browser (IndexedDB): checkpoints of the trained models, the user's own
// text, and the link. The next visit offers to restore it; a tab that the browser discarded restores
// it without asking. Each page has a record of its own, so that tabs do not overwrite each other's, nor
// one whose offer is unanswered; a page that restores a session takes over its record.
import { openLink, showMessage, showPrompt } from './link.js';
import { bytesAt, jsonAt, openBytes } from './text.js';

const database_name = 'babble';
const store_name = 'sessions';
const most_sessions = 3; // of closed pages; the oldest are deleted
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

let own_key = null; // of this page's record

/** Makes the record this page's own until the page closes. */
function claim(key) {
  own_key = key;
  navigator.locks?.request(lockName(key), () => new Promise(() => {})).catch(() => {});
  try {
    sessionStorage.setItem('babble-session', key);
  } catch {
    // Storage is blocked, as in frames of other sites: a discarded tab then does not find its session.
  }
}

const lockName = (key) => `babble session ${key}`;

/** The keys of the sessions whose pages are still open. Browsers without locks report none. */
async function keysInUse() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map(({ name }) => name.replace(lockName(''), '')));
}

/** The saved sessions of closed pages, the newest first. */
async function closedSessions() {
  const [sessions, in_use] = await Promise.all([withStore('readonly', (store) => store.getAll()), keysInUse()]);
  return sessions
    .map((session) => ({ key: 'last', ...session })) // as former builds saved it
    .filter((session) => session.version === version && !in_use.has(session.key))
    .sort((one, other) => other.time - one.time);
}

/**
 * The session to restore: the one of this tab if the browser discarded it, else the newest of all
 * closed pages. Null if there is none, or if storage is blocked.
 */
export async function readSession() {
  try {
    const sessions = await closedSessions();
    const own = document.wasDiscarded && sessions.find(({ key }) => key === sessionStorage.getItem('babble-session'));
    return own || (sessions[0] ?? null);
  } catch {
    return null;
  }
}

export async function deleteSession(key) {
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
    key: own_key,
    time: Date.now(),
    title: session.title,
    link: session.link,
    corpus: session.corpus && item(session.corpus),
    models: session.models.map(item),
  };
  await withStore('readwrite', (store) => store.put(record, record.key));
  const others = (await closedSessions()).filter(({ key }) => key !== own_key);
  for (const old of others.slice(most_sessions)) await deleteSession(old.key);
  return true;
}

/** Saves the session from now on: at intervals, and when the page is hidden or left. */
export function connectSessionStore(engine) {
  if (!own_key) claim(crypto.randomUUID?.() ?? String(Math.random()));
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
  if (own_key) deleteSession(own_key);
  claim(session.key);
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
        await deleteSession(session.key);
        showMessage(engine, 'The saved session is deleted.');
      },
    ],
  });
}
