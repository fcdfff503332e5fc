#include "ui/cards/data/ngram_cards.h"

#include <algorithm>
#include <cmath>

#include "ui/base/format.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr std::string_view order_names[] = {"single", "pairs", "triples"};

// One hue, weaker for higher orders.
Color order_color(const Palette& palette, std::size_t order) {
  constexpr double shades[] = {0.97, 0.70, 0.42};
  return palette.sequential_at(shades[order]);
}

// Says why there are no counts, and returns true; or returns false.
bool not_counted(Frame& frame) {
  const app::NgramView* view = frame.snapshot.ngrams.get();
  if (view != nullptr && view->error.empty()) return false;
  if (view == nullptr)
    paragraph(frame, "Counting…");
  else
    text(frame, view->error, frame.palette.danger, frame.fonts.small);
  return true;
}

void cut_note(Frame& frame, const app::NgramView& view) {
  if (view.bytes == view.all_bytes) return;
  note(frame, "Counted over the first " + fixed(static_cast<double>(view.bytes) / 1e6, 1) +
                  " MB of " + fixed(static_cast<double>(view.all_bytes) / 1e6, 1) + " MB.");
}

}  // namespace

void NgramRequest::follow(const app::Snapshot& snapshot) {
  if (snapshot.corpus.revision != corpus_) {
    corpus_ = snapshot.corpus.revision;
    ngrams = app::Ngrams{};
  }
  const app::NgramView* view = snapshot.ngrams.get();
  if (view != nullptr && ngrams.unit.empty()) {
    ngrams.unit = view->words ? "words" : "characters";
    ngrams.gram = view->asked;
  }
}

void NgramRequest::post(Frame& frame) const { frame.post(ngrams); }

void NgramRequest::unit_switch(Frame& frame, std::string_view name, float width) {
  int chosen = ngrams.unit == "words" ? 1 : 0;
  if (!segmented(frame, name, {"characters", "words"}, chosen, width)) return;
  ngrams.unit = chosen == 1 ? "words" : "characters";
  ngrams.gram.clear();
  post(frame);
}

void ZipfCard::fit_lines(const app::NgramView& view) {
  if (view.revision == revision_) return;
  revision_ = view.revision;
  for (std::size_t i = 0; i < 3; ++i) {
    const app::NgramOrderView& order = view.orders[i];
    fit_x_[i].clear();
    fit_y_[i].clear();
    if (!std::isfinite(order.alpha)) continue;
    for (const std::int64_t rank : {order.first_rank, order.last_rank}) {
      const auto x = static_cast<double>(rank);
      fit_x_[i].push_back(x);
      fit_y_[i].push_back(std::exp(order.intercept - order.alpha * std::log(x)));
    }
  }
}

void ZipfCard::draw(Frame& frame, NgramRequest& request, float height) {
  static constexpr Help help{
      "Every n-gram is a dot: its count against its rank, the most frequent first, on logarithmic "
      "axes. By Zipf's law the dots lie on a line of slope −α. The line is fitted by least squares "
      "over the ranks 10 to 1,000 (over all ranks where there are fewer than 100).",
      "nᵢ ∝ i^−α,   ln nᵢ = c − α · ln i"};
  Card card(frame, "zipf", "Zipf's law: a few are frequent, most are rare", &help, height);
  card.begin_header(200);
  request.unit_switch(frame, "zipf.unit", 200);
  card.end_header();
  if (not_counted(frame)) return;
  const app::NgramView& view = *frame.snapshot.ngrams;
  fit_lines(view);
  PlotSpec spec;
  spec.name = "zipf.plot";
  spec.x_name = "rank";
  spec.y_name = "count";
  spec.log_x = spec.log_y = true;
  spec.decimals = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const app::NgramOrderView& order = view.orders[i];
    const Color color = order_color(frame.palette, i);
    const std::string words = std::string(order_names[i]) + ", α = " + fixed(order.alpha, 3);
    if (i > 0) same_line_if_fits(text_size(frame.fonts.small, words).x + 15, 16);
    legend_dot(frame, color, words);
    Series series{order_names[i], &order.ranks, &order.counts, color, 2.3f};
    series.dots = true;
    series.names = &order.names;
    spec.series.push_back(series);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    Series line{"fit", &fit_x_[i], &fit_y_[i], frame.palette.text, 1.2f, false};
    spec.series.push_back(line);
  }
  const float line = line_height(frame.fonts.small) + 6;
  spec.height = std::max(card.height_left() - (view.words ? 0 : line), 210.0f);
  plot(frame, spec);
  if (!view.words)
    note(frame,
         card.width() > 520
             ? "Letters bend away from the line, because an alphabet is finite; words do not."
             : "Letters bend away from the line: an alphabet is finite.");
  cut_note(frame, view);
}

