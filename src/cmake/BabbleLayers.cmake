# A layer is a folder of src/. Its library exposes one include folder that holds nothing but a link
# to that folder, so "ui/plot.h" is found by those who link babble_ui and by nobody else: a wrong
# include does not compile.

# A folder of includes with one link in it: LINK -> TARGET_FOLDER.
function(babble_include_folder out link target_folder)
  set(folder "${CMAKE_BINARY_DIR}/include/${link}")
  file(MAKE_DIRECTORY "${folder}")
  file(CREATE_LINK "${target_folder}" "${folder}/${link}" SYMBOLIC)
  set(${out} "${folder}" PARENT_SCOPE)
endfunction()

# babble_add_layer(core SOURCES a.cpp … LINKS other targets)
# Makes babble_<layer>, a static library (an interface as long as there is no source in it).
function(babble_add_layer layer)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS;PRIVATE_LINKS")
  babble_include_folder(folder ${layer} "${CMAKE_SOURCE_DIR}/src/${layer}")
  if(arg_SOURCES)
    add_library(babble_${layer} STATIC ${arg_SOURCES})
    target_include_directories(babble_${layer} PUBLIC "${folder}")
    target_link_libraries(babble_${layer} PUBLIC ${arg_LINKS} PRIVATE ${arg_PRIVATE_LINKS})
    target_compile_options(babble_${layer} PRIVATE ${BABBLE_WARNINGS})
    if(NOT layer STREQUAL core)
      target_compile_options(babble_${layer} PRIVATE ${BABBLE_SMALL})
    endif()
  else()
    add_library(babble_${layer} INTERFACE)
    target_include_directories(babble_${layer} INTERFACE "${folder}")
    target_link_libraries(babble_${layer} INTERFACE ${arg_LINKS} ${arg_PRIVATE_LINKS})
  endif()
endfunction()

# An executable of ours; for the web also its twin NAME-relaxed.
function(babble_add_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  if(EMSCRIPTEN)
    babble_relaxed_twin(${ARGV})
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINKS})
  target_compile_options(${name} PRIVATE ${BABBLE_WARNINGS})
endfunction()
