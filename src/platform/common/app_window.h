// The window of the program on desktop and web: events, and the frames of the interface.
#pragma once

#include <SDL.h>

#include <array>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "app/session/runner.h"
#include "platform/common/gl_textures.h"
#include "ui/base/input_queue.h"
#include "ui/shell/interface.h"

namespace babble::platform {

/// Functions of the platform. Empty ones are features that the platform does not have.
struct PlatformCallbacks {
  std::function<void()> open_file;   ///< show a file picker; if empty, a path dialog
  std::function<void()> open_paste;  ///< show a paste dialog
  std::function<void(const app::Artifact&)> deliver;   ///< save or download a file
  std::function<void()> open_address;                  ///< ask for the address of a text
  std::function<void(const std::string&)> open_home;   ///< fetch a course's file (see ui::Requests)
  std::function<void(const std::string& link)> share;  ///< copy the link
  std::function<void(const std::string& name)> choice;  ///< the answer to a prompt of the platform
  /// A text field got or lost the focus; the position of its caret in CSS pixels.
  std::function<void(bool active, float x, float y)> text_focus;
  /// There is a frame to draw: an idle main loop must continue.
  std::function<void()> wake_loop;
  ui::GlyphSource glyphs;  ///< draws characters that the embedded fonts lack
};

class AppWindow {
 public:
  /// The window's GL context must be current. `points` is the number of window units in a CSS
  /// pixel: 1, except in tests of high-resolution screens.
  AppWindow(SDL_Window* window, app::Runner& runner, PlatformCallbacks callbacks,
            ui::Capabilities capabilities, float points = 1);
  ~AppWindow();
  AppWindow(const AppWindow&) = delete;
  AppWindow& operator=(const AppWindow&) = delete;

  void handle(const SDL_Event& event);
  /// Draws a frame if anything has changed. Returns whether it did.
  bool frame();
  /// Draws the next frames even if nothing changes.
  void wake(int frames = 3);

  /// Reads and opens a file. Shows a message if it cannot be read.
  void open_path(const std::string& path);
  void open_bytes(std::string name, std::string bytes);

  /// The processor draws, for want of a graphics processor: new snapshots alone cause at most 20
  /// frames a second.
  void set_slow_display(bool slow) { slow_display_ = slow; }
  bool slow_display() const { return slow_display_; }

  /// The graphics context was lost, or restored without its contents.
  void context_lost();
  void context_restored();

  ui::Interface& interface() { return interface_; }
  ui::InputQueue& input() { return input_; }
  app::Runner& runner() { return runner_; }
  const app::Snapshot& snapshot() { return *runner_.latest(); }
  double seconds() const;

  /// Seconds until frame() has to be called; infinity if only an event or a new snapshot needs it.
  double seconds_until_frame() const;
  /// Snapshot, interface and frame statistics, for scripts and tests.
  nlohmann::ordered_json state();
  float ratio() const { return ratio_; }

 private:
  void make_fonts();
  void handle_finger(const SDL_TouchFingerEvent& event);
  void measure();
  void update_cursor();
  void handle_requests();
  void deliver_artifact(const app::Snapshot& snapshot);
  /// Delivers a part of the frame that was just drawn as a PNG.
  void deliver_picture(const ui::PictureRequest& request);
  void report_text_focus();

  SDL_Window* window_;
  app::Runner& runner_;
  PlatformCallbacks callbacks_;
  GlTextures textures_;
  ui::FontLoader font_loader_;
  ui::Interface interface_;
  ui::InputQueue input_;
  std::vector<app::Intent> intents_;
  std::array<SDL_Cursor*, 9> cursors_{};
  bool text_wanted_ = false;

  float points_;
  int width_ = 0, height_ = 0;  // CSS pixels
  float ratio_ = 0;             // device pixels per CSS pixel
  bool fonts_made_ = false;
  bool lost_ = false;
  bool slow_display_ = false;
  int frames_due_ = 3;
  double last_frame_ = 0;  // seconds
  std::uint64_t drawn_revision_ = 0, artifact_ = 0;
  std::uint64_t frames_drawn_ = 0;
  std::array<float, 60> work_{};  // of the last frames, milliseconds
};

/// Index of an SDL key in ImGui's key table; 0 for other keys.
int key_index(SDL_Keycode key);

}  // namespace babble::platform
