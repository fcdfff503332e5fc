#include "app/views/gram_orders.h"

#include <memory>

#include "core/base/error.h"
#include "core/base/limits.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

constexpr std::size_t longest_counted = 1u << 22;

const OpenModel& ngrams_of(const ViewContext& context) {
  return context.model(model_kind("ngram"));
}

void show_context(const OpenModel& open, const std::string& text, GramOrdersView& view) {
  if (open.model == nullptr || !open.trainable) return;
  const auto& model = static_cast<const NgramModel&>(*open.model);
  const std::vector<TokenId> tokens =
      tokens_of_text(open, text, text.size() + 1, view.context_error);
  if (!view.context_error.empty()) return;
  const std::unique_ptr<ModelState> state = model.initial_state();
  for (const TokenId token : tokens) model.feed(*state, token);
  const auto length = static_cast<std::size_t>(model.counts().order() - 1);
  for (std::size_t i = length; i > 0; --i) {
    if (open.vocabulary->has_words() && i < length) view.context += ' ';
    view.context += open.vocabulary->display(i > tokens.size() ? 0 : tokens[tokens.size() - i]);
  }
  view.counts = model.next_counts(*state);
  std::vector<float> probabilities(view.counts.size());
  model.next_probabilities(*state, probabilities);
  view.probabilities = std::move(probabilities);
}

}  // namespace

View::Stamp GramOrders::stamp(const ViewContext& context) const {
  return {{ngrams_of(context).run}};
}

bool GramOrders::fill(const ViewContext& context, double end, Snapshot& snapshot) {
  const OpenModel& open = ngrams_of(context);
  auto view = std::make_shared<GramOrdersView>();
  show_context(open, text(), *view);
  const GramSmoothing smoothing(*open.settings);
  if (smoothing_ != smoothing) {
    smoothing_ = smoothing;
    shown_.clear();
    for (Order& order : orders_) order.model.set_smoothing(smoothing);
  }
  const Corpus& corpus = context.corpus;
  bool done = false;
  if (corpus.tokens(Part::train).size() > longest_counted) {
    view->error = "The orders are compared for texts of up to 4 million characters.";
    done = true;
  }
  while (!done && orders_.size() < limits::max_order) {
    const auto counted = [&](Part part) {
      return GramCounts(corpus.tokens(part), corpus.kind(), corpus.vocabulary().size(),
                        static_cast<int>(orders_.size()) + 1);
    };
    try {
      orders_.push_back({NgramModel(counted(Part::train), smoothing), counted(Part::dev)});
    } catch (const Error& error) {
      view->error = error.what();
      break;
    }
    if (context.clock() >= end) break;
  }
  while (shown_.size() < orders_.size()) shown_.push_back(look(orders_[shown_.size()]));
  view->orders = shown_;
  done |= !view->error.empty() || orders_.size() == limits::max_order;
  snapshot.orders = std::move(view);
  return done;
}

GramOrdersView::Order GramOrders::look(const Order& order) {
  const GramCounts& counts = order.model.counts();
  const NgramModel::Score dev = order.model.score(order.dev);
  return {counts.contexts(), std::ssize(counts.keys()),
          counts.bytes(),    order.model.score(counts).nll,
          dev.nll,           dev.unseen};
}

void GramOrders::reset(Snapshot& snapshot) {
  orders_.clear();
  shown_.clear();
  snapshot.orders.reset();
}

}  // namespace babble::app
