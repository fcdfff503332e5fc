// The worker of remote.js: the program without window, which trains between two messages.
//   to it:   {folder, build, compiled} at first, then bytes of intents, 'next' when a snapshot has
//            arrived, and 'whole' when it could not be read
//   from it: 'ready', bytes of snapshots, {error: sentence}
'use strict';

const slice_ms = 12; // of work between two looks at the messages

let engine = null;
const early = []; // messages before the program is ready
let wanted = 2; // news: 0 none until the last has arrived, 1 what has changed, 2 all
let timer = 0;
let is_due = false;
const channel = new MessageChannel(); // unlike a timer it waits for nothing but other messages
channel.port1.onmessage = work;

function workNow() {
  clearTimeout(timer);
  if (!is_due) channel.port2.postMessage(null);
  is_due = true;
}

function take(message) {
  if (message === 'next' || message === 'whole') {
    wanted = message === 'next' ? 1 : 2;
    return;
  }
  const pointer = engine._malloc(message.length);
  if (pointer) engine.HEAPU8.set(message, pointer);
  const done = pointer && engine._babble_worker_intent(pointer, message.length);
  engine._free(pointer);
  if (!done) self.postMessage({ error: 'There is not enough memory for this.' });
}

function work() {
  is_due = false;
  const idle = engine._babble_worker_turn(slice_ms, wanted); // seconds
  if (idle <= 0) workNow();
  else if (idle < Infinity) timer = setTimeout(work, Math.min(idle * 1000, 1e6));
}

async function start({ folder, build, compiled }) {
  const address = (file) => `${folder}${file}?b=${build}`;
  importScripts(address('babble.js'));
  engine = await self.createBabble({
    noInitialRun: true,
    locateFile: address,
    instantiateWasm(imports, receive) {
      WebAssembly.instantiate(compiled, imports).then((instance) => receive(instance, compiled));
      return {};
    },
    babbleHooks: {
      send(pointer, length) {
        wanted = 0;
        const bytes = engine.HEAPU8.slice(pointer, pointer + length);
        self.postMessage(bytes, [bytes.buffer]);
      },
    },
  });
  self.postMessage('ready');
  early.forEach(take);
  workNow();
}

self.onmessage = ({ data }) => {
  if (data.compiled) {
    start(data).catch((error) => setTimeout(() => { throw error; }));
    return;
  }
  if (!engine) {
    early.push(data);
    return;
  }
  take(data);
  workNow();
};
