// Chapter Compare: the ladder, one corpus, one split, three models side by side.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ui/chapter.h"
#include "ui/format.h"
#include "ui/model_cards.h"
#include "ui/plot.h"
#include "ui/widgets.h"

namespace babble::ui {
namespace {

constexpr std::string_view model_titles[] = {"Count bigram", "Neural bigram", "RNN"};

class CompareChapter : public Chapter {
 public:
  const char* id() const override { return "compare"; }
  const char* title() const override { return "Compare"; }
  const char* subtitle() const override { return "the ladder"; }

  void draw(Frame& frame) override {
    begin_column(frame, "page", 0);
    {
      const Card card(frame, "introduction", "");
      text(frame, "Compare", frame.palette.text, frame.fonts.title);
      paragraph(
          frame,
          "One text, one split, three models. Counting and the neural bigram meet, because "
          "both know exactly one character of the past; the RNN goes below them as soon as it "
          "uses more. The dev and test columns tell learning from learning by heart.");
    }
    ladder(frame);
    curves(frame);
    samples(frame);
    end_column(frame);
  }

 private:
  struct Row {
    std::string name;
    Color color;
    std::array<std::string, 7> cells;
  };

  static Row row_of(const Palette& palette, const app::ModelView& model) {
    const double nll[] = {model.nll.train, model.nll.dev, model.nll.test};
    Row row{std::string(model_titles[static_cast<std::size_t>(model.kind)]),
            palette.of(model.kind),
            {}};
    const bool known = model.exists && (model.steps > 0 || model.kind == ModelKind::count);
    row.cells[0] = known ? grouped(model.parameters) : "–";
    for (std::size_t i = 0; i < 3; ++i) row.cells[1 + i] = known ? fixed(nll[i], 4) : "–";
    row.cells[4] = known ? fixed(std::exp(nll[1]), 2) : "–";
    row.cells[5] = known ? grouped(model.steps) : "–";
    row.cells[6] = known ? duration(model.seconds_trained) : "–";
    if (model.kind == ModelKind::count) row.cells[5] = row.cells[6] = "–";
    return row;
  }

  void ladder(Frame& frame) {
    static constexpr Help help{
        "NLL is the mean surprise in nats per character on that part of the split, perplexity its "
        "exponential: among how many equally likely characters the model is left guessing.",
        "NLL = −mean log P,  perplexity = exp(NLL)"};
    const Card card(frame, "ladder", "The ladder", &help);
    const Palette& p = frame.palette;
    const double uniform = frame.snapshot.model(ModelKind::count).landmarks.uniform;
    std::vector<Row> rows;
    const std::string ln_v = fixed(uniform, 4);
    rows.push_back({"Uniform guess",
                    p.uniform,
                    {"0", ln_v, ln_v, ln_v, fixed(std::exp(uniform), 2), "–", "–"}});
    for (const app::ModelView& model : frame.snapshot.models) rows.push_back(row_of(p, model));
    static constexpr std::array<std::string_view, 7> heads{
        "parameters", "NLL train", "NLL dev", "NLL test", "perplexity dev", "steps", "time"};
    // On a phone only what decides.
    std::vector<std::size_t> columns{0, 1, 2, 3, 4, 5, 6};
    if (frame.layout.compact) columns = {1, 2};
    const float first = frame.layout.compact ? 130 : 190, width = card.width();
    const float pitch = (width - first) / static_cast<float>(columns.size());
    const float line = 30;
    const ImVec2 start = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    float y = start.y + line / 2;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      draw_aligned(list, frame.fonts.small,
                   ImVec2(start.x + first + pitch * static_cast<float>(c + 1), y), 1, 0.5f, p.faint,
                   heads[columns[c]]);
    }
    for (const Row& row : rows) {
      y += line;
      list.AddLine(ImVec2(start.x, y - line / 2), ImVec2(start.x + width, y - line / 2), p.grid);
      list.AddCircleFilled(ImVec2(start.x + 6, y), 5, row.color, 16);
      draw_aligned(list, frame.fonts.body, ImVec2(start.x + 20, y), 0, 0.5f, p.text, row.name);
      for (std::size_t c = 0; c < columns.size(); ++c) {
        draw_aligned(list, frame.fonts.mono_small,
                     ImVec2(start.x + first + pitch * static_cast<float>(c + 1), y), 1, 0.5f,
                     p.text, row.cells[columns[c]]);
      }
    }
    ImGui::Dummy(ImVec2(width, line * static_cast<float>(rows.size() + 1)));
    frame.controls.mark("compare.ladder");
    bool untrained = false;
    for (const ModelKind kind : {ModelKind::neural, ModelKind::rnn}) {
      untrained |= frame.snapshot.model(kind).steps == 0;
    }
    if (untrained) {
      note(frame,
           "A dash: not trained yet. Train the neural bigram and the RNN in their chapters, "
           "then come back.");
    }
  }

