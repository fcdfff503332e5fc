// Chapter Batches: how a long text becomes mini-batches, and what each way means for the memory.
#include <algorithm>
#include <cmath>

#include "core/base/limits.h"
#include "core/base/numbers.h"
#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/cards/batches_cards.h"
#include "ui/cards/experiments_card.h"
#include "ui/chapters/chapter.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr double seconds_each = 0.9;  // while it plays

class BatchesChapter : public Chapter {
 public:
  const char* id() const override { return "batches"; }
  const char* title() const override { return "Batches"; }
  const char* subtitle() const override { return "text, cut up"; }

  Transport transport(const Frame& frame) const override {
    Transport result;
    result.playing = playing_;
    result.enabled = usable(frame);
    result.play_tip = "Walk from mini-batch to mini-batch (space)";
    result.step_tip = "The next mini-batch (S)";
    result.reset_tip = "Back to the first mini-batch (R)";
    return result;
  }
  void play_or_pause(Frame& frame) override {
    playing_ = !playing_;
    due_ = frame.seconds + seconds_each / 2;
    frame.wake(due_);
  }
  void step(Frame& frame) override { go(frame, 1); }
  void reset(Frame& frame) override {
    playing_ = false;
    wish_.index = 0;
    post(frame);
  }

  void draw(Frame& frame) override {
    if (!asked_) post(frame);
    advance(frame);
    const app::BatchesView* view = frame.snapshot.batches.get();
    const bool shown = view != nullptr && view->error.empty();
    if (frame.layout.one_column) {
      begin_column(frame, "page", 0);
      introduction(frame);
      if (shown) {
        walk_card(frame, *view);
        tables_.draw(frame, *view, 0);
        text_card(frame, *view, 0);
        batches_state_card(frame, *view);
      } else {
        trouble(frame, view);
      }
      settings_card(frame);
      if (shown) batches_counts_card(frame, *view);
      experiments(frame);
      end_column(frame);
      return;
    }
    const float room = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
    const float side = std::clamp(room * 0.36f, 348.0f, 460.0f), space = frame.layout.gap;
    begin_column(frame, "left", room - side - space, height);
    if (shown) {
      tables_.draw(frame, *view, 0);
      batches_state_card(frame, *view);
      const float left = height - (ImGui::GetCursorPosY() + ImGui::GetScrollY()) - 2;
      text_card(frame, *view, view->toy ? 0 : std::max(left, 250.0f));
    } else {
      trouble(frame, view);
    }
    end_column(frame);
    ImGui::SameLine(0, space);
    begin_column(frame, "right", side, height + frame.layout.gap);
    introduction(frame);
    if (shown) walk_card(frame, *view);
    settings_card(frame);
    experiments(frame);
    if (shown) batches_counts_card(frame, *view);
    end_column(frame);
  }

 private:
  static bool usable(const Frame& frame) {
    return frame.snapshot.batches != nullptr && frame.snapshot.batches->error.empty();
  }

  void post(Frame& frame) {
    asked_ = true;
    frame.post(wish_);
  }

  // Round and round: after the last one comes the first of an epoch just like it.
  void go(Frame& frame, std::int64_t by) {
    if (!usable(frame)) return;
    const std::int64_t count = frame.snapshot.batches->batches;
    wish_.index = ((std::min(wish_.index, count - 1) + by) % count + count) % count;
    post(frame);
  }

  void advance(Frame& frame) {
    if (!playing_) return;
    if (frame.seconds >= due_) {
      go(frame, 1);
      due_ = frame.seconds + seconds_each;
    }
    frame.wake(due_);
  }

  void introduction(Frame& frame) {
    const Card card(frame, "introduction", "");
    text(frame, "Mini-batches of a long text", frame.palette.text, frame.fonts.title);
    paragraph(
        frame,
        "A network cannot read a whole book for every step, so the text is cut into pieces of "
        "T tokens, and B of them are learned from at once. Step through the mini-batches and "
        "watch where the next one lies: that decides whether the memory may be carried on.");
  }

  void trouble(Frame& frame, const app::BatchesView* view) {
    const Card card(frame, "trouble", view == nullptr ? "One moment" : "No such mini-batches");
    if (view != nullptr) paragraph(frame, view->error);
    frame.controls.record("batches.error");
  }

