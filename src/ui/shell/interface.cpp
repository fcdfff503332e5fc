#include "ui/shell/interface.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "ui/base/imgui_all.h"
#include "ui/base/imgui_input.h"
#include "ui/base/style.h"
#include "ui/cards/common/code_card.h"
#include "ui/cards/common/sweep_card.h"
#include "ui/chapters/registry.h"
#include "ui/shell/area.h"
#include "ui/shell/chapter_list.h"

namespace babble::ui {
namespace {

constexpr float bar_height = 58, compact_bar_height = 104;

}  // namespace

Interface::Interface(Textures& textures, Capabilities capabilities)
    : textures_(textures),
      capabilities_(capabilities),
      chapters_(make_chapters()),
      tour_(chapters_) {
  for (const auto& chapter : chapters_) speeds_.push_back(chapter->first_speed());
  show_chapter("counting");
}

std::string Interface::describe(const app::Snapshot& snapshot) const {
  const Chapter& chapter = *chapters_[current_];
  return exercises_.describe() + "Chapter " + chapter.title() + ". " + chapter.describe(snapshot) +
         (chapter.model() ? describe_sweep(snapshot, *chapter.model()) +
                                describe_program(snapshot, *chapter.model())
                          : "");
}

Requests Interface::take_requests() { return std::exchange(requests_, {}); }

bool Interface::show_chapter(std::string_view id) {
  for (std::size_t i = 0; i < chapters_.size(); ++i) {
    if (id != chapters_[i]->id()) continue;
    if (i != current_) entered_ = false;
    current_ = i;
    return true;
  }
  return false;
}

bool Interface::set_theme(std::string_view name) {
  if (name == "auto") {
    theme_ = Theme::automatic;
  } else if (name == "light") {
    theme_ = Theme::light;
  } else if (name == "dark") {
    theme_ = Theme::dark;
  } else {
    return false;
  }
  return true;
}

bool Interface::dark() const {
  return theme_ == Theme::dark || (theme_ == Theme::automatic && system_dark_);
}

void Interface::offer_text(std::string text) {
  if (!takes_texts()) return;
  dialogs_.set_pasted(std::move(text));
  requests_.open_paste = true;
}

void Interface::drag_scroll(float dx, float dy) {
  scroll_x_ += dx;
  scroll_y_ += dy;
}

void Interface::pinch(float factor, float dx, float dy) {
  gesture_.zoom *= factor;
  gesture_.dx += dx;
  gesture_.dy += dy;
}

Layout Interface::layout() const {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  Layout result;
  result.width = size.x;
  result.height = size.y;
  result.compact = size.x < 760;
  result.one_column = size.x < 1000;
  result.touch = touch_;
  if (result.compact) {
    result.control_height = 38;
    result.padding = 14;
    result.gap = 12;
  }
  return result;
}

// Drawing text asks for missing glyphs (ui/base/text.cpp), which then appear a frame late. Those of
// a corpus are made when it is opened, the most frequent first.
void Interface::collect_glyphs(const app::CorpusView& corpus) {
  if (glyphs_of_corpus_ == corpus.revision) return;
  glyphs_of_corpus_ = corpus.revision;
  std::vector<std::size_t> order(corpus.display.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (corpus.token_counts.size() == order.size()) {
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return corpus.token_counts[a] > corpus.token_counts[b];
    });
  }
  const auto add_all = [&](Glyphs& glyphs) {
    glyphs.add(corpus.name);
    for (const std::size_t id : order) glyphs.add(corpus.display[id]);
  };
  add_all(glyphs_);
  if (!glyphs_.full()) return;
  // The atlas is full: drop the glyphs of earlier corpora.
  Glyphs fresh(glyphs_.revision() + 1);
  add_all(fresh);
  if (fresh.all() != glyphs_.all()) glyphs_ = std::move(fresh);
}

void Interface::add_missed_glyphs() {
  // ImGui itself draws the text of the field that has the keyboard.
  const ImGuiInputTextState& field = ImGui::GetCurrentContext()->InputTextState;
  for (int i = 0; ImGui::GetIO().WantTextInput && i < field.CurLenW; ++i) {
    if (field.TextW[i] > 0xFF) glyphs_missed_.push_back(static_cast<char32_t>(field.TextW[i]));
  }
  for (const char32_t c : glyphs_missed_) glyphs_.add(c);
  glyphs_missed_.clear();
}

void Interface::open_chapter(Frame& frame, std::size_t index) {
  if (index == current_) return;
  current_ = index;
  entered_ = false;
  frame.wake(0);
}

