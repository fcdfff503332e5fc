// What the two halves of the browser's program share: main_web.cpp runs it, main_exports_web.cpp
// lets the page's script in.
#pragma once

#include <memory>

#include "app/session/runner.h"
#include "platform/common/app_window.h"

namespace babble::platform {

struct WebProgram {
  SDL_Window* window = nullptr;
  std::unique_ptr<app::Runner> runner;
  std::unique_ptr<AppWindow> app_window;
  bool first_frame_told = false;
  int quiet_frames = 0;  // with nothing to do, one after the other
  bool resting = false;
  double status_told_at = -1;  // seconds
  std::string status, theme, link, description;
  double link_told_at = -1;                   // seconds
  std::shared_ptr<const app::Snapshot> kept;  // whose saved_session the page is reading
};

/// Null until main() has set everything up.
WebProgram* web_program();

// The page's hooks; each does nothing where the page has none.
void hook_ready();
void hook_open_file();
void hook_open_paste();
void hook_open_address();
void hook_open_home(const char* which);
void hook_download(const app::Artifact& artifact);
void hook_copy(const char* text);
void hook_text_focus(bool active, float x, float y, const char* text);
void hook_theme(const char* name);
void hook_status(const char* text);
void hook_description(const char* text);
void hook_link(const char* text);
void hook_share(const char* text);
void hook_choice(const char* name);
/// The browser's own fonts. Where the page has no such hook, no font has any character.
std::vector<std::optional<ui::GlyphPicture>> browser_glyphs(std::span<const char32_t> code_points,
                                                            int em);

/// Command, not Control, edits text there.
bool page_is_on_a_mac();
/// A JavaScript exception that the page shows to the visitor.
void throw_to_page(const char* text);

}  // namespace babble::platform
