// Detects relaxed SIMD (fused multiply-add), for which there is a second build of the program.

// The smallest module with f32x4.relaxed_madd in it: one function of type () -> v128.
// prettier-ignore
const relaxed_module = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,  // magic, version
  0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b,        // types: () -> v128
  0x03, 0x02, 0x01, 0x00,                          // one function of that type
  0x0a, 0x13, 0x01, 0x11, 0x00,                    // its code:
  0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f, 0x41, 0x00, 0xfd, 0x0f,  // three times i32.const 0, i8x16.splat
  0xfd, 0x85, 0x02, 0x0b,                          // f32x4.relaxed_madd, end
]);

export const hasRelaxedSimd = () => WebAssembly.validate(relaxed_module);
