#pragma once
// Included before every source of a threaded build with Emscripten before 3.1.60.
//
// Code that catches an exception passes its landing pad to Emscripten's libunwind in a variable.
// The library keeps one for each thread, but clang before 15 takes it for a variable that all
// threads share, unless the source declares it: then no catch is ever found. The fields and their
// order are those of _Unwind_LandingPadContext in Emscripten's
// system/lib/libunwind/src/Unwind-wasm.c.

struct LandingPadContext {
  unsigned long lpad_index;
  void* lsda;
  unsigned long selector;
};

extern "C" thread_local constinit LandingPadContext __wasm_lpad_context;

// Without a use the compiler would forget the declaration.
[[gnu::used]] inline void* landing_pad_context() { return &__wasm_lpad_context; }
