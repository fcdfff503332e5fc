#include "ui/shell/interface.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/models/model_kind.h"
#include "ui/base/imgui_all.h"
#include "ui/base/style.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr float list_width = 178, bar_height = 58, compact_bar_height = 104, tabs_height = 58;
constexpr ImGuiWindowFlags plain_window =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
    ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav;

void begin_area(const char* name, ImVec2 at, ImVec2 size, Color background) {
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
  ImGui::PushStyleColor(ImGuiCol_WindowBg, background);
  ImGui::Begin(name, nullptr, plain_window | ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
}

}  // namespace

Interface::Interface(Textures& textures, Capabilities capabilities)
    : textures_(textures), capabilities_(capabilities), chapters_(make_chapters()) {
  for (const auto& chapter : chapters_) speeds_.push_back(chapter->first_speed());
  show_chapter("counting");
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
  dialogs_.offer(std::move(text));
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

// What is drawn asks for its characters by itself (ui/base/text.cpp), one frame late. A corpus' are
// made when it is opened, the frequent ones first.
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
  // The room belongs to this corpus and not to those before it.
  Glyphs fresh(glyphs_.revision() + 1);
  add_all(fresh);
  if (fresh.all() != glyphs_.all()) glyphs_ = std::move(fresh);
}

void Interface::add_missed_glyphs() {
  // ImGui draws the words of the field that has the keyboard.
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

// The chapter's model becomes the active one; if a script makes another model active, its chapter
// is shown. Snapshots from before our own wish was carried out say nothing about scripts.
void Interface::follow_active_model(Frame& frame) {
  const std::optional<ModelKind> own = chapters_[current_]->model();
  constexpr double patience = 3;  // seconds; a wish that failed must not make us deaf
  if (asked_for_ == frame.snapshot.active || frame.seconds > asked_at_ + patience) {
    asked_for_.reset();
  }
  if (entered_ && own && !asked_for_ && frame.snapshot.active != seen_active_ &&
      frame.snapshot.active != *own) {
    for (std::size_t i = 0; i < chapters_.size(); ++i) {
      if (chapters_[i]->model() == frame.snapshot.active) open_chapter(frame, i);
    }
  }
  seen_active_ = frame.snapshot.active;
  if (entered_) return;
  entered_ = true;
  const std::optional<ModelKind> model = chapters_[current_]->model();
  // Another wish may be under way, so this one is said even if it seems to be met already.
  if (model && (asked_for_ || frame.snapshot.active != *model)) {
    frame.post(app::Activate{*model});
    asked_for_ = model;
    asked_at_ = frame.seconds;
  }
  if (model && frame.snapshot.steps_per_second_limit != speeds_[current_]) {
    frame.post(app::LimitSpeed{speeds_[current_]});
  }
  frame.post(chapters_[current_]->watch());
}

void Interface::handle_keys(Frame& frame) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.WantTextInput || io.KeyAlt) return;
  if (ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel)) return;
  const bool modified = io.KeyCtrl || io.KeySuper;
  if (!frame.snapshot.undo.empty() && !io.KeyShift &&
      ImGui::IsKeyPressed(modified ? 'z' : 'u', false)) {
    frame.post(app::Undo{});
  }
  if (modified) return;
  // A question mark lies elsewhere on each keyboard.
  if (io.InputQueueCharacters.contains('?')) requests_.show_keys = true;
  Chapter& chapter = *chapters_[current_];
  const bool enabled = chapter.transport(frame).enabled && !views_.hides("transport");
  if (enabled && ImGui::IsKeyPressed(' ', false)) chapter.play_or_pause(frame);
  if (enabled && ImGui::IsKeyPressed('s', true)) chapter.step(frame);
  if (enabled && ImGui::IsKeyPressed('r', false)) chapter.reset(frame);
  for (std::size_t i = 0; i < chapters_.size() && !views_.hides("chapters"); ++i) {
    if (ImGui::IsKeyPressed('1' + static_cast<int>(i), false)) open_chapter(frame, i);
  }
}