void TopNgramsCard::draw(Frame& frame, NgramRequest& request) {
  static constexpr Help help{
      "The most frequent n-grams with their counts: single tokens are of order 1, pairs of order "
      "2, "
      "triples of order 3. They are counted over the whole text, also across line ends. A space is "
      "shown as ␣.",
      "n(x),  n(x, x′),  n(x, x′, x″)"};
  Card card(frame, "top", "The most frequent", &help);
  const bool narrow = card.width() < 520;
  if (narrow) {
    segmented(frame, "top.order", {order_names[0], order_names[1], order_names[2]}, order_,
              card.width());
  } else {
    card.begin_header(200);
    request.unit_switch(frame, "top.unit", 200);
    card.end_header();
  }
  if (not_counted(frame)) return;
  const app::NgramView& view = *frame.snapshot.ngrams;
  const Palette& p = frame.palette;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float line = line_height(frame.fonts.mono_small) + 5, space = 26;
  const std::size_t columns = narrow ? 1 : 3, rows = 12;
  const float width =
      (card.width() - space * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float bottom = start.y;
  for (std::size_t column = 0; column < columns; ++column) {
    const std::size_t i = narrow ? static_cast<std::size_t>(order_) : column;
    const app::NgramOrderView& order = view.orders[i];
    const float left = start.x + static_cast<float>(column) * (width + space);
    draw_text(list, frame.fonts.small, ImVec2(left, start.y), p.faint,
              truncate(frame.fonts.small,
                       std::string(order_names[i]) + ": " + grouped(order.distinct) + " different",
                       width));
    const double most = order.top.empty() ? 1 : static_cast<double>(order.top[0].count);
    float y = start.y + line;
    for (std::size_t row = 0; row < std::min(rows, order.top.size()); ++row, y += line) {
      const auto& one = order.top[row];
      const auto share = static_cast<float>(static_cast<double>(one.count) / most);
      list.AddRectFilled(ImVec2(left, y - 1), ImVec2(left + width * share, y + line - 3),
                         with_alpha(order_color(p, i), p.dark ? 0.30f : 0.22f), 3);
      const std::string count = grouped(one.count);
      const float count_width = text_size(frame.fonts.mono_small, count).x;
      draw_text(list, frame.fonts.mono_small, ImVec2(left + 5, y), p.text,
                truncate(frame.fonts.mono_small, one.gram, width - count_width - 18));
      draw_aligned(list, frame.fonts.mono_small, ImVec2(left + width - 4, y), 1, 0, p.muted, count);
    }
    bottom = std::max(bottom, y);
  }
  ImGui::Dummy(ImVec2(card.width(), bottom - start.y));
  frame.controls.record("top.list");
}

namespace {

void laplace_row(Frame& frame, const app::LaplaceView& one, bool words) {
  const Palette& p = frame.palette;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x;
  const float line = line_height(frame.fonts.mono_small) + 5;
  const float share_edge = at.x + width - 92, edge = at.x + width;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const auto shown = [&](const std::string& token) {  // makes spaces visible
    std::string result = token;
    if (words) return result;
    for (std::size_t i = result.find(' '); i != std::string::npos; i = result.find(' ', i))
      result.replace(i, 1, "␣");
    return result;
  };
  const std::string name =
      "P(" + shown(one.token) + (one.given.empty() ? "" : " | " + shown(one.given)) + ")";
  const std::string counts = grouped(one.count) + "/" + grouped(one.of);
  draw_text(list, frame.fonts.mono_small, at, p.text,
            truncate(frame.fonts.mono_small, name, share_edge - at.x - 84));
  draw_aligned(list, frame.fonts.mono_small, ImVec2(share_edge, at.y), 1, 0,
               one.count == 0 ? p.danger : p.muted, counts);
  draw_aligned(list, frame.fonts.mono_small, ImVec2(edge, at.y), 1, 0, p.text,
               significant(one.smoothed, 4));
  ImGui::Dummy(ImVec2(width, line));
}

bool epsilon_row(Frame& frame, const char* name, const char* label_words, double& value) {
  const float width = ImGui::GetContentRegionAvail().x;
  inline_label(frame, label_words, frame.palette.text, frame.fonts.small, 26);
  ImGui::SameLine(0, 6);
  SliderScale scale{0, 10000, true};
  scale.least = 0.01;
  const bool moved = slider(frame, name, value, scale, width - 26 - 12 - 66);
  ImGui::SameLine(0, 6);
  const std::string words = significant(value, 3);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  draw_aligned(*ImGui::GetWindowDrawList(), frame.fonts.mono_small,
               ImVec2(at.x + 66, at.y + frame.layout.control_height / 2), 1, 0.5f,
               frame.palette.muted, words);
  ImGui::Dummy(ImVec2(66, frame.layout.control_height));
  return moved;
}

}  // namespace

void LaplaceCard::draw(Frame& frame, NgramRequest& request) {
  static constexpr Help help{
      "With plain counts, what was never seen has probability 0. Laplace smoothing mixes in the "
      "probabilities of single tokens: ε = 0 gives the plain share, a large ε pulls towards 1/m (m "
      "different tokens) and towards P(x).",
      "P(x) = (n(x) + ε₁/m) / (n + ε₁)\n"
      "P(x′|x) = (n(x,x′) + ε₂P(x′)) / (n(x) + ε₂)\n"
      "P(x″|x,x′) = (n(x,x′,x″) + ε₃P(x″)) / (n(x,x′) + ε₃)"};
  const Card card(frame, "laplace", "Laplace smoothing", &help);
  const app::NgramView* view = frame.snapshot.ngrams.get();
  const bool words = request.ngrams.unit == "words";
  bool changed = false;
  std::string typed = request.ngrams.gram;
  text_field(frame, "laplace.gram", typed,
             words ? "one to three words: the time" : "one to three characters: ann", card.width(),
             true, &changed);
  if (changed) request.ngrams.gram = typed;
  changed |= epsilon_row(frame, "laplace.e1", "ε₁", request.ngrams.e1);
  changed |= epsilon_row(frame, "laplace.e2", "ε₂", request.ngrams.e2);
  changed |= epsilon_row(frame, "laplace.e3", "ε₃", request.ngrams.e3);
  if (changed) request.post(frame);
  if (view == nullptr || view->estimates.empty()) {
    note(frame, words ? "Type one to three words to see how likely the last one is: counted, and "
                        "smoothed by ε."
                      : "Type one to three letters to see how likely the last one is: counted, and "
                        "smoothed by ε.");
    return;
  }
  const Palette& p = frame.palette;
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  draw_aligned(list, frame.fonts.small, ImVec2(at.x + card.width() - 92, at.y), 1, 0, p.faint,
               "seen");
  draw_aligned(list, frame.fonts.small, ImVec2(at.x + card.width(), at.y), 1, 0, p.faint,
               "estimate");
  ImGui::Dummy(ImVec2(card.width(), line_height(frame.fonts.small)));
  bool never = false;
  for (const app::LaplaceView& one : view->estimates) {
    laplace_row(frame, one, view->words);
    never |= one.count == 0;
  }
  frame.controls.record("laplace.table");
  if (never)
    note(frame,
         "Red: never seen. Its plain share is 0; with ε above 0 it is unlikely, but possible.");
}

}  // namespace babble::ui
