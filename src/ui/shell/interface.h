// The whole interface: bar, chapters, dialogs, messages. Draws one frame from a snapshot and
// appends the user's intents. Its own state is limited to scroll positions, half-typed words and
// the like.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/models/model_kind.h"
#include "ui/base/frame.h"
#include "ui/base/url_state.h"
#include "ui/chapters/chapter.h"
#include "ui/shell/dialogs.h"
#include "ui/shell/exercises.h"
#include "ui/shell/toasts.h"
#include "ui/shell/top_bar.h"
#include "ui/shell/tour.h"

namespace babble::ui {

class Interface {
 public:
  Interface(Textures& textures, Capabilities capabilities);

  /// Call before the first frame and whenever the atlas was rebuilt.
  void set_fonts(const Fonts& fonts) { fonts_ = fonts; }
  /// The glyphs that the atlas must have.
  const Glyphs& glyphs() const { return glyphs_; }

  /// Call between ImGui::NewFrame and ImGui::Render. `seconds`: any clock that never goes back.
  void draw(const app::Snapshot& snapshot, std::vector<app::Intent>& intents, double seconds);

  const WidgetRegistry& controls() const { return controls_; }
  Requests take_requests();
  /// When the next frame is needed even without an event, on draw's clock; infinity: never.
  double wake_at() const { return wake_at_; }
  /// Asks for a frame at that time.
  void wake(double at) { wake_at_ = std::min(wake_at_, at); }

  /// False if there is no such chapter.
  bool show_chapter(std::string_view id);
  const char* chapter() const { return chapters_[current_]->id(); }
  const std::vector<std::unique_ptr<Chapter>>& chapters() const { return chapters_; }
  /// The open chapter in sentences, for screen readers.
  std::string describe(const app::Snapshot& snapshot) const;
  /// The model that the chapter is about.
  std::optional<ModelKind> model() const { return chapters_[current_]->model(); }
  /// "light", "dark" or "auto"; false if it is none of them.
  bool set_theme(std::string_view name);
  void set_system_dark(bool dark) { system_dark_ = dark; }
  bool dark() const;

  /// Opens a link (app/protocol/link.h). Invalid parts are ignored and reported in a message.
  void open_link(std::string_view text);
  /// What "hide=" of a link can name besides setting.<key>: parts of the bar, and all cards.
  std::vector<std::string_view> suppressible_names() const;
  /// True for suppressible_names(), and for "setting." with a key of the settings table.
  bool can_suppress(std::string_view name) const;
  /// The link to the present settings and views. `with_steps`: also the number of steps that the
  /// chapter's model has been trained, where the settings reproduce it. None while a link is being
  /// opened.
  std::optional<std::string> link(const app::Snapshot& snapshot, bool with_steps) const;

  /// Asks a question at the edge. The answer's name comes back as Requests::choice; the interface
  /// itself handles "tour.begin".
  void offer(Prompt prompt) { toasts_.offer(std::move(prompt)); }
  /// Does nothing while a link suppresses the list of chapters.
  void begin_tour() {
    if (!url_.suppressed("chapters")) tour_.begin();
  }

  /// False in a lesson that hides the choice of the text: what is dropped or pasted is not opened.
  bool takes_texts() const { return !url_.suppressed("corpus"); }
  /// For text that was pasted outside every text field: asks whether to open it as the corpus.
  void offer_text(std::string text);

  void set_touch(bool touch) { touch_ = touch; }
  /// Scrolls what is under the pointer, as a finger does that moves by so many pixels.
  void drag_scroll(float dx, float dy);
  /// Two fingers: zooms and moves what is under their middle.
  void pinch(float factor, float dx, float dy);
  /// Shows a message of the platform.
  void say(std::string text, bool is_error) { toasts_.say(std::move(text), is_error); }

 private:
  enum class Theme { automatic, light, dark };

  Layout layout() const;
  void open_chapter(Frame& frame, std::size_t index);
  void begin_exercise(Frame& frame, const Exercise& exercise);
  void follow_active_model(Frame& frame);
  void handle_keys(Frame& frame);
  void handle_answer(Frame& frame);
  void say_refused(const std::vector<std::string>& sentences);
  void settle_link(Frame& frame);
  void train_as_linked(Frame& frame);
  void draw_content(Frame& frame, float left, float top, float bottom);
  void collect_glyphs(const app::CorpusView& corpus);
  void add_missed_glyphs();

  Textures& textures_;
  Capabilities capabilities_;
  Fonts fonts_;
  Glyphs glyphs_;
  std::uint64_t glyphs_of_corpus_ = 0;   // its revision
  std::vector<char32_t> glyphs_missed_;  // drawn in this frame, but missing in the atlas
  WidgetRegistry controls_;
  Requests requests_;
  PendingPicture picture_;
  double wake_at_ = 0;

  std::vector<std::unique_ptr<Chapter>> chapters_;
  std::size_t current_ = 0;
  bool entered_ = false;  // the current chapter has posted what it needs
  ModelKind seen_active_{};
  std::optional<ModelKind> requested_;  // activated by us, but not active in a snapshot yet
  double requested_at_ = 0;             // seconds
  std::vector<double> speeds_;          // speed limit of each chapter, steps a second; 0: none

  UrlState url_;
  std::optional<std::string> waiting_link_;  // the session's part of a link, not posted yet
  std::uint64_t links_expected_ = 0;         // Snapshot::links_opened after it; 0: not waiting
  std::int64_t wanted_steps_ = 0;            // of the link
  bool steps_due_ = false;

  Theme theme_ = Theme::automatic;
  bool system_dark_ = false;
  bool touch_ = false;
  bool pointer_moved_ = true;          // since the last scroll
  float scroll_x_ = 0, scroll_y_ = 0;  // waiting to be applied
  Gesture gesture_;                    // waiting to be applied
  bool drag_wanted_ = false;           // by the widget under the pointer in the last frame

  TopBar top_bar_;
  Dialogs dialogs_;
  ExerciseList exercises_;
  Toasts toasts_;
  Tour tour_;
};

}  // namespace babble::ui
