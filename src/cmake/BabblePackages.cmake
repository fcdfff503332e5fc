# What comes from packages, as targets: babble_eigen, babble_json, babble_cli11, babble_imgui,
# babble_sdl2, babble_stb, and natively babble_system_fonts. Their headers are system headers: our
# warnings do not apply to them.

function(babble_header_package name folder)
  add_library(${name} INTERFACE)
  target_include_directories(${name} SYSTEM INTERFACE "${folder}")
endfunction()

# babble_find_headers(out FILE PACKAGE [SUFFIX]): the folder that FILE is in. Emscripten looks for its own
# system's headers only, and these are independent of the system.
function(babble_find_headers out file package)
  find_path(BABBLE_${out} "${file}" PATHS ENV CPATH /usr/include /usr/local/include /opt/homebrew/include
            PATH_SUFFIXES ${ARGN} NO_CMAKE_FIND_ROOT_PATH)
  if(NOT BABBLE_${out})
    message(FATAL_ERROR "The header ${file} is missing. Debian has it in the package ${package}. "
                        "If it is elsewhere, name its folder: -DBABBLE_${out}=FOLDER")
  endif()
  set(${out} "${BABBLE_${out}}" PARENT_SCOPE)
endfunction()

babble_find_headers(EIGEN Eigen/Core libeigen3-dev eigen3)
babble_header_package(babble_eigen "${EIGEN}")

# /usr/include itself must not be on Emscripten's include path (it would hide its C library), so
# the single header folders are linked into folders of their own.
babble_find_headers(JSON nlohmann/json.hpp nlohmann-json3-dev)
babble_include_folder(folder nlohmann "${JSON}/nlohmann")
babble_header_package(babble_json "${folder}")
babble_find_headers(CLI11 CLI/CLI.hpp libcli11-dev)
babble_include_folder(folder CLI "${CLI11}/CLI")
babble_header_package(babble_cli11 "${folder}")
babble_find_headers(STB stb_image_write.h libstb-dev stb)
babble_include_folder(folder stb "${STB}")
babble_header_package(babble_stb "${folder}")

if(EMSCRIPTEN)
  # SDL2 and ImGui come from Debian's source packages, prepared in a cache outside the checkout.
  if(BABBLE_THREADS)
    set(variant threaded)
  else()
    set(variant unthreaded)
  endif()
  execute_process(COMMAND "${CMAKE_SOURCE_DIR}/web/tools/web-dependencies" ${variant}
                  OUTPUT_VARIABLE places COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "imgui=([^\n]+)" unused "${places}")
  set(imgui "${CMAKE_MATCH_1}")
  string(REGEX MATCH "sdl2=([^\n]+)" unused "${places}")
  set(sdl2 "${CMAKE_MATCH_1}")

  add_library(babble_sdl2 INTERFACE)
  target_include_directories(babble_sdl2 SYSTEM INTERFACE "${sdl2}/include/SDL2")
  target_link_libraries(babble_sdl2 INTERFACE "${sdl2}/lib/libSDL2.a")

  # One half knows no window, the other is the backend that src/platform draws with.
  add_library(babble_imgui STATIC "${imgui}/imgui.cpp" "${imgui}/imgui_draw.cpp"
              "${imgui}/imgui_tables.cpp" "${imgui}/imgui_widgets.cpp")
  target_include_directories(babble_imgui SYSTEM PUBLIC "${imgui}")
  target_compile_options(babble_imgui PRIVATE ${BABBLE_SMALL} ${BABBLE_NO_EXCEPTIONS})
  # Its SSE is x86 only; its demo and metrics windows are half of its size.
  target_compile_definitions(babble_imgui PUBLIC IMGUI_DISABLE_SSE IMGUI_DISABLE_DEMO_WINDOWS
                             IMGUI_DISABLE_METRICS_WINDOW
                             # Emoji and rare Chinese characters lie above U+FFFF.
                             IMGUI_USE_WCHAR32
                             # WebGL cannot offset vertices, so lists above 65,536 need wide indices.
                             "ImDrawIdx=unsigned int")
  add_library(babble_imgui_opengl STATIC "${imgui}/backends/imgui_impl_opengl3.cpp")
  target_include_directories(babble_imgui_opengl SYSTEM PUBLIC "${imgui}/backends")
  target_compile_options(babble_imgui_opengl PRIVATE ${BABBLE_SMALL} ${BABBLE_NO_EXCEPTIONS})
  target_compile_definitions(babble_imgui_opengl PRIVATE IMGUI_IMPL_OPENGL_ES3
                             # Answered by src/platform/web/gl_state.cpp, which says why.
                             glGetIntegerv=babble_gl_get_integer glIsEnabled=babble_gl_is_enabled)
  target_link_libraries(babble_imgui_opengl PUBLIC babble_imgui babble_sdl2)
else()
  find_package(Threads REQUIRED)
endif()
if(BABBLE_INTERFACE AND NOT EMSCRIPTEN)
  # The packages have all of it, ImGui's backends included.
  find_library(BABBLE_SDL2_LIBRARY SDL2 REQUIRED)
  find_library(BABBLE_IMGUI_LIBRARY imgui REQUIRED)
  find_library(BABBLE_STB_LIBRARY stb REQUIRED)  # Debian's ImGui takes its font rasteriser from there
  find_library(BABBLE_GL_LIBRARY GL REQUIRED)
  find_package(Freetype REQUIRED)
  find_package(Fontconfig REQUIRED)
  add_library(babble_system_fonts INTERFACE)
  babble_system_libraries(babble_system_fonts Fontconfig::Fontconfig Freetype::Freetype)
  add_library(babble_sdl2 INTERFACE)
  target_include_directories(babble_sdl2 SYSTEM INTERFACE /usr/include/SDL2)
  babble_system_libraries(babble_sdl2 "${BABBLE_SDL2_LIBRARY}")
  add_library(babble_imgui INTERFACE)
  target_include_directories(babble_imgui SYSTEM INTERFACE /usr/include/imgui)
  babble_system_libraries(babble_imgui "${BABBLE_IMGUI_LIBRARY}" "${BABBLE_STB_LIBRARY}")
  add_library(babble_imgui_opengl INTERFACE)
  target_include_directories(babble_imgui_opengl SYSTEM INTERFACE /usr/include/imgui/backends)
  target_link_libraries(babble_imgui_opengl INTERFACE babble_imgui babble_sdl2)
  babble_system_libraries(babble_imgui_opengl "${BABBLE_GL_LIBRARY}" ${CMAKE_DL_LIBS})
endif()