void Interface::begin_exercise(Frame& frame, const Exercise& exercise) {
  if (!exercise.model.empty())
    for (const std::unique_ptr<Chapter>& chapter : chapters_)
      chapter->take(model_kind(exercise.model));
  show_chapter(exercise.chapter);
  set_up(frame, exercise);
  // Long enough to be watched: about ten to twenty seconds.
  if (exercise.steps > 1 && exercise.sweep.empty()) speeds_[current_] = 50;
  entered_ = false;
  chapters_[current_]->show_task("Exercise " + std::string(exercise.number),
                                 std::string(exercise.todo) + ' ' + std::string(exercise.expect),
                                 exercise.cards);
  controls_.scroll_to_top();
  frame.wake(0);
}

// Makes the chapter's model the active one. If a script has made another model active, opens the
// chapter of that model, where there is one. Snapshots that are older than our own request to
// activate a model do not count.
void Interface::follow_active_model(Frame& frame) {
  const std::optional<ModelKind> own = chapters_[current_]->model();
  constexpr double give_up_after = 3;  // seconds; stop waiting after a failed request
  if (requested_ == frame.snapshot.active || frame.seconds > requested_at_ + give_up_after) {
    requested_.reset();
  }
  if (entered_ && own && !requested_ && frame.snapshot.active != seen_active_ &&
      frame.snapshot.active != *own) {
    if (url_.suppressed("chapters")) entered_ = false;  // a lesson stays in its chapter
    for (std::size_t i = 0; i < chapters_.size(); ++i) {
      if (entered_ && chapters_[i]->take(frame.snapshot.active)) open_chapter(frame, i);
    }
  }
  seen_active_ = frame.snapshot.active;
  if (entered_) return;
  entered_ = true;
  const std::optional<ModelKind> model = chapters_[current_]->model();
  // An earlier request may still be under way, so post this one even if the model is active.
  if (model && (requested_ || frame.snapshot.active != *model)) {
    frame.post(app::Activate{*model});
    requested_ = model;
    requested_at_ = frame.seconds;
  }
  if (model && frame.snapshot.steps_per_second_limit != speeds_[current_]) {
    frame.post(app::LimitSpeed{speeds_[current_]});
  }
  app::Subscribe wanted = chapters_[current_]->watch();
  wanted.program = model.has_value();
  frame.post(wanted);
}

void Interface::handle_keys(Frame& frame) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.WantTextInput || io.KeyAlt) return;
  if (ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel)) return;
  const bool modified = io.KeyCtrl || io.KeySuper;
  if (!frame.snapshot.undo.empty() && !io.KeyShift && is_key_pressed(modified ? 'z' : 'u', false)) {
    frame.post(app::Undo{});
  }
  if (modified) return;
  // The key of the question mark differs between keyboards.
  if (io.InputQueueCharacters.contains('?')) requests_.show_keys = true;
  if (is_key_pressed('e', false)) requests_.show_exercises = true;
  Chapter& chapter = *chapters_[current_];
  const bool enabled = chapter.transport(frame).enabled && !url_.suppressed("transport");
  if (enabled && is_key_pressed(' ', false)) chapter.play_or_pause(frame);
  if (enabled && is_key_pressed('s', true)) chapter.step(frame);
  if (enabled && is_key_pressed('r', false)) chapter.reset(frame);
  for (std::size_t i = 0; i < chapters_.size() && !url_.suppressed("chapters"); ++i) {
    if (i < 10 && is_key_pressed("1234567890"[i], false)) open_chapter(frame, i);
  }
}

void Interface::handle_answer(Frame& frame) {
  std::string answer = toasts_.take_answer();
  if (requests_.choice == "tour.begin") answer = std::exchange(requests_.choice, {});  // a dialog's
  if (answer == "undo") {
    frame.post(app::Undo{});
  } else if (answer == "tour.begin") {
    begin_tour();
    frame.wake(0);
  }
  if (!answer.empty()) requests_.choice = std::move(answer);
}

void Interface::draw_content(Frame& frame, float left, float top, float bottom) {
  // Beside the list a part of the margin is the list's own.
  const float margin = frame.layout.compact ? 12 : left > 0 ? 4 : 14;
  begin_area("content", ImVec2(left, top), ImVec2(frame.layout.width - left, bottom - top),
             frame.palette.background);
  ImGui::SetCursorPos(ImVec2(margin, frame.layout.compact ? 0 : 12));
  // Each chapter keeps its own scroll positions.
  ImGui::PushID(chapters_[current_]->id());
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  window->ContentRegionRect.Max.x -= frame.layout.compact ? 12 : 10;
  window->WorkRect.Max.x = window->ContentRegionRect.Max.x;
  // Cards end above the lower edge.
  window->ContentRegionRect.Max.y -= frame.layout.compact ? 0 : 14;
  chapters_[current_]->draw(frame);
  ImGui::PopID();
  ImGui::End();
}

