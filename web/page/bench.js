// Benchmarks run in a worker with a program of its own, so that the page stays alive meanwhile and the
// program with the other instructions can be measured too.
import { variantWith } from './engine.js';
import { hasRelaxedSimd } from './relaxed_simd.js';

/**
 * program: {build, variant} of the page. options: as babble_bench takes them; with `simd` 'plain' or
 * 'relaxed' that program is loaded in place of the page's own.
 */
export function runBench({ build, variant }, options) {
  if (options.simd === 'relaxed' && !hasRelaxedSimd()) {
    return Promise.reject(new Error('This browser has no relaxed SIMD; the plain program can be measured.'));
  }
  const has_choice = options.simd === 'plain' || options.simd === 'relaxed';
  const folder = has_choice ? variantWith(variant, options.simd === 'relaxed') : variant;
  const worker = new Worker(new URL('bench_worker.js', import.meta.url));
  const done = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      const result = JSON.parse(data);
      if (result.error) reject(new Error(result.error));
      else resolve(result);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`The benchmark stopped: ${event.message ?? 'its program could not be loaded'}.`));
    };
  });
  worker.postMessage({ folder: new URL(`${folder}/`, document.baseURI).href, build, options });
  return done.finally(() => worker.terminate());
}
