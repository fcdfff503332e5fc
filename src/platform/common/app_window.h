// What desktop and browser have in common: one window, its events, one frame of the interface.
#pragma once

#include <SDL.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "app/session/runner.h"
#include "platform/common/gl_textures.h"
#include "ui/base/input_queue.h"
#include "ui/shell/interface.h"

namespace babble::platform {

/// What only one of the two platforms can do, as functions of it.
struct PlatformCallbacks {
  std::function<void()> open_file;                      ///< show a file picker; none: path dialog
  std::function<void()> open_paste;                     ///< show a paste dialog; none: our own
  std::function<void(const app::Artifact&)> deliver;    ///< save, or offer as a download
  std::function<void()> open_address;                   ///< ask for the address of a text
  std::function<void(const std::string&)> open_home;    ///< fetch a course's file (ui::Requests)
  std::function<void(const std::string& link)> share;   ///< give the link to the user
  std::function<void(const std::string& name)> choice;  ///< an offer of the host's was answered
  /// A text field got or lost the focus; where its caret is (CSS pixels).
  std::function<void(bool active, float x, float y)> text_focus;
  /// There is something to draw: a loop that rests has to go on.
  std::function<void()> wake_loop;
  ui::GlyphSource glyphs;  ///< draws what our own fonts lack
};

class AppWindow {
 public:
  /// A window and its GL context must exist and be current. `points` is how many of the window's
  /// own units make one CSS pixel (1, except where a test imitates a finer screen).
  AppWindow(SDL_Window* window, app::Runner& runner, PlatformCallbacks host,
            ui::Capabilities capabilities, float points = 1);
  ~AppWindow();
  AppWindow(const AppWindow&) = delete;
  AppWindow& operator=(const AppWindow&) = delete;

  void handle(const SDL_Event& event);
  /// Draws if anything has changed. Returns whether it did.
  bool frame();
  /// The next frames are drawn even if nothing changes.
  void wake(int frames = 3);

  /// Reads a file and opens it; an unreadable one becomes a message.
  void open_path(const std::string& path);
  void open_bytes(std::string name, std::string bytes);

  /// The graphics context went away, or came back with nothing in it.
  void context_lost();
  void context_restored();

  ui::Interface& interface() { return interface_; }
  ui::InputQueue& input() { return input_; }
  app::Runner& runner() { return runner_; }
  const app::Snapshot& snapshot() { return *runner_.latest(); }
  double seconds() const;

  /// Snapshot, interface and frame figures as JSON.
  std::string state_json();
  float ratio() const { return ratio_; }

 private:
  void make_fonts();
  void handle_finger(const SDL_TouchFingerEvent& event);
  void measure();
  void update_cursor();
  void answer_requests();
  void deliver_artifact(const app::Snapshot& snapshot);
  /// Cuts the picture out of the frame that was just drawn.
  void deliver_picture(const ui::PictureRequest& request);
  void tell_text_focus();

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
  float ratio_ = 0;             // device pixels a CSS pixel
  bool fonts_made_ = false;
  bool lost_ = false;
  int frames_due_ = 3;
  double last_frame_ = 0;  // seconds
  std::uint64_t drawn_revision_ = 0, artifact_ = 0;
  std::uint64_t frames_drawn_ = 0;
  std::array<float, 60> work_{};  // milliseconds of the last frames drawn
};

/// Index in ImGui's key table for an SDL key; 0 if it is none that we know.
int key_index(SDL_Keycode key);

}  // namespace babble::platform