  void walk_card(Frame& frame, const app::BatchesView& view) {
    const Card card(frame, "walk", "");
    ButtonLook look;
    if (button(frame, "batches.previous", "Previous", look)) go(frame, -1);
    ImGui::SameLine(0, 6);
    if (button(frame, "batches.next", "Next", look)) go(frame, 1);
    ImGui::SameLine(0, 12);
    double index = static_cast<double>(view.index + 1);
    const float left = ImGui::GetContentRegionAvail().x;
    if (view.batches > 1 &&
        slider(frame, "batches.index", index,
               SliderScale{1, static_cast<double>(view.batches), false, true}, left)) {
      wish_.index = std::llround(index) - 1;
      post(frame);
    }
  }

  void text_card(Frame& frame, const app::BatchesView& view, float height) {
    if (const auto place = batches_text_card(frame, view, height)) {
      wish_.index = place->batch;
      wish_.row = place->row;
      post(frame);
    }
  }

  // A labelled line with a help mark; leaves the cursor where the control begins.
  float row_label(Frame& frame, std::string_view name, std::string_view words, const Help& help) {
    const ImVec2 start = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, left = 132;
    const float line = line_height(frame.fonts.small);
    ImGui::SetCursorScreenPos(ImVec2(start.x, start.y + (frame.layout.control_height - line) / 2));
    text(frame, words, frame.palette.text, frame.fonts.small);
    ImGui::SameLine(0, 6);
    help_mark(frame, std::string(name) + ".help", help);
    ImGui::SetCursorScreenPos(ImVec2(start.x + left, start.y));
    return width - left;
  }

  // True when the value was changed: by the slider within its scale, by typing up to `most`.
  bool number(Frame& frame, std::string_view name, std::string_view words, const Help& help,
              int& value, SliderScale scale, int most) {
    const float room = row_label(frame, name, words, help), field = 62;
    scale.integer = true;
    double position = std::min(static_cast<double>(value), scale.high);
    bool changed = slider(frame, std::string(name) + ".slider", position, scale, room - field - 8);
    if (changed) value = static_cast<int>(std::llround(position));
    ImGui::SameLine(0, 8);
    ImGui::PushID(name.data(), name.data() + name.size());
    const bool editing = editing_ == name;
    std::string typed = editing ? typed_ : std::to_string(value);
    bool edited = false;
    const bool confirmed = text_field(frame, name, typed, "", field, true, &edited);
    if (edited) {
      editing_ = name;
      typed_ = typed;
    }
    if (confirmed) {
      if (const auto number = parse_integer(typed)) {
        value = static_cast<int>(std::clamp<std::int64_t>(*number, std::llround(scale.low), most));
        changed = true;
      }
      editing_.clear();
    } else if (editing && !ImGui::IsItemActive()) {
      editing_.clear();
    }
    ImGui::PopID();
    return changed;
  }

  void settings_card(Frame& frame) {
    const Card card(frame, "settings", "How it is cut");
    static constexpr Help sequence_help{
        "The training part of the open text, or the numbers 0 to 34 that d2l cuts up to show the "
        "idea. With numbers one sees at a glance what is a neighbour of what."};
    static constexpr Help offset_help{
        "So many tokens are dropped at the front before cutting, another number in each epoch, so "
        "that the borders fall elsewhere every time. The courses draw it; here it can be chosen.",
        "offset ~ 0…T−1"};
    float room = row_label(frame, "batches.sequence", "Sequence", sequence_help);
    int sequence = wish_.toy ? 1 : 0;
    if (segmented(frame, "batches.sequence", {"text", "0 … 34"}, sequence, room)) {
      wish_.toy = sequence == 1;
      wish_.index = wish_.row = 0;
      post(frame);
    }
    room = row_label(frame, "batches.batching", "Mini-batches", help_of("batching"));
    int random = wish_.random ? 1 : 0;
    if (segmented(frame, "batches.batching", {"sequential", "random"}, random, room)) {
      wish_.random = random == 1;
      post(frame);
    }
    bool changed = number(frame, "batches.batch", "Batch size B", help_of("batch_size"),
                          wish_.batch, SliderScale{1, 32}, limits::max_batch);
    changed |= number(frame, "batches.time_steps", "Time steps T", help_of("time_steps"),
                      wish_.time_steps, SliderScale{1, 64}, limits::max_time_steps);
    int offset = wish_.offset;
    if (offset < 0 && frame.snapshot.batches)  // drawn: the view knows
      offset = static_cast<int>(frame.snapshot.batches->offset);
    offset = std::max(offset, 0);
    const double most_offset = std::max(wish_.time_steps - 1, 1);
    if (number(frame, "batches.offset", "Offset", offset_help, offset, SliderScale{0, most_offset},
               1'000'000)) {
      wish_.offset = offset;
      changed = true;
    }
    if (changed) post(frame);
    ButtonLook look;
    look.icon = Icon::dice;
    look.tip = "Draws offset and order as training does at the beginning of an epoch";
    if (button(frame, "batches.redraw", "Another epoch", look)) {
      wish_.offset = -1;
      ++wish_.seed;
      wish_.index = 0;
      post(frame);
    }
    gap(4);
    compare_with_rnn(frame);
  }

