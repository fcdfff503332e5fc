// What every panel is given to draw one frame with.
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

/// A part of the screen that is to become a PNG file.
struct PictureRequest {
  std::string file_name;
  Rectangle place;
};

/// What the interface asks of the platform; read and cleared after each frame.
struct Requests {
  bool open_file = false;                ///< a file picker
  bool open_paste = false;               ///< a place to paste a corpus into
  bool open_address = false;             ///< a place to type the address of a text into
  std::string open_home;                 ///< "names", "time_machine": a course's own file
  std::string open_path;                 ///< a path that was typed (where there is no file picker)
  bool show_keys = false;                ///< the list of keys (the interface's own)
  bool share = false;                    ///< the link to what is set, for others
  std::string choice;                    ///< the name of an offer's answer (Interface::offer)
  std::vector<app::Artifact> files;      ///< to be saved or offered as downloads
  std::vector<PictureRequest> pictures;  ///< of the frame that was just drawn
};

struct Frame;

/// The picture that was asked for (ui/widgets/export_menu.h): it is taken some frames later, when
/// the menu has gone and the whole of it is in view.
struct PendingPicture {
  std::string name;  ///< empty: none
  std::string file;
  int age = 0;  ///< frames since it was asked for

  /// A right click: the picture whose menu is to open in the next frame, and where.
  std::string menu;
  int menu_age = 0;  ///< frames since the click
  float menu_x = 0, menu_y = 0;
  bool menu_at_pointer = false;  ///< the menu that is open was opened there
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

/// What two fingers did since the last frame, or one on what asked for it.
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
  UrlState& views;
  const Palette& palette;
  const Fonts& fonts;
  Layout layout;
  double seconds = 0;  ///< since the start, for animations
  double wake_at = 0;  ///< seconds; the next frame that is needed without any event

  Gesture gesture = {};
  bool wants_drag = false;  ///< set by what lies under the pointer: a finger's drag is its own

  /// Asks for a frame at that time, even if nothing happens until then.
  void wake(double at) { wake_at = std::min(wake_at, at); }

  template <class T>
  void post(T intent) {
    intents.emplace_back(std::move(intent));
  }
};

}  // namespace babble::ui