void Interface::handle_answer(Frame& frame) {
  std::string answer = toasts_.take_answer();
  if (requests_.choice == "tour.begin") answer = std::exchange(requests_.choice, {});  // a dialog's
  if (answer == "undo") {
    frame.post(app::Undo{});
  } else if (answer == "tour.begin") {
    tour_.begin();
    frame.wake(0);
  }
  if (!answer.empty()) requests_.choice = std::move(answer);
}

void Interface::draw_chapter_list(Frame& frame, float top) {
  const Palette& p = frame.palette;
  begin_area("chapters", ImVec2(0, top), ImVec2(list_width, frame.layout.height - top),
             p.background);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  ImGui::SetCursorPos(ImVec2(0, 10));
  for (std::size_t i = 0; i < chapters_.size(); ++i) {
    const Chapter& chapter = *chapters_[i];
    const bool chosen = i == current_;
    ImGui::SetCursorPosX(10);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(list_width - 14, 56);
    ImGui::PushID(chapter.id());
    const bool pressed = ImGui::InvisibleButton("open", size);
    ImGui::PopID();
    frame.controls.record(std::string("chapter.") + chapter.id());
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    const ImVec2 end(at.x + size.x, at.y + size.y);
    if (chosen || hovered) {
      list.AddRectFilled(at, end, chosen ? p.accent_soft : p.inset, 8);
    }
    draw_aligned(list, frame.fonts.small_strong, ImVec2(at.x + 20, at.y + 18), 0.5f, 0.5f,
                 chosen ? p.accent : p.faint, std::to_string(i + 1));
    draw_aligned(list, frame.fonts.strong, ImVec2(at.x + 36, at.y + 18), 0, 0.5f,
                 chosen ? p.accent : p.text, chapter.title());
    draw_aligned(list, frame.fonts.small, ImVec2(at.x + 36, at.y + 38), 0, 0.5f, p.muted,
                 truncate(frame.fonts.small, chapter.subtitle(), size.x - 40));
    if (frame.snapshot.playing && chapter.model() == frame.snapshot.active) {
      list.AddCircleFilled(ImVec2(end.x - 12, at.y + 18), 4, p.good, 16);
    }
    if (pressed) open_chapter(frame, i);
  }
  const float line = line_height(frame.fonts.small) + 3;
  static constexpr std::string_view keys[][2] = {
      {"space", "play, pause"}, {"S", "one step"}, {"R", "start anew"}, {"?", "all keys"}};
  float y = frame.layout.height - 14 - line * 4;
  if (y > ImGui::GetCursorScreenPos().y + 10) {
    for (const auto& key : keys) {
      draw_text(list, frame.fonts.small_strong, ImVec2(22, y), p.faint, key[0]);
      draw_text(list, frame.fonts.small, ImVec2(74, y), p.faint, key[1]);
      y += line;
    }
  }
  ImGui::End();
}

void Interface::draw_tabs(Frame& frame, float height) {
  const Palette& p = frame.palette;
  begin_area("chapters", ImVec2(0, frame.layout.height - height),
             ImVec2(frame.layout.width, height), p.surface);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  list.AddLine(ImVec2(0, frame.layout.height - height + 0.5f),
               ImVec2(frame.layout.width, frame.layout.height - height + 0.5f), p.border);
  // Every tab is as wide as its word, and has an equal share of what is left.
  float words = 0;
  for (const auto& chapter : chapters_)
    words += text_size(frame.fonts.small, chapter->short_title()).x;
  const float padding = (frame.layout.width - words) / static_cast<float>(chapters_.size());
  float left = 0;
  for (std::size_t i = 0; i < chapters_.size(); ++i) {
    const Chapter& chapter = *chapters_[i];
    const bool chosen = i == current_;
    const float width = text_size(frame.fonts.small, chapter.short_title()).x + padding;
    ImGui::SetCursorPos(ImVec2(left, 0));
    left += width;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::PushID(chapter.id());
    const bool pressed = ImGui::InvisibleButton("open", ImVec2(width, height));
    ImGui::PopID();
    frame.controls.record(std::string("chapter.") + chapter.id());
    const float middle = at.x + width / 2;
    if (chosen) {
      list.AddRectFilled(ImVec2(at.x + 3, at.y + 6), ImVec2(at.x + width - 3, at.y + height - 6),
                         p.accent_soft, 10);
    }
    draw_aligned(list, frame.fonts.small_strong, ImVec2(middle, at.y + height / 2 - 9), 0.5f, 0.5f,
                 chosen ? p.accent : p.faint, std::to_string(i + 1));
    draw_aligned(list, frame.fonts.small, ImVec2(middle, at.y + height / 2 + 9), 0.5f, 0.5f,
                 chosen ? p.accent : p.muted, chapter.short_title());
    if (pressed) open_chapter(frame, i);
  }
  ImGui::End();
}