void Interface::draw(const app::Snapshot& snapshot, std::vector<app::Intent>& intents,
                     double seconds) {
  controls_.clear();
  collect_glyphs(snapshot.corpus);
  ImGui::GetIO().UserData = &glyphs_missed_;
  const Palette& palette = dark() ? dark_palette() : light_palette();
  Frame frame{snapshot,
              intents,
              controls_,
              textures_,
              requests_,
              capabilities_,
              picture_,
              url_,
              palette,
              fonts_,
              layout(),
              seconds,
              std::numeric_limits<double>::infinity()};
  const ImVec2 moved = ImGui::GetIO().MouseDelta;
  if (ImGui::GetIO().MouseWheel != 0 || scroll_y_ != 0 || !controls_.settled())
    pointer_moved_ = false;
  else if (moved.x != 0 || moved.y != 0)
    pointer_moved_ = true;
  frame.pointer_moved = pointer_moved_;
  picture_.next_frame(frame);
  apply_style(palette, frame.layout.compact);
  ImGui::PushFont(fonts_.body);

  frame.gesture = std::exchange(gesture_, Gesture{});
  if (drag_wanted_) {
    frame.gesture.dx += std::exchange(scroll_x_, 0.0f);
    frame.gesture.dy += std::exchange(scroll_y_, 0.0f);
  }
  // A finger's drag scrolls the window under it, or the nearest parent that can scroll.
  if (scroll_y_ != 0) {
    ImGuiWindow* window = ImGui::GetCurrentContext()->HoveredWindow;
    while (window != nullptr && window->ScrollMax.y <= 0 &&
           (window->Flags & ImGuiWindowFlags_ChildWindow) != 0) {
      window = window->ParentWindow;
    }
    if (window != nullptr) ImGui::SetScrollY(window, window->Scroll.y - scroll_y_);
    scroll_x_ = scroll_y_ = 0;
  }

  if (url_.suppressed("chapters")) {  // a lesson: the tour would lead away from it
    tour_.leave();
    toasts_.withdraw("tour.begin");
  }
  if (const std::string_view chapter = tour_.take_chapter(frame); !chapter.empty())
    show_chapter(chapter);
  handle_keys(frame);
  settle_link(frame);
  url_.begin_chapter(chapters_[current_]->id(), seconds);
  if (url_.number("speed", speeds_[current_], 0, 1e9)) entered_ = false;
  follow_active_model(frame);
  train_as_linked(frame);
  const float top = frame.layout.compact ? compact_bar_height : bar_height;
  begin_area("bar", ImVec2(0, 0), ImVec2(frame.layout.width, top), palette.surface);
  TopBar::Requests requests;
  top_bar_.draw(frame, *chapters_[current_], requests);
  ImGui::End();
  if (requests.speed) {
    speeds_[current_] = *requests.speed;
    frame.post(app::LimitSpeed{*requests.speed});
  }
  if (requests.toggle_theme) theme_ = dark() ? Theme::light : Theme::dark;
  const bool no_list = url_.suppressed("chapters");
  const float tabs = no_list || !frame.layout.compact ? 0 : chapter_tabs_height;
  const float left = no_list || frame.layout.compact ? 0 : chapter_list_width;
  // The list is drawn before the content and the tabs after it, each below what it may overlap.
  std::optional<std::size_t> opened;
  if (left > 0) opened = draw_chapter_list(frame, chapters_, current_, top);
  draw_content(frame, left, top, frame.layout.height - tabs);
  if (tabs > 0) opened = draw_chapter_tabs(frame, chapters_, current_);
  if (opened) open_chapter(frame, *opened);
  dialogs_.draw(frame, capabilities_, chapters_.size(), suppressible_names());
  if (const Exercise* exercise = no_list ? nullptr : exercises_.draw(frame))
    begin_exercise(frame, *exercise);
  toasts_.draw(frame, left, tabs);
  tour_.draw(frame);
  handle_answer(frame);
  say_refused(url_.take_refused(seconds));
  ImGui::PopFont();
  if (requests.toggle_theme) frame.wake(0);
  drag_wanted_ = frame.wants_drag;
  add_missed_glyphs();
  if (!frame.controls.settled()) frame.wake(0);
  wake_at_ = frame.wake_at;
}

}  // namespace babble::ui
