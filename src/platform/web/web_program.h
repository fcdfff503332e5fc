// The program in the browser, shared by main.cpp (main loop) and exports.cpp (functions for the
// page).
#pragma once

#include <memory>

#include "app/session/runner.h"
#include "platform/common/app_window.h"

namespace babble::platform {

struct WebProgram {
  SDL_Window* window = nullptr;
  std::unique_ptr<app::Runner> runner;
  std::unique_ptr<AppWindow> app_window;
  bool is_ready = false;                         // the first frame is drawn
  int idle_frames = 0;                           // consecutive frames without work
  bool idle = false;                             // the main loop runs at a low rate
  std::string theme, link, status, description;  // as last reported to the page
  double link_time = -1, status_time = -1;       // of the last reports, seconds
  std::shared_ptr<const app::Snapshot> saved;    // keeps the session that the page is reading
};

/// Null before main() has started the program.
WebProgram* web_program();

// The functions of Module.babbleHooks; each does nothing if the page does not define it.
void hook_ready();
void hook_pump();
void hook_open_file();
void hook_open_paste();
void hook_open_address();
void hook_open_home(const char* which);
void hook_download(const app::Artifact& artifact);
void hook_copy(const char* text);
void hook_text_focus(bool active, float x, float y);
void hook_theme(const char* name);
void hook_status(const char* text);
void hook_description(const char* text);
void hook_link(const char* text);
void hook_share(const char* text);
void hook_choice(const char* name);
/// Draws characters with the browser's fonts. Draws none if the page has no such hook.
std::vector<std::optional<ui::GlyphPicture>> browser_glyphs(std::span<const char32_t> code_points,
                                                            int em);

/// Whether Command rather than Control edits text.
bool page_is_on_a_mac();
/// Throws a JavaScript exception, which the page shows to the user.
void throw_to_page(const char* text);

}  // namespace babble::platform
