// Chooses, downloads and starts the WebAssembly program.
import { Problem } from './problem.js';
import { hasRelaxedSimd } from './relaxed_simd.js';

const network_advice = 'Please check the network connection and try again.';
const server_advice = 'This is the server’s trouble and not yours: please try again in a while.';

/**
 * build.json, written when the site is put together: {"id": text that changes with any file,
 * "sizes": {"threaded/babble.wasm": bytes, ...}}. The program's files are asked for with ?b=id, so
 * that a script never meets the wasm of another build, whatever caches there are.
 */
export async function fetchBuild() {
  const response = await get('build.json', { cache: 'no-cache' });
  return await response.json();
}

/**
 * Which of the four programs of the site this page takes. Threads need shared memory, which browsers
 * give only to cross-origin isolated pages; `?threads=0` does without. Fused multiply-add is taken
 * where the browser has it; `?simd=plain` does without.
 */
export function chooseVariant(options) {
  const can_thread = window.crossOriginIsolated && typeof SharedArrayBuffer === 'function';
  const threads = can_thread && options.get('threads') !== '0' ? 'threaded' : 'unthreaded';
  return variantWith(threads, options.get('simd') !== 'plain' && hasRelaxedSimd());
}

/** The sibling of a variant with or without relaxed SIMD: both are folders of the site. */
export function variantWith(variant, relaxed) {
  return variant.replace('-relaxed', '') + (relaxed ? '-relaxed' : '');
}

/**
 * Resolves to the Emscripten module when its main() has been called. `beforeMain(module)` is called
 * once exported functions may be used, but before main().
 */
export async function loadEngine({ build, variant, canvas, hooks, onProgress, onStopped, beforeMain }) {
  const address = (file) => new URL(`${variant}/${file}?b=${build.id}`, document.baseURI).href;
  const wasm = download(address('babble.wasm'), build.sizes?.[`${variant}/babble.wasm`], onProgress);
  wasm.catch(() => {}); // it is awaited below; a missing script must be reported first
  await loadScript(address('babble.js'));

  return await new Promise((resolve, reject) => {
    let started = false;
    const stop = (reason) => {
      const sentence = `${reason}`.replace(/^(Uncaught )?(\w*Error: )?/, '');
      if (started) onStopped(sentence);
      else reject(new Problem(`Babble could not start: ${sentence}`, undefined));
    };
    watchForCrashes(stop);

    window
      .createBabble({
        canvas,
        babbleHooks: hooks,
        locateFile: address,
        print: (line) => console.log(line),
        printErr: (line) => console.warn(line),
        onAbort: stop,
        preRun: [(module) => beforeMain(module)],
        instantiateWasm(imports, receive) {
          wasm
            .then((response) => WebAssembly.instantiateStreaming(response, imports))
            .then(({ instance, module }) => receive(instance, module))
            .catch((error) => reject(error instanceof Problem ? error : brokenDownload(error)));
          return {};
        },
      })
      .then((module) => {
        started = true;
        resolve(module);
      })
      .catch(stop);
  });
}

function brokenDownload(error) {
  console.error(error);
  return new Problem(
    `The program arrived incomplete or damaged (${error.message}).`,
    'Please try again; if it stays so, the site’s files do not belong together and whoever runs it should build it anew.',
  );
}

/** An exception that leaves the program, on this thread or in a worker, has broken it. */
function watchForCrashes(stop) {
  window.addEventListener('error', (event) => {
    const from_program = /\/babble(\.worker)?\.(js|wasm)/.test(event.filename ?? '');
    // Emscripten throws a worker's ErrorEvent once more, as an exception, on this thread.
    if (event.error instanceof WebAssembly.RuntimeError || from_program) stop(event.error?.message ?? event.message);
  });
  window.addEventListener('unhandledrejection', (event) => {
    if (event.reason instanceof WebAssembly.RuntimeError) stop(event.reason.message);
  });
}

async function get(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new Problem('Babble could not be loaded: the server does not answer.', network_advice);
  }
  if (!response.ok) {
    const file = new URL(response.url || address, document.baseURI).pathname.split('/').pop();
    throw new Problem(
      `Babble could not be loaded: the server answers ${response.status} for ${file}.`,
      server_advice,
    );
  }
  return response;
}

/** A Response whose bytes are counted as they come. `size`: uncompressed bytes, where known. */
async function download(address, size, onProgress) {
  const response = await get(address);
  const is_compressed = response.headers.has('content-encoding');
  const total = size ?? (is_compressed ? 0 : Number(response.headers.get('content-length') ?? 0));
  if (!total || !response.body) {
    onProgress(null);
    return response;
  }
  let received = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      received += chunk.byteLength;
      onProgress(received / total);
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter), {
    headers: { 'content-type': 'application/wasm' }, // some static hosts do not know the type
  });
}

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = resolve;
    script.onerror = () =>
      reject(new Problem('Babble could not be loaded: babble.js does not come.', network_advice));
    document.head.append(script);
  });
}
