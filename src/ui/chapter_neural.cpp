// Chapter Neural bigram: the loss falls to the count model's, because W becomes log N.
#include <algorithm>
#include <cmath>

#include "ui/chapter.h"
#include "ui/format.h"
#include "ui/heatmap.h"
#include "ui/model_cards.h"
#include "ui/presets_card.h"
#include "ui/settings_panel.h"
#include "ui/short_tokens.h"
#include "ui/training_cards.h"
#include "ui/widgets.h"

namespace babble::ui {
namespace {

// Which of the three pictures.
enum class Side { network, counts, difference };

class NeuralChapter : public Chapter {
 public:
  const char* id() const override { return "neural"; }
  const char* title() const override { return "Neural bigram"; }
  const char* short_title() const override { return "Neural"; }
  const char* subtitle() const override { return "the table, learned"; }
  std::optional<ModelKind> model() const override { return ModelKind::neural; }
  app::Watch watch() const override { return {true, false}; }
  double first_speed() const override { return 50; }

  void draw(Frame& frame) override {
    const app::ModelView& model = frame.snapshot.model(ModelKind::neural);
    if (frame.layout.one_column) {
      begin_column(frame, "page", 0);
      introduction(frame);
      trouble_card(frame, model);
      loss_.draw(frame, model, 320);
      samples_.draw(frame, model, false);
      matrices(frame);
      progress_card(frame, model);
      settings_.draw_card(frame, ModelKind::neural);
      trail_card(frame, model);
      presets_.draw(frame, ModelKind::neural);
      end_column(frame);
      return;
    }
    const float room = ImGui::GetContentRegionAvail().x, height = ImGui::GetContentRegionAvail().y;
    const float side = std::clamp(room * 0.36f, 348.0f, 460.0f);
    begin_column(frame, "left", room - side - frame.layout.gap, height);
    trouble_card(frame, model);
    const float pictures = (room - side - frame.layout.gap) / 3 + 116;
    loss_.draw(frame, model, std::max(height - pictures - frame.layout.gap, 270.0f));
    matrices(frame);
    end_column(frame);
    ImGui::SameLine(0, frame.layout.gap);
    begin_column(frame, "right", side, height + frame.layout.gap);
    introduction(frame);
    samples_.draw(frame, model, false);
    progress_card(frame, model);
    settings_.draw_card(frame, ModelKind::neural);
    trail_card(frame, model);
    presets_.draw(frame, ModelKind::neural);
    end_column(frame);
  }

 private:
  void introduction(Frame& frame) {
    const Card card(frame, "introduction", "");
    text(frame, "Neural bigram", frame.palette.text, frame.fonts.title);
    paragraph(frame,
              "One layer, W, starts as noise and is only told whether each guess was good. Press "
              "play: the loss falls towards the count bigram's, and W turns into the logarithm of "
              "the table that counting found. Raise λ and watch both become uniform.");
  }

  void refresh(const app::Snapshot& snapshot) {
    const app::MatrixView& w = snapshot.neural_weights;
    if (w.revision == weights_revision_ && log_p_.size() == w.values.size()) return;
    weights_revision_ = w.revision;
    log_p_ = w.values;
    const auto columns = static_cast<std::size_t>(w.columns);
    const std::vector<float>& bias = snapshot.neural_bias;
    for (std::size_t row = 0; row < static_cast<std::size_t>(w.rows); ++row) {
      const auto begin = log_p_.begin() + static_cast<std::ptrdiff_t>(row * columns);
      const auto end = begin + static_cast<std::ptrdiff_t>(columns);
      if (bias.size() == columns) {
        for (std::size_t column = 0; column < columns; ++column)
          begin[static_cast<std::ptrdiff_t>(column)] += bias[column];
      }
      const float top = *std::max_element(begin, end);
      double sum = 0;
      for (auto it = begin; it != end; ++it) sum += std::exp(static_cast<double>(*it - top));
      const float shift = top + static_cast<float>(std::log(sum));
      for (auto it = begin; it != end; ++it) *it -= shift;
    }
  }

  float value(const app::Snapshot& snapshot, Side side, int i, int j) const {
    const auto at =
        static_cast<std::size_t>(i) * static_cast<std::size_t>(snapshot.neural_weights.columns) +
        static_cast<std::size_t>(j);
    if (side == Side::network) return log_p_[at];
    const float counted = snapshot.log_probabilities.values[at];
    return side == Side::counts ? counted : log_p_[at] - counted;
  }

