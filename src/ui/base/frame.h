// What every card gets to draw one frame.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "app/protocol/intents.h"
#include "app/protocol/snapshot.h"
#include "ui/base/fonts.h"
#include "ui/base/palette.h"
#include "ui/base/textures.h"
#include "ui/base/url_state.h"
#include "ui/base/widget_registry.h"

namespace babble::ui {

/// A part of the screen to save as a PNG file.
struct PictureRequest {
  std::string file_name;
  Rectangle place;
};

/// What the interface asks of the platform. Read and cleared after each frame.
struct Requests {
  bool open_file = false;                ///< a file picker
  bool open_paste = false;               ///< a place to paste a corpus into
  bool open_address = false;             ///< a place to type the address of a text into
  std::string open_home;                 ///< "names" or "time_machine": the file of a course
  std::string open_path;                 ///< a path that was typed (where there is no file picker)
  bool show_keys = false;                ///< the dialog of keys (handled by the interface)
  bool show_exercises = false;           ///< the list of exercises (handled by the interface)
  bool share = false;                    ///< copy the link to the present settings
  std::string choice;                    ///< the answer to a prompt (Interface::offer)
  std::vector<app::Artifact> files;      ///< to be saved or offered as downloads
  std::vector<PictureRequest> pictures;  ///< of the frame that was just drawn
};

struct Frame;

/// The picture that was requested (ui/widgets/export_menu.h). It is taken some frames later, when
/// the menu has closed and all of the picture is in view.
struct PendingPicture {
  std::string name;  ///< empty: none
  std::string file;
  int age = 0;  ///< frames since the request

  /// After a right click: the picture whose menu opens in the next frame, and where.
  std::string menu;
  int menu_age = 0;  ///< frames since the click
  float menu_x = 0, menu_y = 0;
  bool menu_at_pointer = false;  ///< the open menu was opened there
  void next_frame(Frame& frame);
};

/// What the platform can do.
struct Capabilities {
  bool file_picker = false;   ///< otherwise a path can be typed
  bool paste_dialog = false;  ///< otherwise the interface's own dialog is used
  bool network = false;       ///< texts can be fetched from addresses
};

struct Layout {
  float width = 0, height = 0;  ///< of the window, CSS pixels
  bool compact = false;         ///< a phone: chapters as tabs at the bottom
  bool one_column = false;      ///< no room for two columns of cards
  bool touch = false;           ///< the last pointer was a finger
  float control_height = 32;
  float padding = 16;  ///< inside cards
  float gap = 14;      ///< between cards
};

/// What two fingers did since the last frame, or one on a widget with wants_drag.
struct Gesture {
  float zoom = 1;        ///< factor
  float dx = 0, dy = 0;  ///< pixels
};

struct Frame {
  const app::Snapshot& snapshot;
  std::vector<app::Intent>& intents;
  WidgetRegistry& controls;
  Textures& textures;
  Requests& requests;
  const Capabilities& capabilities;
  PendingPicture& picture;
  UrlState& url;
  const Palette& palette;
  const Fonts& fonts;
  Layout layout;
  double seconds = 0;  ///< since the start, for animations
  double wake_at = 0;  ///< seconds; when the next frame is needed even without an event

  bool pointer_moved = true;  ///< since the last scroll: what came under it is pointed at

  Gesture gesture = {};
  bool wants_drag = false;  ///< set by the widget under the pointer if it handles a finger's drag

  /// Asks for a frame at that time, even if nothing happens until then.
  void wake(double at) { wake_at = std::min(wake_at, at); }

  template <class T>
  void post(T intent) {
    intents.emplace_back(std::move(intent));
  }
};

}  // namespace babble::ui
