// Chooses, downloads and starts the WebAssembly program.
import { LoadError } from './load_error.js';
import { hasRelaxedSimd } from './relaxed_simd.js';

const network_advice = 'Check the network connection and try again.';
const server_advice = 'This is an error of the server. Try again later.';

/**
 * build.json, which assemble-site writes: {"id": changes with any file, "sizes":
 * {"threaded/babble.wasm": bytes, ...}}. The files of the program are loaded with ?b=id, so that no
 * cache combines the script and the wasm of different builds.
 */
export async function fetchBuild() {
  const response = await get('build.json', { cache: 'no-cache' });
  return await response.json();
}

/**
 * Chooses one of the four programs of the site. Threads need shared memory, which browsers allow only
 * in cross-origin isolated pages; `?threads=0` disables them. Relaxed SIMD (fused multiply-add) is
 * used if the browser has it; `?simd=plain` disables it.
 */
export function chooseVariant(options) {
  const can_thread = window.crossOriginIsolated && typeof SharedArrayBuffer === 'function';
  const threads = can_thread && options.get('threads') !== '0' ? 'threaded' : 'unthreaded';
  return variantWith(threads, options.get('simd') !== 'plain' && hasRelaxedSimd());
}

/** The folder of a variant with or without relaxed SIMD. */
export function variantWith(variant, relaxed) {
  return variant.replace('-relaxed', '') + (relaxed ? '-relaxed' : '');
}

/**
 * Resolves to {engine: the Emscripten module after main(), compiled: the WebAssembly module}. `beforeMain(module)` is called before main(), when
 * exported functions can be used.
 */
export async function loadEngine({ build, variant, canvas, hooks, onProgress, onStopped, beforeMain }) {
  const address = (file) => new URL(`${variant}/${file}?b=${build.id}`, document.baseURI).href;
  const wasm = download(address('babble.wasm'), build.sizes?.[`${variant}/babble.wasm`], onProgress);
  wasm.catch(() => {}); // awaited below, after the script
  await loadScript(address('babble.js'));

  return await new Promise((resolve, reject) => {
    let started = false;
    let compiled;
    const stop = (reason) => {
      const sentence = `${reason}`.replace(/^(Uncaught )?(\w*Error: )?/, '');
      if (started) onStopped(sentence);
      else reject(new LoadError(`Babble could not start: ${sentence}`, undefined));
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
            .then(({ instance, module }) => receive(instance, (compiled = module)))
            .catch((error) => reject(error instanceof LoadError ? error : damagedDownload(error)));
          return {};
        },
      })
      .then((engine) => {
        started = true;
        resolve({ engine, compiled });
      })
      .catch(stop);
  });
}

function damagedDownload(error) {
  console.error(error);
  return new LoadError(
    `The program is incomplete or damaged (${error.message}).`,
    'Try again. If the error remains, the site’s files are from different builds, and its owner has to build it again.',
  );
}

/** Reports exceptions that leave the program, on this thread or in a worker. It cannot continue. */
function watchForCrashes(stop) {
  window.addEventListener('error', (event) => {
    const from_program = /\/babble(\.worker)?\.(js|wasm)/.test(event.filename ?? '');
    // Emscripten also throws a worker's ErrorEvent as an exception on this thread.
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
    throw new LoadError('Babble could not be loaded: the server does not answer.', network_advice);
  }
  if (!response.ok) {
    const file = new URL(response.url || address, document.baseURI).pathname.split('/').pop();
    throw new LoadError(
      `Babble could not be loaded: the server answers with status ${response.status} for ${file}.`,
      server_advice,
    );
  }
  return response;
}

/** A Response that reports its progress. `size`: uncompressed bytes, if known. */
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
    headers: { 'content-type': 'application/wasm' }, // some static hosts send another type
  });
}

function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = resolve;
    script.onerror = () =>
      reject(new LoadError('Babble could not be loaded: babble.js is not available.', network_advice));
    document.head.append(script);
  });
}