  void matrices(Frame& frame) {
    static constexpr Help help{
        "Left what the network believes, in the middle what the counts say, right their "
        "difference. Each row of W may be shifted as a whole without changing anything, so it is "
        "shown as log softmax(W), and colours tell how far from uniform a pair is.",
        "log softmax(W)[i][j]   and   log P[i][j],   compared with −ln V"};
    const Card card(frame, "matrices", "W becomes log P", &help);
    const app::Snapshot& snapshot = frame.snapshot;
    const app::MatrixView &w = snapshot.neural_weights, &log_p = snapshot.log_probabilities;
    const int size = w.rows;
    if (size == 0 || log_p.values.size() != w.values.size() ||
        snapshot.corpus.display.size() != static_cast<std::size_t>(size)) {
      paragraph(frame, snapshot.corpus.tokens.size() > 512
                           ? "This alphabet is too large for a picture of all pairs."
                           : "The pictures come with the first step.");
      return;
    }
    refresh(snapshot);
    const bool stacked = frame.layout.compact;
    const float space = 18;
    const float width = stacked ? card.width() : (card.width() - 2 * space) / 3;
    const std::string k = significant(snapshot.model(ModelKind::count).settings.smoothing, 6);
    const std::string counts_title = "log P, counted (k = " + k + ")";
    const std::string_view titles[] = {
        snapshot.neural_bias.empty() ? "log softmax(W), learned" : "log softmax(W + b), learned",
        counts_title, "difference"};
    const ImVec2 start = ImGui::GetCursorScreenPos();
    for (int i = 0; i < 3; ++i) {
      if (!stacked) {
        ImGui::SetCursorScreenPos(
            ImVec2(start.x + static_cast<float>(i) * (width + space), start.y));
      }
      ImGui::BeginGroup();
      label(frame, elided(frame.fonts.small_strong, titles[i], width));
      picture(frame, static_cast<Side>(i), width);
      ImGui::EndGroup();
    }
    color_scale(frame, frame.palette.diverging, "55× rarer", "equal", "55× likelier",
                std::min(card.width(), 280.0f));
    same_line_if_fits(250, 16);
    read_out(frame);
  }

  void picture(Frame& frame, Side side, float width) {
    const app::Snapshot& snapshot = frame.snapshot;
    const int size = snapshot.neural_weights.rows;
    const auto index = static_cast<std::size_t>(side);
    static constexpr std::string_view names[] = {"neural.weights", "neural.counts",
                                                 "neural.difference"};
    HeatmapSpec spec;
    spec.name = names[index];
    spec.rows = spec.columns = size;
    const std::uint64_t w_part = side == Side::counts ? 0 : snapshot.neural_weights.revision;
    const std::uint64_t p_part = side == Side::network ? 0 : snapshot.log_probabilities.revision;
    spec.revision = (w_part * 1000003 + p_part) * 2 + (frame.palette.dark ? 1 : 0);
    const float base = side == Side::difference ? 0 : std::log(static_cast<float>(size));
    const Palette& palette = frame.palette;
    spec.color = [=, this, &snapshot, &palette](int i, int j) {
      const float v = value(snapshot, side, i, j);
      return std::isfinite(v) ? palette.diverging_at((v + base) / 4) : palette.never;
    };
    if (width / static_cast<float>(size) >= 7.5f) {
      spec.row_labels = spec.column_labels = tokens_.of(snapshot.corpus);
    }
    spec.width = width;
    spec.height = width;
    spec.zoomable = false;
    const HeatmapEvents events = heatmaps_[index].draw(frame, spec);
    if (events.row < 0) return;
    row_ = events.row;
    column_ = events.column;
    pointed_at_ = frame.seconds;
    const auto& display = snapshot.corpus.display;
    if (frame.layout.touch) return;
    ImGui::BeginTooltip();
    text(frame,
         display[static_cast<std::size_t>(row_)] + " → " +
             display[static_cast<std::size_t>(column_)],
         frame.palette.text, frame.fonts.mono);
    key_values(frame);
    ImGui::EndTooltip();
  }

  void key_values(Frame& frame) const {
    const app::Snapshot& s = frame.snapshot;
    const auto line = [&](std::string_view name, double number) {
      text(frame, std::string(name) + fixed(number, 4), frame.palette.text, frame.fonts.mono_small);
    };
    line("W               ", s.neural_weights.at(row_, column_));
    line("log softmax(W)  ", value(s, Side::network, row_, column_));
    line("log P, counted  ", value(s, Side::counts, row_, column_));
    line("difference      ", value(s, Side::difference, row_, column_));
  }

  void read_out(Frame& frame) {
    const app::Snapshot& s = frame.snapshot;
    const bool known = frame.layout.touch && row_ >= 0 && row_ < s.neural_weights.rows &&
                       column_ < s.neural_weights.columns;
    if (known) {
      key_values(frame);
    } else {
      bool never = false;
      for (const float v : s.log_probabilities.values) never |= !std::isfinite(v);
      note(
          frame,
          never
              ? "than chance (left and middle), than counted (right). Grey: never seen, log 0 = −∞."
              : "than chance (left and middle), than counted (right). Point at a cell for "
                "its numbers.");
    }
  }

  LossCard loss_;
  SamplesCard samples_;
  SettingsPanel settings_;
  PresetsCard presets_;
  Heatmap heatmaps_[3];
  ShortTokens tokens_;
  std::vector<float> log_p_;  // V×V, log softmax of the rows of W (plus b)
  std::uint64_t weights_revision_ = 0;
  int row_ = -1, column_ = -1;  // the cell pointed at last
  double pointed_at_ = 0;
};

}  // namespace

std::unique_ptr<Chapter> make_neural_chapter() { return std::make_unique<NeuralChapter>(); }

}  // namespace babble::ui
