// The whole interface: bar, chapters, dialogs, messages. Draws one frame from a snapshot and
// appends what the user asked for; of its own it keeps scroll positions, half-typed words and the
// like.
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
#include "ui/shell/toasts.h"
#include "ui/shell/top_bar.h"
#include "ui/shell/tour.h"

namespace babble::ui {

class Interface {
 public:
  Interface(Textures& textures, Capabilities capabilities);

  /// Before the first frame and whenever the atlas was made anew.
  void set_fonts(const Fonts& fonts) { fonts_ = fonts; }
  /// What the atlas has to hold.
  const Glyphs& glyphs() const { return glyphs_; }

  /// Between ImGui::NewFrame and ImGui::Render. `seconds` is any clock that never goes back.
  void draw(const app::Snapshot& snapshot, std::vector<app::Intent>& intents, double seconds);

  const WidgetRegistry& controls() const { return controls_; }
  Requests take_requests();
  /// When the next frame is needed though nothing happens, on draw's clock; infinity: never.
  double wake_at() const { return wake_at_; }
  /// The platform needs one then.
  void wake(double at) { wake_at_ = std::min(wake_at_, at); }

  /// False if there is no such chapter.
  bool show_chapter(std::string_view id);
  const char* chapter() const { return chapters_[current_]->id(); }
  /// The model that the chapter is about.
  std::optional<ModelKind> model() const { return chapters_[current_]->model(); }
  /// "light", "dark" or "auto"; false if it is none of them.
  bool set_theme(std::string_view name);
  void set_system_dark(bool dark) { system_dark_ = dark; }
  bool dark() const;

  /// Opens all that a link names (app/protocol/link.h), and says what of it cannot be.
  void open_link(std::string_view text);
  /// The link to what is set now; with the steps that the chapter's model has been trained, where
  /// they lead to the same numbers. None while one is being opened.
  std::optional<std::string> link(const app::Snapshot& snapshot, bool with_steps) const;

  /// A question at the edge; the answer's name comes back as Requests::choice. The answer
  /// "tour.begin" is the interface's own.
  void offer(Prompt offer) { toasts_.offer(std::move(offer)); }
  void begin_tour() { tour_.begin(); }

  /// A text that was pasted outside every text field: asks whether it shall be the corpus.
  void offer_text(std::string text);

  void set_touch(bool touch) { touch_ = touch; }
  /// Scrolls what lies under the pointer, as a finger that moved by so many pixels does.
  void drag_scroll(float dx, float dy);
  /// Two fingers: what lies under their middle is made larger by the factor and moved.
  void pinch(float factor, float dx, float dy);
  /// A sentence of the platform's own.
  void say(std::string text, bool is_error) { toasts_.say(std::move(text), is_error); }

 private:
  enum class Theme { automatic, light, dark };

  Layout layout() const;
  void open_chapter(Frame& frame, std::size_t index);
  void follow_active_model(Frame& frame);
  void handle_keys(Frame& frame);
  void handle_answer(Frame& frame);
  void say_refused(const std::vector<std::string>& sentences);
  void settle_link(Frame& frame);
  void train_as_linked(Frame& frame);
  void draw_chapter_list(Frame& frame, float top);
  void draw_tabs(Frame& frame, float height);
  void draw_content(Frame& frame, float left, float top, float bottom);
  void collect_glyphs(const app::CorpusView& corpus);
  void add_missed_glyphs();

  Textures& textures_;
  Capabilities capabilities_;
  Fonts fonts_;
  Glyphs glyphs_;
  std::uint64_t glyphs_of_corpus_ = 0;   // its revision
  std::vector<char32_t> glyphs_missed_;  // drawn in this frame, and not in the atlas
  WidgetRegistry controls_;
  Requests requests_;
  PendingPicture picture_;
  double wake_at_ = 0;

  std::vector<std::unique_ptr<Chapter>> chapters_;
  std::size_t current_ = 0;
  bool entered_ = false;  // the current chapter has said what it needs
  ModelKind seen_active_;
  std::optional<ModelKind> asked_for_;  // made active by us, but not yet so in a snapshot
  double asked_at_ = 0;                 // seconds
  std::vector<double> speeds_;          // steps a second of each chapter, 0 without limit

  UrlState views_;
  std::optional<std::string> waiting_link_;  // the session's part of a link, not posted yet
  std::uint64_t links_expected_ = 0;         // Snapshot::links_opened after it; 0: none is awaited
  std::int64_t wanted_steps_ = 0;            // of the link
  bool steps_due_ = false;

  Theme theme_ = Theme::automatic;
  bool system_dark_ = false;
  bool touch_ = false;
  float scroll_x_ = 0, scroll_y_ = 0;  // waiting to be applied
  Gesture gesture_;                    // waiting to be applied
  bool drag_wanted_ = false;           // by what was under the pointer in the last frame

  TopBar top_bar_;
  Dialogs dialogs_;
  Toasts toasts_;
  Tour tour_;
};

}  // namespace babble::ui
