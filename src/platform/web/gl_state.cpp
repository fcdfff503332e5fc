// Constant answers to the OpenGL queries of ImGui's backend. The backend saves and restores the
// state around each frame, for programs that also draw with OpenGL. In a browser each query waits
// until another process has finished drawing: 95 % of the main thread's time with software
// rendering. This program draws only with ImGui, so any valid state will do. (CMake renames the two
// functions when it compiles the backend.)
#include "platform/common/gl.h"

extern "C" {

void babble_gl_get_integer(GLenum what, GLint* value) {
  switch (what) {
    case GL_MAJOR_VERSION:
      *value = 3;
      break;
    case GL_ACTIVE_TEXTURE:
      *value = GL_TEXTURE0;
      break;
    case GL_BLEND_SRC_RGB:
    case GL_BLEND_SRC_ALPHA:
      *value = GL_ONE;
      break;
    case GL_BLEND_EQUATION_RGB:
    case GL_BLEND_EQUATION_ALPHA:
      *value = GL_FUNC_ADD;
      break;
    case GL_VIEWPORT:
    case GL_SCISSOR_BOX:
      for (int i = 0; i < 4; ++i) value[i] = 0;
      break;
    default:  // bindings, blend destination, minor version
      *value = 0;
  }
}

GLboolean babble_gl_is_enabled(GLenum) { return GL_FALSE; }

}  // extern "C"
