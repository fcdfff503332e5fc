# Native programs for x86-64 run on every processor of that kind and use the vectors that it has. A
# program is linked three times, for SSE2, for AVX2 with FMA and for AVX-512, each time into one
# relocatable object in which only main is visible, and src/cmake/choose_simd.cpp starts one of the
# three. So no inline function of one is ever called by another. Only the kernels are compiled three
# times; each link but the first names its kernels' objects, so that the linker never asks the
# libraries for those of SSE2.
set(BABBLE_SIMD_VARIANTS "")
if(NOT EMSCRIPTEN AND NOT BABBLE_FUZZ AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(BABBLE_SIMD_VARIANTS sse2 avx2 avx512)
  # Eigen's functions with the same name must agree on how memory is aligned.
  add_compile_definitions($<$<COMPILE_LANGUAGE:CXX>:EIGEN_MAX_ALIGN_BYTES=64>)
  # GCC's unique symbols cannot be hidden.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
endif()
set(BABBLE_FLAGS_sse2)
# Scheduled for AMD's Zen 3: with GCC's generic schedule, gemv is 8 % slower on such a processor.
set(BABBLE_FLAGS_avx2 -march=x86-64-v3 -mtune=znver3)
set(BABBLE_FLAGS_avx512 -march=x86-64-v4 -mtune=znver3)
set(BABBLE_OBJCOPY "${CMAKE_OBJCOPY}")

# Shared libraries of the system stay outside of the three. Every program names all of them and is
# linked with those that it calls.
function(babble_system_libraries target)
  foreach(library IN LISTS ARGN)
    if(NOT library MATCHES "\\.a$")
      set_property(GLOBAL APPEND PROPERTY BABBLE_SYSTEM_LIBRARIES "${library}")
      set(library "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:BABBLE_PART>>>:${library}>")
    endif()
    target_link_libraries(${target} INTERFACE "${library}")
  endforeach()
endfunction()

# Layer LAYER's kernels for each wider vector, as objects: babble_LAYER_avx2 … What computes with Eigen
# is one of them.
function(babble_simd_kernels layer)
  if(NOT BABBLE_SIMD_VARIANTS)
    return()
  endif()
  string(APPEND BABBLE_KERNEL_MARKS "|Eigen::|[^a-zA-Z]Matrix|RowVector")
  babble_kernels(kernels ${ARGN})
  foreach(variant IN LISTS BABBLE_SIMD_VARIANTS)
    if(NOT variant STREQUAL sse2)
      add_library(babble_${layer}_${variant} OBJECT EXCLUDE_FROM_ALL ${kernels})
      target_link_libraries(babble_${layer}_${variant} PRIVATE babble_${layer})
      set_target_properties(babble_${layer}_${variant} PROPERTIES UNITY_BUILD_MODE GROUP)
      target_compile_options(babble_${layer}_${variant} PRIVATE ${BABBLE_FLAGS_${variant}} ${BABBLE_WARNINGS})
    endif()
  endforeach()
endfunction()

# An executable with these sources and libraries.
function(babble_simd_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  babble_kernels(kernels ${arg_SOURCES})
  set(others ${arg_SOURCES})
  list(REMOVE_ITEM others ${kernels} "")
  set(shared)
  if(others)
    set(shared $<TARGET_OBJECTS:${name}_shared>)
    add_library(${name}_shared OBJECT EXCLUDE_FROM_ALL ${others})
    target_link_libraries(${name}_shared PRIVATE ${arg_LINKS})
    target_compile_options(${name}_shared PRIVATE ${BABBLE_WARNINGS})
  endif()
  add_executable(${name} "${CMAKE_SOURCE_DIR}/src/cmake/choose_simd.cpp")
  foreach(variant IN LISTS BABBLE_SIMD_VARIANTS)
    set(part ${name}-${variant})
    add_executable(${part} EXCLUDE_FROM_ALL ${kernels} ${shared})
    target_link_libraries(${part} PRIVATE ${arg_LINKS})
    target_compile_options(${part} PRIVATE ${BABBLE_FLAGS_${variant}} ${BABBLE_WARNINGS})
    if(NOT variant STREQUAL sse2)
      target_sources(${part} PRIVATE $<TARGET_OBJECTS:babble_core_${variant}>)
    endif()
    target_link_options(${part} PRIVATE -r -nostdlib -fuse-ld=bfd LINKER:--force-group-allocation,-u,main)
    set_target_properties(${part} PROPERTIES BABBLE_PART ON SUFFIX .o
                          RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/parts")
    # What runs before main would run for all three: choose_simd.cpp calls it for the chosen one.
    add_custom_command(TARGET ${part} POST_BUILD
      COMMAND "${BABBLE_OBJCOPY}" --redefine-sym main=babble_main_${variant}
              --rename-section .init_array=babble_init_${variant},alloc,load,data,contents "$<TARGET_FILE:${part}>"
      COMMAND "${BABBLE_OBJCOPY}" --keep-global-symbol babble_main_${variant} "$<TARGET_FILE:${part}>"
      VERBATIM)
    target_link_libraries(${name} PRIVATE "$<TARGET_FILE:${part}>")
    set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS "$<TARGET_FILE:${part}>")
    add_dependencies(${name} ${part})
  endforeach()
  get_property(libraries GLOBAL PROPERTY BABBLE_SYSTEM_LIBRARIES)
  target_link_options(${name} PRIVATE LINKER:--as-needed)
  target_link_libraries(${name} PRIVATE ${libraries} Threads::Threads)
endfunction()
