# Flags of all code of this build, third-party sources included where the ABI asks for it.

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
# Assertions guard the inside of the program. They stay in the builds that the tests run under a
# sanitizer and cost nothing in the others.
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
set(CMAKE_C_FLAGS_RELEASE "-O3 -DNDEBUG")

# With CMAKE_UNITY_BUILD, as most presets have it, eight sources are compiled as one: twice as fast
# from nothing. The preset native compiles each by itself, so that none lacks an include; only
# the commands and the tests go by eights there too.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 8)

set(CMAKE_THREAD_PREFER_PTHREAD_FLAG TRUE)

if(EMSCRIPTEN)
  # WebAssembly's own exceptions cost nothing where none is thrown.
  add_compile_options(-fwasm-exceptions)
  add_link_options(-fwasm-exceptions)
  if(BABBLE_THREADS)
    add_compile_options(-pthread)
    add_link_options(-pthread)
    if(EMSCRIPTEN_VERSION VERSION_LESS 3.1.60)
      add_compile_options(
        "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-include ${CMAKE_CURRENT_LIST_DIR}/landing_pad_context.h>")
    endif()
  endif()
  # Eigen's SSE kernels, three times as fast as its plain code: Emscripten's own *mmintrin.h have
  # to be found before clang's, which are for x86 only. See src/core/math/eigen.h.
  execute_process(COMMAND em-config CACHE OUTPUT_VARIABLE emscripten_cache
                  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-msimd128;-msse4.2;-D__MMINTRIN_H>"
    "$<$<COMPILE_LANGUAGE:CXX>:SHELL:-isystem ${emscripten_cache}/sysroot/include/compat>")
  # Everything but core is compiled for size: it decides how long the page takes to come, and the
  # work of a frame is the browser's.
  set(BABBLE_SMALL -Os)
  # The interface neither throws nor catches. What passes through it stops the program or is told by
  # platform; code that would destroy its temporaries on the way is 7 % of the
  # program.
  set(BABBLE_NO_EXCEPTIONS -fno-exceptions)
  # Debian's node knows where Emscripten's JavaScript modules are, other nodes have to be told.
  set(CMAKE_CXX_LINKER_LAUNCHER ${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs:/usr/lib/nodejs)
  # With fetch in place the generated code would fetch the wasm file's path over the network.
  set(CMAKE_CROSSCOMPILING_EMULATOR node --no-experimental-fetch)
endif()

if(BABBLE_SANITIZE)
  add_compile_options(-fsanitize=${BABBLE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${BABBLE_SANITIZE})
endif()
if(BABBLE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # tells the fuzzer where an input has led
endif()

# Warnings are for our own targets.
set(BABBLE_WARNINGS -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
if(CMAKE_UNITY_BUILD)
  # A local variable may well be called as a constant in another source is.
  list(REMOVE_ITEM BABBLE_WARNINGS -Wshadow)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC 13 and 14 take any reference from a function with a temporary argument for a dangling one.
  # The others are false alarms of GCC 12 inside inlined library and Eigen code at -O3. The first two fire by the
  # dozen in its own AVX-512 headers; clang, which compiles the same code for the web, looks for what
  # they are about.
  list(APPEND BABBLE_WARNINGS -Wno-maybe-uninitialized -Wno-uninitialized -Wno-error=array-bounds
       -Wno-error=stringop-overflow -Wno-error=stringop-overread -Wno-error=restrict
       -Wno-error=free-nonheap-object
       -Wno-dangling-reference)
endif()
