// main of a native program for x86-64: starts the one of its three variants (BabbleSimd.cmake) that
// has the widest vectors of this processor, or the one that the environment variable BABBLE_SIMD
// names. This source is compiled for the plainest processor and calls nothing of the program but
// the variant.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {

using BabbleInitializer = void (*)(int, char**, char**);

// What a variant does before main. The linker defines the ends of a section whose name is a C
// identifier; there is none if a variant has nothing to do.
#define BABBLE_VARIANT(variant)                                                         \
  int babble_main_##variant(int, char**);                                               \
  extern const BabbleInitializer __start_babble_init_##variant[] __attribute__((weak)); \
  extern const BabbleInitializer __stop_babble_init_##variant[] __attribute__((weak));

BABBLE_VARIANT(sse2)
BABBLE_VARIANT(avx2)
BABBLE_VARIANT(avx512)
#undef BABBLE_VARIANT

}  // extern "C"

namespace {

struct Variant {
  const char* name;
  const char* missing;  // what the processor lacks; null if it runs the variant
  int (*main)(int, char**);
  const BabbleInitializer *begin, *end;
};

#define BABBLE_SUPPORTS(feature) (__builtin_cpu_supports(feature) != 0)

bool has_avx2() {  // x86-64-v3
  return BABBLE_SUPPORTS("avx2") && BABBLE_SUPPORTS("fma") && BABBLE_SUPPORTS("bmi") &&
         BABBLE_SUPPORTS("bmi2");
}
bool has_avx512() {  // x86-64-v4
  return has_avx2() && BABBLE_SUPPORTS("avx512f") && BABBLE_SUPPORTS("avx512bw") &&
         BABBLE_SUPPORTS("avx512cd") && BABBLE_SUPPORTS("avx512dq") && BABBLE_SUPPORTS("avx512vl");
}

}  // namespace

int main(int argc, char** argv) {
  __builtin_cpu_init();
#define BABBLE_VARIANT(variant) \
  babble_main_##variant, __start_babble_init_##variant, __stop_babble_init_##variant
  const Variant variants[] = {
      {"avx512", has_avx512() ? nullptr : "AVX-512", BABBLE_VARIANT(avx512)},
      {"avx2", has_avx2() ? nullptr : "AVX2 and FMA", BABBLE_VARIANT(avx2)},
      {"sse2", nullptr, BABBLE_VARIANT(sse2)},
  };
  const char* wanted = std::getenv("BABBLE_SIMD");
  if (wanted && *wanted == '\0') wanted = nullptr;
  for (const Variant& variant : variants) {
    if (wanted ? std::strcmp(variant.name, wanted) != 0 : variant.missing != nullptr) continue;
    if (variant.missing) {
      std::fprintf(stderr, "BABBLE_SIMD=%s needs a processor with %s.\n", variant.name,
                   variant.missing);
      return 2;
    }
    for (const BabbleInitializer* at = variant.begin; at != variant.end; ++at)
      (*at)(argc, argv, environ);
    return variant.main(argc, argv);
  }
  std::fprintf(stderr, "BABBLE_SIMD has to be sse2, avx2 or avx512, not \"%.40s\".\n", wanted);
  return 2;
}
