// Chapter Compare: the ladder, one text, one split, three models and the runs that were kept.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/cards/comparison_card.h"
#include "ui/cards/experiments_card.h"
#include "ui/cards/model_cards.h"
#include "ui/chapters/chapter.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

class CompareChapter : public Chapter {
 public:
  const char* id() const override { return "compare"; }
  const char* title() const override { return "Compare"; }
  const char* subtitle() const override { return "the ladder"; }

  void draw(Frame& frame) override {
    const std::vector<ComparisonRow> rows =
        comparison_rows(frame.snapshot, frame.palette, frame.layout.compact);
    begin_column(frame, "page", 0);
    introduction(frame);
    comparison_.draw(frame, rows);
    if (frame.layout.one_column) {
      curves(frame, rows);
      experiments(frame);
    } else {
      side_by_side(frame, {0.62f, 0.38f}, [&](std::size_t i) {
        if (i == 0) {
          curves(frame, rows);
        } else {
          experiments(frame);
        }
      });
    }
    samples(frame, rows);
    end_column(frame);
  }

 private:
  // Cards beside one another, each in its share of the width; what follows stands below them all.
  template <class Draw>
  static void side_by_side(Frame& frame, const std::vector<float>& shares, const Draw& draw) {
    const float space = frame.layout.gap, room = ImGui::GetContentRegionAvail().x;
    const float usable = room - space * static_cast<float>(shares.size() - 1);
    const ImVec2 start = ImGui::GetCursorScreenPos();
    ImGuiWindow* window = ImGui::GetCurrentWindow();
    const float old = window->ContentRegionRect.Max.x, old_work = window->WorkRect.Max.x;
    float x = start.x, bottom = start.y;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const float width = usable * shares[i];
      ImGui::SetCursorScreenPos(ImVec2(x, start.y));
      window->ContentRegionRect.Max.x = window->WorkRect.Max.x = x + width;
      draw(i);
      bottom = std::max(bottom, ImGui::GetItemRectMax().y);
      x += width + space;
    }
    window->ContentRegionRect.Max.x = old;
    window->WorkRect.Max.x = old_work;
    ImGui::SetCursorScreenPos(start);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, space));
    ImGui::Dummy(ImVec2(room, bottom - start.y));
    ImGui::PopStyleVar();
  }

  void introduction(Frame& frame) {
    const Card card(frame, "introduction", "");
    text(frame, "Compare", frame.palette.text, frame.fonts.title);
    paragraph(frame,
              "One text, one split, three models. Counting and the neural bigram meet, because "
              "both know exactly one character of the past; the RNN goes below them as soon as it "
              "uses more. Where train is far below dev, a model has begun to learn by heart.");
  }

  void curves(Frame& frame, const std::vector<ComparisonRow>& rows) {
    static constexpr Help help{
        "Training loss of the networks over one another. A step of the neural bigram sees the "
        "whole training part (or B pairs), a step of the RNN one mini-batch, so compare where the "
        "curves end rather than how fast they fall.",
        "L = −mean log P(next),  perplexity = exp(L)"};
    Card card(frame, "curves", unit_ == 0 ? "Loss by step" : "Perplexity by step", &help);
    const float toggle_width = 42 + text_size(frame.fonts.small, "log x").x;
    card.begin_header(150 + toggle_width + 10);
    segmented(frame, "compare.curves.unit", {"nats", "perplexity"}, unit_, 150);
    ImGui::SameLine(0, 10);
    toggle(frame, "compare.curves.log_x", "log x", log_x_);
    card.end_header();
    PlotSpec spec;
    spec.name = "compare.plot";
    spec.file = "curves";
    spec.height = 290;
    spec.x_name = "step";
    spec.y_name = unit_ == 0 ? "nats per character" : "perplexity";
    spec.log_x = log_x_;
    const auto shown = [&](double nats) { return unit_ == 0 ? nats : std::exp(nats); };
    std::vector<const ComparisonRow*> drawn;
    for (const ComparisonRow& row : rows)
      if (row.known && row.curve != nullptr && !row.curve->x.empty() && comparison_.shows(row))
        drawn.push_back(&row);
    converted_.resize(unit_ == 0 ? 0 : drawn.size());
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      const std::vector<double>* y = &drawn[i]->curve->y;
      if (unit_ == 1) {
        converted_[i] = *y;
        for (double& value : converted_[i]) value = std::exp(value);
        y = &converted_[i];
      }
      spec.series.push_back({drawn[i]->name, &drawn[i]->curve->x, y, drawn[i]->color,
                             drawn[i]->run == 0 ? 2.2f : 1.5f});
    }
    const app::Landmarks& marks = frame.snapshot.model(model_kind("count")).landmarks;
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
    const app::ModelView& rnn = frame.snapshot.model(model_kind("rnn"));
    const Experiment things[] = {
        {"neural", "Let the network catch up with counting",
         "300 steps of the neural bigram. Its NLL comes close to the count bigram's: they are the "
         "same model, found in two ways.",
         "ladder",
         [](Frame& f) {
           f.post(app::Activate{model_kind("neural")});
           f.post(app::Step{300});
         }},
        {"rnn", "Let memory win",
         "2,000 steps of the RNN. Watch when its curve crosses the green line, and by how much "
         "dev "
         "gets better.",
         "curves",
         [](Frame& f) {
           f.post(app::Activate{model_kind("rnn")});
           f.post(app::Step{2000});
         }},
        {"smaller", "A smaller memory",
         rnn.steps > 0 ? "Keeps this RNN and trains one with 8 hidden units: how much of the gain "
                         "is left?"
                       : "Trains an RNN with 8 hidden units: how much can so small a memory hold?",
         "curves",
         [&rnn](Frame& f) {
           f.post(app::Activate{model_kind("rnn")});
           if (rnn.steps > 0 && rnn.steps < 50) f.post(app::SaveRun{model_kind("rnn"), ""});
           f.post(app::Set{"hidden_size", "8"});
           f.post(app::Step{2000});
         }},
    };
    try_.draw(frame, things);
  }

  void samples(Frame& frame, const std::vector<ComparisonRow>& rows) {
    std::vector<const ComparisonRow*> shown;
    for (const ComparisonRow& row : rows)
      if (row.id != "uniform" && comparison_.shows(row) && (row.run == 0 || row.samples != nullptr))
        shown.push_back(&row);
    const std::size_t across = frame.layout.one_column ? (frame.layout.compact ? 1 : 2) : 3;
    for (std::size_t from = 0; from < shown.size(); from += across) {
      const std::vector<float> shares(across, 1 / static_cast<float>(across));
      side_by_side(frame, shares, [&](std::size_t i) {
        if (from + i < shown.size()) one_sample_card(frame, *shown[from + i]);
      });
    }
  }

  static void one_sample_card(Frame& frame, const ComparisonRow& row) {
    const std::string name = "samples." + row.id;
    Card card(frame, name, row.name + " says");
    if (row.samples == nullptr || row.samples->empty()) {
      note(frame, "Nothing yet: train it first.");
      return;
    }
    const std::string file = "samples-" + row.id;
    header_menu(frame, card, {name, file, {}, {}, [&row] {
                                std::string words;
                                for (const app::Sample& sample : *row.samples)
                                  words += sample.text + '\n';
                                return words;
                              }});
    sample_list(frame, *row.samples);
  }

  ComparisonCard comparison_;
  ExperimentsCard try_;
  int unit_ = 0;
  bool log_x_ = true;
  std::vector<std::vector<double>> converted_;  // perplexities of the curves drawn
};

}  // namespace

std::unique_ptr<Chapter> make_compare_chapter() { return std::make_unique<CompareChapter>(); }

}  // namespace babble::ui