  static Help help_of(std::string_view key) {
    const SettingRow* row = find_setting(key);
    return {row->help, row->formula};
  }

  void compare_with_rnn(Frame& frame) {
    const Settings& rnn = frame.snapshot.model(model_kind("rnn")).settings;
    const bool random = rnn.batching == Batching::random;
    const bool same = rnn.batch_size == wish_.batch && rnn.time_steps == wish_.time_steps &&
                      random == wish_.random;
    note(frame, "This is a view of its own and changes no model. The RNN trains with B = " +
                    std::to_string(rnn.batch_size) + ", T = " + std::to_string(rnn.time_steps) +
                    ", " + std::string(batching_name(rnn.batching)) + (same ? ": as here." : "."));
    ButtonLook look;
    look.enabled = !same;
    look.tip = "Show the mini-batches that the RNN trains on";
    if (button(frame, "batches.take", "Look at the RNN's", look)) {
      wish_.toy = false;
      wish_.batch = rnn.batch_size;
      wish_.time_steps = rnn.time_steps;
      wish_.random = random;
      wish_.index = wish_.row = 0;
      post(frame);
    }
    ImGui::SameLine(0, 8);
    look.tip = "Set B, T and the way of cutting for the RNN: it starts anew";
    same_line_if_fits(button_width(frame, "Train the RNN so"));
    if (button(frame, "batches.give", "Train the RNN so", look)) {
      frame.post(app::Activate{model_kind("rnn")});
      frame.post(app::Set{"batch_size", std::to_string(wish_.batch)});
      frame.post(app::Set{"time_steps", std::to_string(wish_.time_steps)});
      frame.post(app::Set{"batching", wish_.random ? "random" : "sequential"});
    }
  }

  void look(Frame& frame, bool toy, int batch, int steps, bool random, int offset) {
    wish_.toy = toy;
    wish_.batch = batch;
    wish_.time_steps = steps;
    wish_.random = random;
    wish_.offset = offset;
    wish_.index = wish_.row = 0;
    playing_ = false;
    post(frame);
  }

  void experiments(Frame& frame) {
    const Experiment things[] = {
        {"toy", "The courses' toy: 0 … 34",
         "T = 5, B = 2, offset 2: six subsequences, three mini-batches. Row 1 of the next one goes "
         "on where row 1 of this one ends.",
         "tables", [this](Frame& f) { look(f, true, 2, 5, false, 2); }},
        {"shuffle", "The same, shuffled",
         "Random sampling takes the same six pieces in any order: no row continues another, so H "
         "starts at zero each time.",
         "tables", [this](Frame& f) { look(f, true, 2, 5, true, 2); }},
        {"walk", "Walk through the text",
         "Four rows, ten time steps, played: on the bar each colour moves through its own quarter "
         "of the text.",
         "text",
         [this](Frame& f) {
           look(f, false, 4, 10, false, -1);
           play_or_pause(f);
         }},
    };
    try_.draw(frame, things);
  }

  app::InspectBatch wish_{false, 4, 10};
  bool asked_ = false, playing_ = false;
  double due_ = 0;  // seconds
  std::string editing_, typed_;
  BatchTables tables_;
  ExperimentsCard try_;
};

}  // namespace

std::unique_ptr<Chapter> make_batches_chapter() { return std::make_unique<BatchesChapter>(); }

}  // namespace babble::ui
