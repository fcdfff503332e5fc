// Files in (picker, drag and drop, paste dialog) and out (downloads).
import { notify } from './notice.js';
import { bytesAt, openChunks, Upload } from './text.js';

export const megabyte = 1 << 20;
/** babble::limits::max_corpus_bytes. Checked here so that a larger file is not read at all. */
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
    picker.value = ''; // an edited file can then be picked again
  });
  connectDrop(engine);
  connectDialog(engine);
}

/** Opens the paste dialog with a text, for example after a paste outside every text field. */
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
        'A part of it is enough for these models.',
    );
    return;
  }
  newest += 1;
  const number = newest;
  let upload, error;
  try {
    upload = new Upload(engine, file.name, file.size);
    for await (const chunk of chunksOf(file)) {
      if (number !== newest) return; // another file was opened
      upload.add(chunk);
    }
    error = upload.open();
  } catch (reason) {
    error = reason.message;
  } finally {
    upload?.close();
  }
  if (error) notify(error);
  engine._babble_wake();
}

let newest = 0; // the number of files opened so far

async function* chunksOf(file) {
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

/** Opens a file that was received in chunks; shows an error as a notice. */
export function openOrNotify(engine, name, chunks) {
  newest += 1;
  const error = openChunks(engine, name, chunks);
  if (error) notify(error);
  engine._babble_wake();
}

function connectDrop(engine) {
  const hasContent = (event) =>
    ['Files', 'text/plain'].some((type) => event.dataTransfer?.types.includes(type));
  let depth = 0; // dragenter and dragleave occur for each element under the pointer

  window.addEventListener('dragenter', (event) => {
    if (!hasContent(event) || dialog.open) return;
    event.preventDefault();
    depth += 1;
    drop_hint.hidden = false;
  });
  window.addEventListener('dragover', (event) => {
    if (!hasContent(event) || dialog.open) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  window.addEventListener('dragleave', () => {
    depth = Math.max(0, depth - 1);
    if (depth === 0) drop_hint.hidden = true;
  });
  window.addEventListener('drop', (event) => {
    if (!hasContent(event) || dialog.open) return;
    event.preventDefault();
    depth = 0;
    drop_hint.hidden = true;
    if (!engine._babble_takes_texts()) return;
    const { files } = event.dataTransfer;
    const text = event.dataTransfer.getData('text/plain');
    if (files.length > 1) notify(`Only ${files[0].name} was opened. Babble opens one text at a time.`);
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
