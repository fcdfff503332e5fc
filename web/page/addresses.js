// A text from an address: typed into the dialog, or one of the courses' files from its public home.
// Nothing is asked of any other host before the visitor has said so by a click.
import { max_file_bytes, megabyte, openOrNotify } from './files.js';
import { notify } from './notice.js';

/** Where the courses themselves tell their learners to get the data. */
const homes = {
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
const trouble = document.getElementById('address-trouble');
const open_button = document.getElementById('address-open');

export function connectAddresses(engine, hooks) {
  hooks.openAddress = () => {
    if (dialog.open) return;
    trouble.textContent = '';
    dialog.showModal();
    field.focus();
    field.select();
  };
  hooks.openHome = async (which) => {
    const { name, address } = homes[which];
    try {
      openOrNotify(engine, name, await fetchPieces(address));
    } catch (error) {
      notify(error.message);
    }
  };
  document.getElementById('address-cancel').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => document.getElementById('canvas').focus({ preventScroll: true }));
  dialog.querySelector('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    trouble.textContent = 'Fetching it …';
    open_button.disabled = true;
    try {
      const address = checked(field.value.trim());
      const pieces = await fetchPieces(address.href);
      dialog.close();
      openOrNotify(engine, decodeURIComponent(address.pathname.split('/').pop() || address.hostname), pieces);
    } catch (error) {
      trouble.textContent = error.message;
    }
    open_button.disabled = false;
  });
}

function checked(text) {
  let address;
  try {
    address = new URL(text);
  } catch {
    throw new Error('This is no address: it begins with https:// and ends with the name of a text file.');
  }
  const is_own_machine = ['localhost', '127.0.0.1'].includes(address.hostname);
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && is_own_machine)) {
    throw new Error('Only https:// addresses can be opened (and http:// on this machine).');
  }
  return address;
}

/** The bytes at an address, in pieces; throws an Error with a sentence for the visitor. */
async function fetchPieces(address) {
  const host = new URL(address).hostname;
  let response;
  try {
    response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch {
    throw new Error(
      navigator.onLine === false
        ? 'There is no network now. A file on this machine can be opened without one.'
        : `${host} does not answer, or does not let other pages read its files (no CORS header). Download the file and drop it here instead.`,
    );
  }
  if (response.status === 404) throw new Error(`${host} has no such file (404): check the address.`);
  if (!response.ok) throw new Error(`${host} answers ${response.status}: the file cannot be had there now.`);
  const type = response.headers.get('content-type') ?? '';
  if (/^text\/html/i.test(type)) {
    throw new Error('This is the address of a web page, not of a text file: look for a link called “raw” or “plain text” there.');
  }
  if (/^(image|video|audio|font)\/|pdf|zip/i.test(type)) {
    throw new Error(`This is no text: ${host} says that it is ${type.split(';')[0]}.`);
  }
  return await readAtMost(response);
}

async function readAtMost(response) {
  const too_large = () => new Error(`The file is larger than ${max_file_bytes / megabyte} MB; a part of it will do: these models are small.`);
  if (Number(response.headers.get('content-length') ?? 0) > max_file_bytes) throw too_large();
  const pieces = [];
  let size = 0;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > max_file_bytes) throw too_large();
      pieces.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error instanceof TypeError ? new Error('The connection broke before the file was whole: try again.') : error;
  }
  return pieces;
}
