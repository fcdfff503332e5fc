// What ImGui's OpenGL backend asks the graphics for, answered without asking. It saves and restores
// the state around every frame, for programs that draw with OpenGL as well. In a browser each
// question waits for another process to finish all drawing before it: measured with software
// graphics, 95 % of the main thread's time. Nobody else draws here, so the state that it begins
// with may be any valid one. (CMake renames the two functions where the backend is compiled.)
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
    default:  // bindings, blending's destination, the minor version: none
      *value = 0;
  }
}

GLboolean babble_gl_is_enabled(GLenum) { return GL_FALSE; }

}  // extern "C"
