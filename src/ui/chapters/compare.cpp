// Chapter Compare: all models and saved runs on one text and one split.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/cards/common/introduction_card.h"
#include "ui/cards/common/model_cards.h"
#include "ui/cards/common/samples_card.h"
#include "ui/cards/compare/comparison_card.h"
#include "ui/cards/compare/race_card.h"
#include "ui/cards/compare/second_text_card.h"
#include "ui/chapters/registry.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

class CompareChapter : public Chapter {
 public:
  CompareChapter() {
    cards_ = {
        {"introduction", Column::page, [](Frame& f, float) { introduction(f); }},
        {"ladder", Column::page, [this](Frame& f, float) { comparison_.draw(f, rows_); }},
        {"race", Column::page, [this](Frame& f, float) { race_.draw(f); }, {}, 0.38f},
        {"size",
         Column::page,
         [this](Frame& f, float) { size_.draw(f, rows_, comparison_); },
         {},
         0.62f},
        {"curves", Column::page, [this](Frame& f, float) { curves(f); }, {}, 0.62f},
        {"second", Column::page, [](Frame& f, float) { draw_second_text_card(f); }, {}, 0.38f},
        {"try", Column::page, [this](Frame& f, float) { experiments(f); }},
        {"samples", Column::page, [this](Frame& f, float) { samples(f); }},
    };
  }
  const char* id() const override { return "compare"; }
  const char* title() const override { return "Compare"; }
  const char* subtitle() const override { return "side by side"; }

  std::string describe(const app::Snapshot& snapshot) const override {
    std::string words;
    for (const app::ModelView& model : snapshot.models) {
      if (!words.empty()) words += ' ';
      words += model_info(model.kind).label;
      if (!model.exists) {
        words += " is not trained yet.";
        continue;
      }
      words += ", " + grouped(model.parameters) + " parameters, " +
               plural(model.steps, "step", "steps") + "." + describe_quality(model);
    }
    return words + describe_second_text(snapshot);
  }

 private:
  void update(Frame& frame) override {
    rows_ = comparison_rows(frame.snapshot, frame.palette, frame.layout.compact);
  }

  static void introduction(Frame& frame) {
    introduction_card(
        frame, "Compare",
        "All models on one text and one split. The two bigrams meet, because both know only the "
        "character before; the networks fall below them once they use more. Where the training "
        "loss is far below the dev loss, a model has begun to memorize the text.");
  }

