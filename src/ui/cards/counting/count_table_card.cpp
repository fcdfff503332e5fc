#include "ui/cards/counting/count_table_card.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/cards/counting/bigram_row.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

void large_vocabulary(Frame& frame) {
  const Card card(frame, "table", "Counts N");
  paragraph(frame,
            "This text has " +
                plural(static_cast<std::int64_t>(frame.snapshot.corpus.tokens.size()),
                       "different character", "different characters") +
                ": too many for a picture of all pairs. Counting, sampling and scoring words "
                "still work.");
}

}  // namespace

void CountTableCard::update(Frame& frame, const SampleStepCard& sampler) {
  const int size = frame.snapshot.counts.size;
  row_ = std::clamp(row_, 0, std::max(size - 1, 0));
  const app::SampleStepView& step = frame.snapshot.sample_step;
  if (step.draws == followed_draws_) return;
  followed_draws_ = step.draws;
  if (step.draws > 0 && sampler.can_be_followed() && step.row < size) row_ = step.row;
}

void CountTableCard::draw(Frame& frame, const SampleStepCard& sampler, float height) {
  if (frame.snapshot.counts.size == 0) {
    if (!frame.snapshot.corpus.tokens.empty()) large_vocabulary(frame);
    return;
  }
  static constexpr Help help{
      "Row i, column j: how often j follows i in the training part. A deeper colour means more; it "
      "grows with the square root, so that rare pairs can be seen too.",
      "N[i][j],  P[i][j] = (N[i][j] + k) / Σⱼ(N[i][j] + k)"};
  Card card(frame, "table", show_probabilities_ ? "Probabilities P" : "Counts N", &help, height);
  const float menu = export_menu_size(frame).x + 6;
  card.begin_header(118 + 8 + 162 + 8 + 94 + menu + 8);
  int chosen = show_probabilities_ ? 1 : 0;
  if (segmented(frame, "counting.show", {"counts", "P"}, chosen, 118)) {
    show_probabilities_ = chosen == 1;
  }
  ImGui::SameLine(0, 8);
  segmented(frame, "counting.sort", {"by id", "by frequency"}, sort_, 162);
  same_line_if_fits(94 + menu, 8);
  heatmap_.zoom_buttons(frame, "counting.zoom");
  ImGui::SameLine(0, 6);
  export_table(frame);
  card.end_header();
  refresh_order(frame.snapshot);

  HeatmapSpec spec;
  fill_spec(frame, sampler, spec);
  spec.width = card.width();
  spec.stretch = 1.2f;
  const float legend = line_height(frame.fonts.mono_small) + 8;
  spec.height = height > 0 ? card.height_left() - legend : card.width();
  const HeatmapEvents events = heatmap_.draw(frame, spec);
  if (events.row >= 0) {
    pointed_row_ = order_[static_cast<std::size_t>(events.row)];
    pointed_column_ = order_[static_cast<std::size_t>(events.column)];
  }
  if (events.clicked) row_ = pointed_row_;
  read_out(frame, events);
}

void CountTableCard::fill_spec(Frame& frame, const SampleStepCard& sampler, HeatmapSpec& spec) {
  const app::Snapshot& snapshot = frame.snapshot;
  const app::CountView& counts = snapshot.counts;
  const double k = snapshot.model(counted_bigram()).settings.smoothing;
  refresh_sums(snapshot, k);
  spec.name = "counting.heatmap";
  spec.rows = spec.columns = counts.size;
  const std::uint64_t look = (show_probabilities_ ? 1u : 0u) | (frame.palette.dark ? 2u : 0u);
  const auto k_bits = static_cast<std::uint64_t>(show_probabilities_ ? k * 1000 + 1 : 0);
  spec.revision =
      (((counts.revision * 4 + look) * 2 + static_cast<std::uint64_t>(sort_)) * 1000003) + k_bits;
  spec.row_labels = spec.column_labels = labels_;
  spec.chosen_row = place_[static_cast<std::size_t>(row_)];
  const app::SampleStepView& step = snapshot.sample_step;
  if (step.draws > 0 && step.chosen >= 0 && step.chosen < counts.size && sampler.is_decided() &&
      sampler.can_be_followed() && step.row == row_) {
    spec.marked_row = place_[static_cast<std::size_t>(step.row)];
    spec.marked_column = place_[static_cast<std::size_t>(step.chosen)];
  }
  const std::vector<int>& order = order_;
  const auto id = [&order](int place) { return order[static_cast<std::size_t>(place)]; };
  const auto at = [&counts](int i, int j) { return static_cast<double>(count_at(counts, i, j)); };
  const auto probability = [this, at, k](int i, int j) {
    const double sum = sums_[static_cast<std::size_t>(i)];
    return sum > 0 ? (at(i, j) + k) / sum : 0.0;
  };
  const Palette& palette = frame.palette;
  const bool show_probabilities = show_probabilities_;
  const double most = static_cast<double>(most_);
  spec.color = [=, &palette](int row, int column) {
    const int i = id(row), j = id(column);
    const double share = show_probabilities ? probability(i, j) : at(i, j) / std::max(most, 1.0);
    return palette.sequential_at(std::sqrt(share));
  };
  const std::vector<std::string>& labels = labels_;
  spec.upper = [&labels](int row, int column) {
    return labels[static_cast<std::size_t>(row)] + labels[static_cast<std::size_t>(column)];
  };
  spec.lower = [=](int row, int column) {
    const int i = id(row), j = id(column);
    if (!show_probabilities) {
      const double count = at(i, j);
      return count < 1e4 ? std::to_string(static_cast<std::int64_t>(count))
                         : std::to_string(static_cast<std::int64_t>(count / 1e3)) + "k";
    }
    const double value = probability(i, j);
    return value >= 0.9995 ? std::string("1.0") : fixed(value, 3).substr(1);
  };
}

