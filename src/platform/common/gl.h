// OpenGL functions beyond 1.1: OpenGL ES 3 in the browser, OpenGL 3 on the desktop.
#pragma once

#ifdef __EMSCRIPTEN__
#include <GLES3/gl3.h>
#else
#define GL_GLEXT_PROTOTYPES
#include <SDL_opengl.h>
#include <SDL_opengl_glext.h>
#endif
