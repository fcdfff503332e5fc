// Parts of the libraries that the page never runs, and that the linker takes along all the same
// because something it does run names them. An empty function of the same name keeps them out: a
// quarter of a megabyte of WebAssembly and as much JavaScript.
#include <SDL.h>

struct SDL_BlitMap;

extern "C" {

// Every function of OpenGL by name. SDL and ImGui are linked to those they use.
void (*eglGetProcAddress(const char*))() { return nullptr; }

// Copying between pixel formats; nothing is drawn into surfaces here.
int SDL_CalculateBlit(SDL_Surface*) { return SDL_SetError("There are no surfaces to draw on."); }
int SDL_RLESurface(SDL_Surface*) { return SDL_SetError("There are no surfaces to draw on."); }
void SDL_UnRLESurface(SDL_Surface*, int) {}

}  // extern "C"