  void curves(Frame& frame) {
    static constexpr Help help{
        "Training loss of both networks over one another, on a logarithmic step axis. A step of "
        "the "
        "neural bigram sees the whole training part, a step of the RNN one mini-batch."};
    const Card card(frame, "curves", "Loss by step", &help);
    const Palette& p = frame.palette;
    PlotSpec spec;
    spec.name = "compare.plot";
    spec.height = 260;
    spec.x_name = "step";
    spec.y_name = "nats per character";
    spec.log_x = true;
    for (const ModelKind kind : {ModelKind::neural, ModelKind::rnn}) {
      const app::ModelView& model = frame.snapshot.model(kind);
      spec.series.push_back({model_titles[static_cast<std::size_t>(kind)], &model.loss_curve.x,
                             &model.loss_curve.y, p.of(kind)});
    }
    const app::Landmarks& marks = frame.snapshot.model(ModelKind::count).landmarks;
    spec.landmarks.push_back({"uniform", marks.uniform, p.uniform});
    spec.landmarks.push_back({"count bigram", marks.count_bigram, p.count});
    spec.when_empty = "No network has been trained yet.";
    plot(frame, spec);
    legend_dot(frame, p.neural, "neural bigram");
    ImGui::SameLine(0, 18);
    legend_dot(frame, p.rnn, "RNN");
  }

  void samples(Frame& frame) {
    const bool stacked = frame.layout.compact;
    const float space = frame.layout.gap, room = ImGui::GetContentRegionAvail().x;
    const float width = stacked ? room : (room - 2 * space) / 3;
    const ImVec2 start = ImGui::GetCursorScreenPos();
    float bottom = start.y;
    for (std::size_t i = 0; i < 3; ++i) {
      const app::ModelView& model = frame.snapshot.models[i];
      ImGuiWindow* window = ImGui::GetCurrentWindow();
      const float old = window->ContentRegionRect.Max.x, old_work = window->WorkRect.Max.x;
      if (!stacked) {
        const float x = start.x + static_cast<float>(i) * (width + space);
        ImGui::SetCursorScreenPos(ImVec2(x, start.y));
        window->ContentRegionRect.Max.x = window->WorkRect.Max.x = x + width;
      }
      {
        const Card card(frame, "samples" + std::to_string(i),
                        std::string(model_titles[i]) + " says");
        if (model.samples.empty()) {
          note(frame, "Nothing yet: train it first.");
        } else {
          sample_list(frame, model.samples);
        }
      }
      bottom = std::max(bottom, ImGui::GetItemRectMax().y);
      window->ContentRegionRect.Max.x = old;
      window->WorkRect.Max.x = old_work;
    }
    if (!stacked) {
      ImGui::SetCursorScreenPos(start);
      ImGui::Dummy(ImVec2(room, bottom - start.y));
    }
  }
};

}  // namespace

std::unique_ptr<Chapter> make_compare_chapter() { return std::make_unique<CompareChapter>(); }

}  // namespace babble::ui