// Which token stands in which row: by id, or the most frequent first.
void CountTableCard::refresh_order(const app::Snapshot& snapshot) {
  const std::uint64_t key = snapshot.corpus.revision * 2 + static_cast<std::uint64_t>(sort_);
  const auto size = static_cast<std::size_t>(snapshot.counts.size);
  if (ordered_ == key && order_.size() == size) return;
  ordered_ = key;
  order_.resize(size);
  std::iota(order_.begin(), order_.end(), 0);
  const auto& counts = snapshot.corpus.token_counts;
  if (sort_ == 1 && counts.size() == size) {
    std::stable_sort(order_.begin(), order_.end(), [&](int a, int b) {
      return counts[static_cast<std::size_t>(a)] > counts[static_cast<std::size_t>(b)];
    });
  }
  const std::vector<std::string>& tokens = tokens_.of(snapshot.corpus);
  place_.resize(size);
  labels_.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto token = static_cast<std::size_t>(order_[i]);
    place_[token] = static_cast<int>(i);
    labels_[i] = tokens[token];
  }
}

void CountTableCard::export_table(Frame& frame) {
  ExportSpec menu;
  menu.name = "counting.table";
  menu.file = show_probabilities_ ? "probabilities" : "counts";
  menu.picture = "counting.heatmap";
  menu.csv = [&frame, this] {
    const app::Snapshot& snapshot = frame.snapshot;
    const app::CountView& counts = snapshot.counts;
    std::vector<double> row;
    int row_of = -1;
    return csv_of_table(snapshot.corpus.display, snapshot.corpus.display, counts.size, counts.size,
                        [&](int i, int j) {
                          if (!show_probabilities_)
                            return static_cast<double>(count_at(counts, i, j));
                          if (i != row_of) row = row_probabilities(snapshot, row_of = i);
                          return row[static_cast<std::size_t>(j)];
                        });
  };
  inline_export_menu(frame, menu);
}

void CountTableCard::refresh_sums(const app::Snapshot& snapshot, double k) {
  const app::CountView& counts = snapshot.counts;
  sums_.assign(static_cast<std::size_t>(counts.size), 0);
  most_ = 0;
  std::size_t at = 0;
  for (int i = 0; i < counts.size; ++i) {
    std::int64_t sum = 0;
    for (int j = 0; j < counts.size; ++j, ++at) {
      sum += counts.counts[at];
      most_ = std::max(most_, counts.counts[at]);
    }
    sums_[static_cast<std::size_t>(i)] = static_cast<double>(sum) + k * counts.size;
  }
}

// One line below the picture: the exact values of the cell under the pointer.
void CountTableCard::read_out(Frame& frame, const HeatmapEvents& events) {
  const app::Snapshot& snapshot = frame.snapshot;
  const app::CountView& counts = snapshot.counts;
  const bool pointing =
      events.row >= 0 || (frame.layout.touch && pointed_row_ >= 0 && pointed_row_ < counts.size &&
                          pointed_column_ < counts.size);
  if (!pointing) {
    note(frame,
         frame.layout.compact
             ? "Touch a cell for its exact values; pinch to zoom."
             : "Row: this character, column: the next. Point at a cell for its values, click "
               "to choose its row.");
    return;
  }
  const int i = pointed_row_, j = pointed_column_;
  const std::vector<double> row_p = row_probabilities(snapshot, i);
  const auto& display = snapshot.corpus.display;
  const std::string pair =
      display[static_cast<std::size_t>(i)] + " → " + display[static_cast<std::size_t>(j)];
  const std::int64_t count = count_at(counts, i, j);
  const double p = row_p[static_cast<std::size_t>(j)];
  const std::string words = pair + "   N = " + grouped(count) + "   P = " + fixed(p, 6) +
                            "   log P = " + fixed(std::log(p), 4) + "   rank " +
                            std::to_string(rank_in_row(counts, i, j));
  wrapped_text(frame, words, frame.palette.text, frame.fonts.mono_small);
}

std::string describe_counts(const app::Snapshot& snapshot) {
  const app::CountView& counts = snapshot.counts;
  const auto& display = snapshot.corpus.display;
  if (counts.size == 0 || display.size() != static_cast<std::size_t>(counts.size)) return {};
  std::vector<std::size_t> order(counts.counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t shown = std::min<std::size_t>(5, order.size());
  std::partial_sort(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
      [&](std::size_t a, std::size_t b) { return counts.counts[a] > counts.counts[b]; });
  const auto size = static_cast<std::size_t>(counts.size);
  std::string words = " The most frequent pairs:";
  for (std::size_t i = 0; i < shown; ++i) {
    words += (i == 0 ? " " : ", ") + display[order[i] / size] + " then " +
             display[order[i] % size] + ", " + grouped(counts.counts[order[i]]) + " times";
  }
  return words + ".";
}

}  // namespace babble::ui