void Interface::draw_content(Frame& frame, float left, float top, float bottom) {
  const float margin = frame.layout.compact ? 12 : 14;
  begin_area("content", ImVec2(left, top), ImVec2(frame.layout.width - left, bottom - top),
             frame.palette.background);
  ImGui::SetCursorPos(ImVec2(frame.layout.compact ? margin : 4, frame.layout.compact ? 0 : 12));
  // Each chapter keeps its own scroll positions.
  ImGui::PushID(chapters_[current_]->id());
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  window->ContentRegionRect.Max.x -= frame.layout.compact ? margin : 10;
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
              views_,
              palette,
              fonts_,
              layout(),
              seconds,
              std::numeric_limits<double>::infinity()};
  picture_.next_frame(frame);
  apply_style(palette, frame.layout.compact);
  ImGui::PushFont(fonts_.body);

  frame.gesture = std::exchange(gesture_, Gesture{});
  if (drag_wanted_) {
    frame.gesture.dx += std::exchange(scroll_x_, 0.0f);
    frame.gesture.dy += std::exchange(scroll_y_, 0.0f);
  }
  // A finger's drag moves what lies under it, or the first of its parents that can move.
  if (scroll_y_ != 0) {
    ImGuiWindow* window = ImGui::GetCurrentContext()->HoveredWindow;
    while (window != nullptr && window->ScrollMax.y <= 0 &&
           (window->Flags & ImGuiWindowFlags_ChildWindow) != 0) {
      window = window->ParentWindow;
    }
    if (window != nullptr) ImGui::SetScrollY(window, window->Scroll.y - scroll_y_);
    scroll_x_ = scroll_y_ = 0;
  }

  if (const std::string_view wanted = tour_.take_chapter(frame); !wanted.empty())
    show_chapter(wanted);
  handle_keys(frame);
  settle_link(frame);
  views_.begin_chapter(chapters_[current_]->id(), seconds);
  if (views_.number("speed", speeds_[current_], 0, 1e9)) entered_ = false;
  follow_active_model(frame);
  train_as_linked(frame);
  const float top = frame.layout.compact ? compact_bar_height : bar_height;
  begin_area("bar", ImVec2(0, 0), ImVec2(frame.layout.width, top), palette.surface);
  TopBar::Requests wishes;
  top_bar_.draw(frame, *chapters_[current_], wishes);
  ImGui::End();
  if (wishes.speed) {
    speeds_[current_] = *wishes.speed;
    frame.post(app::LimitSpeed{*wishes.speed});
  }
  if (wishes.toggle_theme) theme_ = dark() ? Theme::light : Theme::dark;
  const bool no_list = views_.hides("chapters");
  const float tabs = no_list || !frame.layout.compact ? 0 : tabs_height;
  if (frame.layout.compact) {
    draw_content(frame, 0, top, frame.layout.height - tabs);
    if (!no_list) draw_tabs(frame, tabs_height);
  } else {
    if (!no_list) draw_chapter_list(frame, top);
    draw_content(frame, no_list ? 10 : list_width, top, frame.layout.height);
  }
  dialogs_.draw(frame, capabilities_);
  toasts_.draw(frame, tabs);
  tour_.draw(frame);
  handle_answer(frame);
  say_refused(views_.take_refused(seconds));
  ImGui::PopFont();
  if (wishes.toggle_theme) frame.wake(0);
  drag_wanted_ = frame.wants_drag;
  add_missed_glyphs();
  if (!frame.controls.settled()) frame.wake(0);
  wake_at_ = frame.wake_at;
}

}  // namespace babble::ui
