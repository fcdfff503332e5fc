# How a program for Node is linked: with the real file system, and with `workers` threads that are
# ready before main (if there are threads). From -O2 on the linker's program is optimised once more,
# which takes long.
function(babble_node_program target workers level)
  target_link_options(${target} PRIVATE -sNODERAWFS=1 -sEXIT_RUNTIME=1 -sALLOW_MEMORY_GROWTH=1
                      -sINITIAL_MEMORY=134217728 -sMAXIMUM_MEMORY=2147483648 -sTOTAL_STACK=1048576 ${level})
  if(BABBLE_THREADS)
    target_link_options(${target} PRIVATE -sPTHREAD_POOL_SIZE=${workers} -Wno-pthreads-mem-growth)
  endif()
endfunction()

# How the page's module is linked: babble.js and babble.wasm, loaded by web/*.js as
#   createBabble({canvas, …}).then(module => …)
function(babble_web_page target)
  set(folder "${CMAKE_BINARY_DIR}")
  if(target MATCHES "-relaxed$")
    set(folder "${CMAKE_BINARY_DIR}/relaxed")
  endif()
  set_target_properties(${target} PROPERTIES OUTPUT_NAME babble SUFFIX .js
                        RUNTIME_OUTPUT_DIRECTORY "${folder}")
  target_link_options(${target} PRIVATE
    -Os
    -sMODULARIZE=1
    -sEXPORT_NAME=createBabble
    -sENVIRONMENT=web,worker
    -sMIN_WEBGL_VERSION=2
    -sMAX_WEBGL_VERSION=2
    -sINITIAL_MEMORY=134217728
    -sMAXIMUM_MEMORY=2147483648
    -sALLOW_MEMORY_GROWTH=1
    -sTOTAL_STACK=1048576
    -sFILESYSTEM=0
    -sEXPORTED_FUNCTIONS=_main,_malloc,_free
    -sEXPORTED_RUNTIME_METHODS=ccall,cwrap,UTF8ToString,stringToUTF8,lengthBytesUTF8,HEAPU8,HEAPF32)
  if(BABBLE_THREADS)
    # Ready before main: a thread that has to be loaded first would start only when main returns.
    # One runs the session, the others of the crew (core/math/thread_pool.h) train with it.
    target_link_options(${target} PRIVATE -Wno-pthreads-mem-growth
      "-sPTHREAD_POOL_SIZE=Math.max(2,Math.min(8,navigator.hardwareConcurrency))")
  endif()
endfunction()
