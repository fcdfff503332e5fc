// Chapter Batches: how a long text becomes mini-batches, and what this means for the hidden state.
#include <algorithm>
#include <cmath>

#include "core/data/line_batches.h"
#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/cards/common/introduction_card.h"
#include "ui/cards/data/batches_cards.h"
#include "ui/cards/data/batches_settings_card.h"
#include "ui/cards/data/batches_text_card.h"
#include "ui/chapters/registry.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr double seconds_each = 0.9;  // a mini-batch, while it plays

ModelKind recurrent_kind() { return model_kind("rnn"); }

// Null until the view has come, or where these settings leave no mini-batch.
const app::BatchesView* view_of(const Frame& frame) {
  const app::BatchesView* view = frame.snapshot.batches.get();
  return view != nullptr && view->error.empty() ? view : nullptr;
}

class BatchesChapter : public Chapter {
 public:
  BatchesChapter() {
    // A card that is drawn once there are mini-batches.
    const auto slot = [](std::string_view name, Column column, auto draw, CardHeight height = {}) {
      const auto guarded = [draw](Frame& frame, float pixels) {
        if (const app::BatchesView* view = view_of(frame)) draw(frame, *view, pixels);
      };
      return CardSlot{name, column, guarded, height};
    };
    using View = app::BatchesView;
    cards_ = {
        {"introduction", Column::right, [](Frame& f, float) { introduction(f); }},
        slot("walk", Column::right, [this](Frame& f, const View& v, float) { buttons(f, v); }),
        {"trouble", Column::left, [](Frame& f, float) { problem(f); }},
        slot("tables", Column::left,
             [this](Frame& f, const View& v, float) { tables_.draw(f, v); }),
        slot("state", Column::left,
             [](Frame& f, const View& v, float) { batches_state_card(f, v); }),
        slot("text", Column::left,
             [this](Frame& f, const View& v, float h) { text_card(f, v, v.toy ? 0 : h); },
             {.least = 250, .fills = true}),
        {"settings", Column::right,
         [this](Frame& f, float) {
           if (settings_.draw(f, request_, recurrent_kind())) post(f);
         }},
        {"try", Column::right, [this](Frame& f, float) { experiments(f); }},
        slot("counts", Column::right,
             [](Frame& f, const View& v, float) { batches_counts_card(f, v); }),
        {"coverage", Column::right, [](Frame& f, float) { batches_coverage_card(f); }},
    };
  }
  const char* id() const override { return "batches"; }
  const char* title() const override { return "Batches"; }
  const char* subtitle() const override { return "the text in pieces"; }

  std::string describe(const app::Snapshot& snapshot) const override {
    const Settings& settings = snapshot.model(recurrent_kind()).settings;
    if (takes_lines(settings.batching))
      return "A mini-batch has " + plural(settings.batch_size, "line", "lines") +
             ", one a row; each label is the next token, and nothing is expected behind the end of "
             "a line.";
    return "The text is cut into mini-batches of " +
           plural(settings.batch_size, "sequence", "sequences") + " of " +
           plural(settings.time_steps, "token", "tokens") + "; each label is the next token.";
  }

  Transport transport(const Frame& frame) const override {
    Transport result;
    result.playing = playing_;
    result.enabled = view_of(frame) != nullptr;
    result.has_speed = false;
    result.play_tip = "Show one mini-batch after another (space)";
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
    request_.index = 0;
    post(frame);
  }

 private:
  void back_to_defaults(Frame& frame) override { show(frame, false, 4, 10, false, -1); }
  void update(Frame& frame) override {
    if (!posted_) post(frame);
    if (!playing_) return;
    if (frame.seconds >= due_) {
      go(frame, 1);
      due_ = frame.seconds + seconds_each;
    }
    frame.wake(due_);
  }

  void post(Frame& frame) {
    posted_ = true;
    frame.post(request_);
  }

  // After the last mini-batch comes the first.
  void go(Frame& frame, std::int64_t by) {
    const app::BatchesView* view = view_of(frame);
    if (view == nullptr) return;
    const std::int64_t count = view->batches;
    request_.index = ((std::min(request_.index, count - 1) + by) % count + count) % count;
    post(frame);
  }

  static void introduction(Frame& frame) {
    introduction_card(
        frame, "Mini-batches of a long text",
        "A network does not read a whole book for every step. The text is cut into subsequences of "
        "T tokens, and a step learns from B of them at once. Go through the mini-batches and watch "
        "where the next one lies: this decides whether the hidden state can be carried over.");
  }

  static void problem(Frame& frame) {
    if (view_of(frame) != nullptr) return;
    const app::BatchesView* view = frame.snapshot.batches.get();
    const Card card(frame, "trouble", view == nullptr ? "One moment" : "No such mini-batches");
    if (view != nullptr) paragraph(frame, view->error);
    frame.controls.record("batches.error");
  }

  void buttons(Frame& frame, const app::BatchesView& view) {
    const Card card(frame, "walk", "");
    if (button(frame, "batches.previous", "Previous")) go(frame, -1);
    ImGui::SameLine(0, 6);
    if (button(frame, "batches.next", "Next")) go(frame, 1);
    ImGui::SameLine(0, 12);
    double index = static_cast<double>(view.index + 1);
    const float left = ImGui::GetContentRegionAvail().x;
    if (view.batches > 1 &&
        slider(frame, "batches.index", index,
               SliderScale{1, static_cast<double>(view.batches), false, true}, left)) {
      request_.index = std::llround(index) - 1;
      post(frame);
    }
  }

  void text_card(Frame& frame, const app::BatchesView& view, float height) {
    if (const auto place = batches_text_card(frame, view, height)) {
      request_.index = place->batch;
      request_.row = place->row;
      post(frame);
    }
  }

  void show(Frame& frame, bool toy, int batch, int steps, bool random, int offset) {
    request_.toy = toy;
    request_.batch = batch;
    request_.time_steps = steps;
    request_.random = random;
    request_.offset = offset;
    request_.lines = false;
    request_.index = request_.row = 0;
    playing_ = false;
    post(frame);
  }

  void experiments(Frame& frame) {
    const Experiment list[] = {
        {"toy", "The course's example: 0 … 34",
         "T = 5, B = 2, offset 2: six subsequences, three mini-batches. Row 1 of the next "
         "mini-batch continues row 1 of this one.",
         "tables", [this](Frame& f) { show(f, true, 2, 5, false, 2); }},
        {"shuffle", "The same, shuffled",
         "Random batching takes the same six subsequences in any order: no row continues another, "
         "so H starts at zero each time.",
         "tables", [this](Frame& f) { show(f, true, 2, 5, true, 2); }},
        {"lines", "One line a row",
         "For names: every row of X begins with the boundary token and holds one line. Behind its "
         "end is padding, where nothing is expected.",
         "tables",
         [this](Frame& f) {
           show(f, false, 6, 20, true, -1);
           request_.lines = true;
           post(f);
         }},
        {"walk", "Go through the text",
         "Plays mini-batches of four rows and ten time steps: on the bar each colour moves through "
         "its own quarter of the text.",
         "text",
         [this](Frame& f) {
           show(f, false, 4, 10, false, -1);
           play_or_pause(f);
         }},
    };
    experiments_.draw(frame, list);
  }

  app::InspectBatch request_{false, 4, 10};
  bool posted_ = false, playing_ = false;
  double due_ = 0;  // seconds
  BatchTables tables_;
  BatchesSettingsCard settings_;
};

}  // namespace

std::unique_ptr<Chapter> make_batches_chapter() { return std::make_unique<BatchesChapter>(); }

}  // namespace babble::ui
