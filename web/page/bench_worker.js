// The worker behind bench.js: a program without window and session, for one call of babble_bench.
'use strict';

self.onmessage = async ({ data: { folder, build, options } }) => {
  try {
    const address = (file) => `${folder}${file}?b=${build}`;
    importScripts(address('babble.js'));
    const engine = await self.createBabble({
      noInitialRun: true,
      locateFile: address,
      mainScriptUrlOrBlob: address('babble.js'), // its threads load it too
    });
    self.postMessage(engine.ccall('babble_bench', 'string', ['string'], [JSON.stringify(options)]));
  } catch (error) {
    self.postMessage(JSON.stringify({ error: `The benchmark's program could not be run: ${error.message ?? error}` }));
  }
};
