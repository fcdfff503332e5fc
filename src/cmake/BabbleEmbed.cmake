# babble_embed(out FILE function): generates a .cpp that defines
#   std::span<const unsigned char> function()
# (with its namespaces in the name) over the bytes of FILE, and names the .cpp in <out>.
# An array of numbers and nothing cleverer: the same for every compiler and target.
function(babble_embed out file function)
  string(REGEX REPLACE "[^A-Za-z0-9]+" "_" stem "${function}")
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/${stem}.cpp")
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND "${CMAKE_SOURCE_DIR}/src/cmake/embed" "${file}" "${function}" "${generated}"
    DEPENDS "${file}" "${CMAKE_SOURCE_DIR}/src/cmake/embed"
    COMMENT "Embedding ${file}"
    VERBATIM)
  set_source_files_properties("${generated}" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  set(${out} "${generated}" PARENT_SCOPE)
endfunction()
