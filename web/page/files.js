// Files in (picker, drag and drop, paste dialog) and out (downloads).
import { notify } from './notice.js';
import { bytesAt, openPieces, Parcel } from './text.js';

export const megabyte = 1 << 20;
/** As babble::limits::max_corpus_bytes; asked here so that a larger file is not even read. */
export const max_file_bytes = 256 * megabyte;

const picker = document.getElementById('file-input');
const drop_hint = document.getElementById('drop-hint');
const dialog = document.getElementById('paste');
const dialog_text = document.getElementById('paste-text');
const dialog_count = document.getElementById('paste-count');
const dialog_open = document.getElementById('paste-open');

export function connectFiles(engine, hooks) {
  hooks.openFile = () => picker.click();
  hooks.openPaste = () => showPasteDialog('');
  hooks.download = (name, type, pointer, length) =>
    offerDownload(name, new Blob([bytesAt(engine, pointer, length)], { type }));

  picker.addEventListener('change', () => {
    if (picker.files.length > 0) openFile(engine, picker.files[0]);
    picker.value = ''; // so that the same file can be picked again after it was edited
  });
  connectDrop(engine);
  connectDialog(engine);
}

/** Opens the dialog with `text` in it (a paste outside every text field). */
export function showPasteDialog(text) {
  if (dialog.open) return;
  dialog_text.value = text;
  describeText();
  dialog.showModal();
  (text ? dialog_open : dialog_text).focus();
}

async function openFile(engine, file) {
  if (file.size > max_file_bytes) {
    const size = Math.ceil(file.size / megabyte);
    notify(
      `${file.name} has ${size} MB; Babble opens files of up to ${max_file_bytes / megabyte} MB. ` +
        'A part of it will do: these models are small.',
    );
    return;
  }
  newest += 1;
  const number = newest;
  let parcel, error;
  try {
    parcel = new Parcel(engine, file.name, file.size);
    for await (const piece of piecesOf(file)) {
      if (number !== newest) return; // another one was opened meanwhile
      parcel.add(piece);
    }
    error = parcel.open();
  } catch (problem) {
    error = problem.message;
  } finally {
    parcel?.close();
  }
  if (error) notify(error);
  engine._babble_wake();
}

let newest = 0; // counts the files that were opened

async function* piecesOf(file) {
  const reader = file.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new Error(`${file.name} could not be read. If it is a folder, open a file in it instead.`);
      });
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** `pieces`: the file's bytes, as they came. */
export function openOrNotify(engine, name, pieces) {
  newest += 1;
  const error = openPieces(engine, name, pieces);
  if (error) notify(error);
  engine._babble_wake();
}

function connectDrop(engine) {
  const has_something = (event) =>
    ['Files', 'text/plain'].some((type) => event.dataTransfer?.types.includes(type));
  let depth = 0; // dragenter and dragleave come for every element on the way

  window.addEventListener('dragenter', (event) => {
    if (!has_something(event) || dialog.open) return;
    event.preventDefault();
    depth += 1;
    drop_hint.hidden = false;
  });
  window.addEventListener('dragover', (event) => {
    if (!has_something(event) || dialog.open) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  window.addEventListener('dragleave', () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) drop_hint.hidden = true;
  });
  window.addEventListener('drop', (event) => {
    if (!has_something(event) || dialog.open) return;
    event.preventDefault();
    depth = 0;
    drop_hint.hidden = true;
    const { files } = event.dataTransfer;
    const text = event.dataTransfer.getData('text/plain');
    if (files.length > 1) notify(`Only ${files[0].name} was opened: one text at a time.`);
    if (files.length > 0) openFile(engine, files[0]);
    else if (text) showPasteDialog(text);
  });
}

function connectDialog(engine) {
  dialog_text.addEventListener('input', describeText);
  document.getElementById('paste-cancel').addEventListener('click', () => dialog.close());
  dialog.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = dialog_text.value;
    dialog.close();
    openOrNotify(engine, 'pasted text', [new TextEncoder().encode(text)]);
  });
  dialog.addEventListener('close', () => {
    dialog_text.value = '';
    document.getElementById('canvas').focus({ preventScroll: true });
  });
}

function describeText() {
  const text = dialog_text.value;
  const lines = text === '' ? 0 : text.replace(/\n$/, '').split('\n').length;
  const count = (number, word) => `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`;
  dialog_count.textContent = text ? `${count([...text].length, 'character')}, ${count(lines, 'line')}` : '';
  dialog_open.disabled = text.trim() === '';
}

function offerDownload(name, blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
