# A layer is a folder of src/, and its folders are libraries of their own. Each library exposes one
# include folder that holds nothing but a link to its sources, so "ui/widgets/plot.h" is found by the
# libraries that link babble_ui_widgets and by no other: a wrong include does not compile.

# A folder of includes with one link in it: LINK -> TARGET_FOLDER. LINK may have a slash in it.
function(babble_include_folder out link target_folder)
  string(REPLACE "/" "_" name "${link}")
  set(folder "${CMAKE_BINARY_DIR}/include/${name}")
  get_filename_component(parent "${folder}/${link}" DIRECTORY)
  file(MAKE_DIRECTORY "${parent}")
  file(CREATE_LINK "${target_folder}" "${folder}/${link}" SYMBOLIC)
  set(${out} "${folder}" PARENT_SCOPE)
endfunction()

# babble_add_folder(core/math SOURCES a.cpp … LINKS other targets)
# Makes the static library babble_core_math from the folder's sources and those given.
function(babble_add_folder folder)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS;PRIVATE_LINKS")
  string(REPLACE "/" "_" name "${folder}")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/*.cpp")
  babble_include_folder(includes ${folder} "${CMAKE_SOURCE_DIR}/src/${folder}")
  add_library(babble_${name} STATIC ${sources} ${arg_SOURCES})
  target_include_directories(babble_${name} PUBLIC "${includes}")
  target_link_libraries(babble_${name} PUBLIC ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS})
  target_compile_options(babble_${name} PRIVATE ${BABBLE_WARNINGS})
  if(NOT folder MATCHES "^core/")
    target_compile_options(babble_${name} PRIVATE ${BABBLE_SMALL})
  endif()
  if(folder MATCHES "^ui/")
    target_compile_options(babble_${name} PRIVATE ${BABBLE_NO_EXCEPTIONS})
  endif()
endfunction()

# babble_add_layer(core FOLDERS base settings … LINKS other targets)
# Each folder may include those before it and what LINKS gives; babble_core is all of them.
function(babble_add_layer layer)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "FOLDERS;LINKS")
  set(below ${arg_LINKS})
  add_library(babble_${layer} INTERFACE)
  foreach(folder IN LISTS arg_FOLDERS)
    string(REPLACE "/" "_" name "${layer}/${folder}")
    babble_add_folder(${layer}/${folder} LINKS ${below} SOURCES ${BABBLE_${name}_SOURCES})
    set(below babble_${name})
    target_link_libraries(babble_${layer} INTERFACE babble_${name})
  endforeach()
endfunction()

# An executable of ours; for the web also its twin NAME-relaxed, natively with its kernels for several
# kinds of vectors, unless it has NO_KERNELS.
function(babble_add_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "NO_KERNELS" "" "SOURCES;LINKS")
  if(EMSCRIPTEN)
    babble_relaxed_twin(${ARGV})
    return()
  elseif(BABBLE_SIMD_VARIANTS AND NOT arg_NO_KERNELS)
    babble_simd_executable(${ARGV})
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINKS})
  target_compile_options(${name} PRIVATE ${BABBLE_WARNINGS})
endfunction()
