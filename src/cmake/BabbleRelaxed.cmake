# Every WebAssembly program is linked twice: NAME runs wherever there is SIMD, NAME-relaxed has a·b + c
# as one instruction (relaxed SIMD), which not all browsers know. Only the kernels are compiled twice,
# that is every source that uses simd.h or the sizes of panels; the namespace in simd.h keeps the two
# apart. A relaxed program names its kernels' objects, so the linker never asks the libraries for the
# plain ones.
set(BABBLE_KERNEL_MARKS "simd::|wide_panel_width|BABBLE_RELAXED_SIMD")
if(NOT EMSCRIPTEN)
  string(APPEND BABBLE_KERNEL_MARKS "|panel_width|interleave|tile_rows")
endif()
set(BABBLE_RELAXED_FLAGS -mrelaxed-simd -DBABBLE_RELAXED_SIMD)

# clang 14 (Emscripten 3.1.6) knows an early draft of relaxed SIMD, with another name and opcode of the
# fused multiply-add; web/tools/final-opcodes.mjs then replaces the opcode.
if(EMSCRIPTEN)
  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_FLAGS -mrelaxed-simd)
  set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)  # compiles without linking
  check_cxx_source_compiles("
    typedef float Vec __attribute__((vector_size(16)));
    Vec multiply_add(Vec a, Vec b, Vec c) { return __builtin_wasm_relaxed_madd_f32x4(a, b, c); }"
    BABBLE_HAS_RELAXED_MADD)
  unset(CMAKE_TRY_COMPILE_TARGET_TYPE)
  unset(CMAKE_REQUIRED_FLAGS)
  if(BABBLE_HAS_RELAXED_MADD)
    list(APPEND BABBLE_RELAXED_FLAGS -DBABBLE_RELAXED_MULTIPLY_ADD=__builtin_wasm_relaxed_madd_f32x4)
  else()
    list(APPEND BABBLE_RELAXED_FLAGS -DBABBLE_RELAXED_MULTIPLY_ADD=__builtin_wasm_fma_f32x4)
  endif()
endif()

# babble_kernels(out SOURCES…): those that are compiled for each kind of vectors. They share no object
# file with other sources. The page's kernels are optimized each by itself.
function(babble_kernels out)
  set(kernels)
  foreach(source IN LISTS ARGN)
    get_filename_component(file "${source}" ABSOLUTE)
    if(EXISTS "${file}")
      file(STRINGS "${file}" found REGEX "${BABBLE_KERNEL_MARKS}" LIMIT_COUNT 1)
      if(found)
        list(APPEND kernels "${source}")
        get_source_file_property(group "${source}" UNITY_GROUP)
        if(group AND NOT EMSCRIPTEN)
          set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${group}_kernels")
        else()
          set_source_files_properties("${source}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
        endif()
      endif()
    endif()
  endforeach()
  set(${out} ${kernels} PARENT_SCOPE)
endfunction()

# Layer LAYER's kernels with relaxed SIMD, as objects: babble_LAYER_relaxed.
function(babble_relaxed_kernels layer)
  babble_kernels(kernels ${ARGN})
  add_library(babble_${layer}_relaxed OBJECT EXCLUDE_FROM_ALL ${kernels})
  target_link_libraries(babble_${layer}_relaxed PRIVATE babble_${layer})
  target_compile_options(babble_${layer}_relaxed PRIVATE ${BABBLE_RELAXED_FLAGS} ${BABBLE_WARNINGS})
endfunction()

# The relaxed twin of an executable with these sources and libraries.
function(babble_relaxed_twin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  babble_kernels(kernels ${arg_SOURCES})
  set(others ${arg_SOURCES})
  list(REMOVE_ITEM others ${kernels} "")
  add_library(${name}_shared OBJECT EXCLUDE_FROM_ALL ${others})
  target_link_libraries(${name}_shared PRIVATE ${arg_LINKS})
  target_compile_options(${name}_shared PRIVATE ${BABBLE_SMALL} ${BABBLE_WARNINGS})
  foreach(target ${name} ${name}-relaxed)
    add_executable(${target} ${kernels} $<TARGET_OBJECTS:${name}_shared>)
    target_link_libraries(${target} PRIVATE ${arg_LINKS})
    target_compile_options(${target} PRIVATE ${BABBLE_WARNINGS})
  endforeach()
  target_sources(${name}-relaxed PRIVATE $<TARGET_OBJECTS:babble_core_relaxed>)
  target_compile_options(${name}-relaxed PRIVATE ${BABBLE_RELAXED_FLAGS})
  set_target_properties(${name}-relaxed PROPERTIES
    CROSSCOMPILING_EMULATOR "${CMAKE_SOURCE_DIR}/tests/support/relaxed-node")
  if(NOT BABBLE_HAS_RELAXED_MADD)
    set(script "${CMAKE_SOURCE_DIR}/web/tools/final-opcodes.mjs")
    set_target_properties(${name}-relaxed PROPERTIES LINK_DEPENDS "${script}")
    add_custom_command(TARGET ${name}-relaxed POST_BUILD
      COMMAND node "${script}" "$<TARGET_FILE_DIR:${name}-relaxed>/$<TARGET_FILE_BASE_NAME:${name}-relaxed>.wasm"
      VERBATIM)
  endif()
endfunction()
