// Runs benchmarks in a worker with its own instance of the program, so that the page stays responsive
// and either instruction set can be measured.
import { variantWith } from './engine.js';
import { hasRelaxedSimd } from './relaxed_simd.js';

/**
 * program: {build, variant} of the page. options: those of babble_bench; `simd` 'plain' or 'relaxed'
 * chooses the program, which is that of the page otherwise.
 */
export function runBench({ build, variant }, options) {
  if (options.simd === 'relaxed' && !hasRelaxedSimd()) {
    return Promise.reject(new Error('This browser has no relaxed SIMD. Measure the plain program instead.'));
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
      reject(new Error(`The benchmark stopped: ${event.message ?? 'the program could not be loaded'}.`));
    };
  });
  worker.postMessage({ folder: new URL(`${folder}/`, document.baseURI).href, build, options });
  return done.finally(() => worker.terminate());
}
