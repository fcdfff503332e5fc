#include "ui/cards/counting/orders_card.h"

#include <algorithm>
#include <numeric>

#include "core/base/limits.h"
#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/cards/counting/bigram_row.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

const app::ModelView& ngrams_of(const app::Snapshot& snapshot) {
  return snapshot.model(model_kind("ngram"));
}

int chosen_order(const Settings& settings, ModelKind kind) {
  return kind == counted_bigram() ? 2 : settings.order;
}

std::string share_text(double share) { return fixed(100 * share, 1) + " %"; }

std::string orders_csv(const std::vector<app::GramOrdersView::Order>& orders) {
  std::string out = "order,contexts,n-grams,bytes,nll train,nll dev,unseen contexts of dev\n";
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const auto& order = orders[i];
    out += std::to_string(i + 1) + ',' + std::to_string(order.contexts) + ',' +
           std::to_string(order.grams) + ',' + std::to_string(order.bytes) + ',' +
           csv_cell(order.train) + ',' + csv_cell(order.dev) + ',' + csv_cell(order.unseen) + '\n';
  }
  return out;
}

void cost_table(Frame& frame, const std::vector<app::GramOrdersView::Order>& orders,
                std::size_t chosen, float width) {
  constexpr float edges[] = {0.06f, 0.29f, 0.53f, 0.77f, 1};
  const Palette& p = frame.palette;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float line = line_height(frame.fonts.mono_small) + 4;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i <= orders.size(); ++i) {
    std::string cells[] = {"n", "contexts", "n-grams", "memory", "unseen"};
    if (i > 0) {
      const auto& order = orders[i - 1];
      cells[0] = std::to_string(i);
      cells[1] = grouped(order.contexts);
      cells[2] = grouped(order.grams);
      cells[3] = short_count(static_cast<double>(order.bytes)) + (order.bytes < 1000 ? " B" : "B");
      cells[4] = share_text(order.unseen);
    }
    for (std::size_t cell = 0; cell < 5; ++cell)
      draw_aligned(
          list, i > 0 ? frame.fonts.mono_small : frame.fonts.small,
          ImVec2(start.x + width * edges[cell], start.y + line * (static_cast<float>(i) + 0.5f)), 1,
          0.5f,
          i == 0        ? p.faint
          : i == chosen ? p.accent
                        : p.text,
          cells[cell]);
  }
  ImGui::Dummy(ImVec2(width, line * static_cast<float>(orders.size() + 1)));
  frame.controls.record("orders.table");
}

}  // namespace

void order_choice(Frame& frame, ModelKind& kind, float width) {
  const Settings& settings = ngrams_of(frame.snapshot).settings;
  int chosen = chosen_order(settings, kind) - 1;
  if (segmented(frame, "orders.order", {"1", "2", "3", "4", "5"}, chosen, width)) {
    kind = chosen == 1 ? counted_bigram() : model_kind("ngram");
    frame.post(app::Activate{kind});
    if (chosen != 1 && settings.order != chosen + 1)
      frame.post(app::Set{"order", std::to_string(chosen + 1)});
  }
}

