// Empty replacements for library functions that the page never calls but that the linker would
// include. They save a quarter of a megabyte of WebAssembly and as much JavaScript.
#include <SDL.h>

struct SDL_BlitMap;

extern "C" {

// Look-up of OpenGL functions by name. SDL and ImGui link to theirs directly.
void (*eglGetProcAddress(const char*))() { return nullptr; }

// Conversion of pixel formats for surfaces, which this program does not use.
int SDL_CalculateBlit(SDL_Surface*) { return SDL_SetError("There are no surfaces to draw on."); }
int SDL_RLESurface(SDL_Surface*) { return SDL_SetError("There are no surfaces to draw on."); }
void SDL_UnRLESurface(SDL_Surface*, int) {}

}  // extern "C"