  void curves(Frame& frame) {
    static constexpr Help help{
        "The training losses of the networks. A step of the neural bigram uses the whole training "
        "part (or B pairs), a step of the RNN one mini-batch: by step compare where the curves "
        "end, by seconds or tokens also how fast they fall.",
        "L = −mean log P(next),  perplexity = exp(L)"};
    Card card(frame, "curves", unit_ == 0 ? "Loss" : "Perplexity", &help);
    const float toggle_width = 42 + text_size(frame.fonts.small, "log x").x;
    card.begin_header(150 + 190 + toggle_width + 20);
    segmented(frame, "compare.curves.unit", {"nats", "perplexity"}, unit_, 150);
    same_line_if_fits(190, 10);
    segmented(frame, "compare.curves.by", {"step", "seconds", "tokens"}, by_, 190);
    same_line_if_fits(toggle_width, 10);
    toggle(frame, "compare.curves.log_x", "log x", log_x_);
    card.end_header();
    PlotSpec spec;
    spec.name = "compare.plot";
    spec.file = "curves";
    spec.height = 290;
    static constexpr std::string_view by[] = {"step", "seconds", "tokens"};
    spec.x_name = by[by_];
    spec.whole_x = by_ != 1;
    const std::string per_unit = "nats per " + token_unit(frame.snapshot.corpus);
    spec.y_name = unit_ == 0 ? std::string_view(per_unit) : "perplexity";
    spec.log_x = log_x_;
    const auto shown = [&](double nats) { return unit_ == 0 ? nats : std::exp(nats); };
    std::vector<const ComparisonRow*> drawn;
    for (const ComparisonRow& row : rows_)
      if (row.known && row.curve != nullptr && !row.curve->x.empty() && comparison_.shows(row))
        drawn.push_back(&row);
    converted_.resize(unit_ == 0 ? 0 : drawn.size());
    places_.resize(by_ == 0 ? 0 : drawn.size());
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      const std::vector<double>* y = &drawn[i]->curve->y.get();
      if (unit_ == 1) {
        converted_[i] = *y;
        for (double& value : converted_[i]) value = std::exp(value);
        y = &converted_[i];
      }
      const std::vector<double>* x = &drawn[i]->curve->x.get();
      if (by_ > 0) {  // all steps of a run are about alike
        const double all = by_ == 1 ? drawn[i]->seconds : static_cast<double>(drawn[i]->tokens);
        const double each = all / static_cast<double>(std::max<std::int64_t>(1, drawn[i]->steps));
        places_[i] = *x;
        for (double& value : places_[i]) value *= each;
        x = &places_[i];
      }
      spec.series.push_back(
          {drawn[i]->name, x, y, drawn[i]->color, drawn[i]->run == 0 ? 2.2f : 1.5f});
    }
    const app::Landmarks& marks = frame.snapshot.models.front().landmarks;
    spec.landmarks.push_back({"uniform", shown(marks.uniform), frame.palette.uniform});
    spec.landmarks.push_back({"count bigram", shown(marks.count_bigram), frame.palette.count});
    spec.when_empty = "No network has been trained yet.";
    plot(frame, spec);
    bool first = true;
    for (const ComparisonRow* row : drawn) {
      const std::string name = truncate(frame.fonts.small, row->name, 200);
      if (!first) same_line_if_fits(15 + text_size(frame.fonts.small, name).x, 16);
      first = false;
      legend_dot(frame, row->color, name);
    }
  }

  void experiments(Frame& frame) {
    const ModelKind neural = model_kind("neural"), recurrent = model_kind("rnn");
    const std::int64_t steps = frame.snapshot.model(recurrent).steps;
    const Experiment list[] = {
        {"neural", "Let the network catch up with counting",
         "Trains the neural bigram for 300 steps. Its NLL comes close to the count bigram's: both "
         "are the same model, found in two ways.",
         "ladder",
         [neural](Frame& f) {
           f.post(app::Activate{neural});
           f.post(app::LimitSpeed{50});
           f.post(app::Step{300});
         }},
        {"rnn", "Let memory win",
         "Trains the RNN for 2,000 steps. Watch when its curve crosses the green line, and how "
         "much "
         "the dev NLL improves.",
         "curves",
         [recurrent](Frame& f) {
           f.post(app::Activate{recurrent});
           f.post(app::LimitSpeed{200});
           f.post(app::Step{2000});
         }},
        {"smaller", "A smaller memory",
         steps > 0 ? "Saves this RNN and trains one with 8 hidden units: how much of the gain is "
                     "left?"
                   : "Trains an RNN with 8 hidden units: how much does it remember?",
         "curves",
         [recurrent, steps](Frame& f) {
           f.post(app::Activate{recurrent});
           if (steps > 0 && steps < 50) f.post(app::SaveRun{recurrent, ""});
           f.post(app::Set{"hidden_size", "8"});
           f.post(app::LimitSpeed{200});
           f.post(app::Step{2000});
         }},
    };
    experiments_.draw(frame, list);
  }

  void samples(Frame& frame) {
    std::vector<const ComparisonRow*> shown;
    for (const ComparisonRow& row : rows_)
      if (row.id != "uniform" && comparison_.shows(row) && (row.run == 0 || row.samples != nullptr))
        shown.push_back(&row);
    const std::size_t across = frame.layout.one_column ? (frame.layout.compact ? 1 : 2) : 3;
    const std::vector<float> shares(across, 1 / static_cast<float>(across));
    for (std::size_t from = 0; from < shown.size(); from += across) {
      side_by_side(frame, shares, [&](std::size_t i) {
        if (from + i < shown.size()) one_sample_card(frame, *shown[from + i]);
      });
    }
  }

  static void one_sample_card(Frame& frame, const ComparisonRow& row) {
    const std::string name = "samples." + row.id;
    Card card(frame, name, "Samples of " + row.name);
    if (row.samples == nullptr || row.samples->empty()) {
      note(frame, "No samples yet: train this model first.");
      return;
    }
    sample_menu(frame, card, name, "samples-" + row.id, *row.samples);
    sample_list(frame, *row.samples);
  }

  std::vector<ComparisonRow> rows_;
  ComparisonCard comparison_;
  RaceCard race_;
  SizeCard size_;
  int by_ = 0;    // x: 0 step, 1 seconds, 2 tokens
  int unit_ = 0;  // 0 nats, 1 perplexity
  bool log_x_ = true;
  std::vector<std::vector<double>> places_;     // seconds or tokens of the curves drawn
  std::vector<std::vector<double>> converted_;  // perplexities of the curves drawn
};

}  // namespace

std::unique_ptr<Chapter> make_compare_chapter() { return std::make_unique<CompareChapter>(); }

}  // namespace babble::ui
