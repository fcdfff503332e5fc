// Checks the browser before anything large is loaded.
import { LoadError } from './load_error.js';

const update_advice =
  'Babble runs in Chrome or Edge 91, Firefox 102, Safari 16.4 and later. Update this browser, or open the page in another one.';

// The smallest module with a SIMD instruction in it: one function of type () -> v128.
// prettier-ignore
const simd_module = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,  // magic, version
  0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b,        // types: () -> v128
  0x03, 0x02, 0x01, 0x00,                          // one function of that type
  0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b,  // i32.const 0, i8x16.splat, end
]);

// As the program asks for it. It gets the context that was made here, since making one takes long.
const context_attributes = { alpha: false, depth: false, stencil: false, antialias: false };

export function checkRequirements(canvas) {
  if (typeof WebAssembly !== 'object') {
    throw new LoadError(
      'Babble needs WebAssembly, which this browser does not have or has disabled.',
      `If it is disabled (as in some protected modes), allow it for this site. ${update_advice}`,
    );
  }
  if (!WebAssembly.validate(simd_module)) {
    throw new LoadError('Babble needs WebAssembly SIMD, which this browser does not have.', update_advice);
  }
  if (!canvas.getContext('webgl2', context_attributes)) {
    throw new LoadError(
      'Babble needs WebGL 2, which is not available in this browser.',
      'Enable hardware acceleration in the browser’s settings and reload the page, or use another browser or device.',
    );
  }
}
