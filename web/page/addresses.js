// Opens a text from an address: one that the user types into the dialog, or a file of the courses.
// The page sends requests to other hosts only after a click.
import { max_file_bytes, megabyte, openOrNotify } from './files.js';
import { notify } from './notice.js';

/** The addresses that the courses give for their data. */
const course_files = {
  names: {
    name: 'names.txt',
    address: 'https://raw.githubusercontent.com/karpathy/makemore/master/names.txt',
  },
  time_machine: {
    name: 'timemachine.txt',
    address: 'https://d2l-data.s3-accelerate.amazonaws.com/timemachine.txt',
  },
};

const dialog = document.getElementById('address');
const field = document.getElementById('address-url');
const message = document.getElementById('address-message');
const open_button = document.getElementById('address-open');

export function connectAddresses(engine, hooks) {
  hooks.openAddress = () => {
    if (dialog.open) return;
    message.textContent = '';
    dialog.showModal();
    field.focus();
    field.select();
  };
  hooks.openHome = async (which) => {
    const { name, address } = course_files[which];
    try {
      openOrNotify(engine, name, await fetchChunks(address));
    } catch (error) {
      notify(error.message);
    }
  };
  document.getElementById('address-cancel').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => document.getElementById('canvas').focus({ preventScroll: true }));
  dialog.querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    message.textContent = 'Loading …';
    open_button.disabled = true;
    try {
      const { address, name } = parseAddress(field.value.trim());
      const chunks = await fetchChunks(address);
      dialog.close();
      openOrNotify(engine, name, chunks);
    } catch (error) {
      message.textContent = error.message;
    }
    open_button.disabled = false;
  });
}

/** The address and the name of its file; throws an Error with a sentence for the user. */
function parseAddress(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new Error('This is not an address. An address begins with https:// and ends with the name of a text file.');
  }
  const is_local = ['localhost', '127.0.0.1'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && is_local)) {
    throw new Error('Only https:// addresses can be opened (and http:// on this machine).');
  }
  try {
    return { address: url.href, name: decodeURIComponent(url.pathname.split('/').pop() || url.hostname) };
  } catch {
    throw new Error('This address has a percent sign (%) that does not encode a character. Write %25 for the sign itself.');
  }
}

/** The bytes at an address, in chunks; throws an Error with a sentence for the user. */
async function fetchChunks(address) {
  const host = new URL(address).hostname;
  let response;
  try {
    response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch {
    throw new Error(
      navigator.onLine === false
        ? 'There is no network connection. You can open a file on this machine.'
        : `${host} does not answer, or does not allow other pages to read its files (no CORS header). Download the file and drop it here instead.`,
    );
  }
  if (response.status === 404) throw new Error(`${host} has no such file (404). Check the address.`);
  if (!response.ok) throw new Error(`${host} answers with status ${response.status}. The file is not available now.`);
  const type = response.headers.get('content-type') ?? '';
  if (/^text\/html/i.test(type)) {
    throw new Error('This is the address of a web page, not of a text file. Look for a link “raw” or “plain text” on that page.');
  }
  if (/^(image|video|audio|font)\/|pdf|zip/i.test(type)) {
    throw new Error(`This is not a text file. Its type is ${type.split(';')[0]}.`);
  }
  return await readAtMost(response);
}

async function readAtMost(response) {
  const too_large = () => new Error(`The file is larger than ${max_file_bytes / megabyte} MB. A part of it is enough for these models.`);
  if (Number(response.headers.get('content-length') ?? 0) > max_file_bytes) throw too_large();
  const chunks = [];
  let size = 0;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > max_file_bytes) throw too_large();
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error instanceof TypeError ? new Error('The connection was lost before the file was complete. Try again.') : error;
  }
  return chunks;
}
