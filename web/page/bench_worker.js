// The worker of bench.js: runs babble_bench once in a program without window and session.
'use strict';

self.onmessage = async ({ data: { folder, build, options } }) => {
  try {
    const address = (file) => `${folder}${file}?b=${build}`;
    importScripts(address('babble.js'));
    const engine = await self.createBabble({
      noInitialRun: true,
      locateFile: address,
      mainScriptUrlOrBlob: address('babble.js'), // for its threads
    });
    self.postMessage(engine.ccall('babble_bench', 'string', ['string'], [JSON.stringify(options)]));
  } catch (error) {
    self.postMessage(JSON.stringify({ error: `The benchmark could not run: ${error.message ?? error}` }));
  }
};