void OrdersCard::draw(Frame& frame, ModelKind kind) {
  static constexpr Help help{
      "An n-gram is a character and the n − 1 before it. With little smoothing train falls with "
      "every "
      "order, and dev turns where contexts get rare: the counts then know the training part by "
      "heart. "
      "Memory: 16 bytes for each n-gram that occurs. Unseen: the share of the dev part's contexts "
      "that "
      "the training part never has.",
      "P(x | c) = (N[c, x] + k) / (N[c] + k·V)"};
  Card card(frame, "orders", "How many characters to look at", &help);
  const app::Snapshot& s = frame.snapshot;
  const app::GramOrdersView* view = s.orders.get();
  header_menu(frame, card, {"orders", "orders", "orders.plot", [view] {
                              return view ? orders_csv(view->orders) : std::string();
                            }});
  if (view == nullptr) return note(frame, "Counting…");
  if (!view->error.empty()) note(frame, view->error);
  const std::size_t count = view->orders.size();
  x_.resize(count);
  std::iota(x_.begin(), x_.end(), 1.0);
  train_.clear();
  dev_.clear();
  names_.clear();
  for (const auto& order : view->orders) {
    train_.push_back(order.train);
    dev_.push_back(order.dev);
    names_.push_back(share_text(order.unseen) + " of its contexts unseen");
  }
  const auto at = static_cast<std::size_t>(chosen_order(ngrams_of(s).settings, kind) - 1);
  here_x_.clear();
  here_y_.clear();
  if (at < count) {
    here_x_.assign(2, x_[at]);
    here_y_ = {train_[at], dev_[at]};
  }
  const Palette& p = frame.palette;
  PlotSpec spec;
  spec.name = "orders.plot";
  spec.file = "orders-nll";
  spec.height = 170;
  spec.x_name = "order n";
  spec.y_name = "NLL, nats";
  spec.series = {{"train", &x_, &train_, p.train, 2.4f}, {"dev", &x_, &dev_, p.dev, 2.4f}};
  spec.series[1].names = &names_;
  Series here{"chosen", &here_x_, &here_y_, p.accent, 5.0f, false};
  here.dots = true;
  spec.series.push_back(here);
  spec.landmarks.push_back({"uniform", ngrams_of(s).landmarks.uniform, p.uniform});
  plot(frame, spec);
  cost_table(frame, view->orders, at + 1, card.width());
}

void OrdersCard::draw_context(Frame& frame, float height) {
  static constexpr Help help{
      "The counts of one context: the last n − 1 characters of the text at the right. A longer "
      "context has fewer bars, until it was never seen; then only the smoothing speaks.",
      "P(x | c) = (N[c, x] + k) / (N[c] + k·V)"};
  const app::GramOrdersView* view = frame.snapshot.orders.get();
  const bool known = view != nullptr && !view->counts.empty();
  const std::string given = known ? view->context : "";
  Card card(frame, "context", "What follows" + (given.empty() ? "" : " “" + given + "”"), &help,
            height);
  text_.draw_field(frame, card, "context.text",
                   {"context", "context", "context.bars", [view] {
                      std::string out = "token,count,probability\n";
                      for (std::size_t i = 0; view && i < view->counts.size(); ++i)
                        out += std::to_string(i) + ',' + std::to_string(view->counts[i]) + ',' +
                               csv_cell(static_cast<double>(view->probabilities[i])) + '\n';
                      return out;
                    }});
  if (view != nullptr && !view->context_error.empty()) return note(frame, view->context_error);
  if (!known || view->counts.size() != frame.snapshot.corpus.display.size()) return;
  const std::vector<std::int64_t>& counts = view->counts.get();
  const std::vector<float>& p = view->probabilities.get();
  const ImVec2 low = ImGui::GetCursorScreenPos();
  next_bars(frame, "context.bars", given, counts, {p.begin(), p.end()},
            std::clamp(card.height_left() - 60, 160.0f, 420.0f));
  offer_export(frame, "context.bars", low, ImGui::GetItemRectMax());
  const auto total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  note(frame, total == 0 ? "This context never occurs in the training part."
                         : "Seen " + grouped(total) + " times in the training part, followed by " +
                               plural(std::count_if(counts.begin(), counts.end(),
                                                    [](std::int64_t n) { return n > 0; }),
                                      "different character.", "different characters."));
}

std::string describe_orders(const app::Snapshot& snapshot) {
  std::string text;
  if (!snapshot.orders) return text;
  for (std::size_t i = 0; i < snapshot.orders->orders.size(); ++i) {
    const auto& order = snapshot.orders->orders[i];
    text += " Order " + std::to_string(i + 1) + ": NLL " + fixed(order.train, 4) + " on train, " +
            fixed(order.dev, 4) + " on dev, " + share_text(order.unseen) +
            " of its contexts unseen, " + grouped(order.bytes) + " bytes.";
  }
  return text;
}

}  // namespace babble::ui
