# The toolchain of the Emscripten on PATH: Debian's, emsdk's or another one.
execute_process(COMMAND em-config EMSCRIPTEN_ROOT OUTPUT_VARIABLE emscripten_root RESULT_VARIABLE status
                OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "Emscripten (3.1.6 or later) is not on PATH. Debian has it in the package emscripten; "
                      "with emsdk, run `source emsdk_env.sh` first.")
endif()
include("${emscripten_root}/cmake/Modules/Platform/Emscripten.cmake")
