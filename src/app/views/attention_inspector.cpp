#include "app/views/attention_inspector.h"

#include "core/math/softmax.h"

namespace babble::app {
namespace {

const OpenModel* find_attending(const ViewContext& context) {
  return context.find([](const ModelInfo& info) { return info.capabilities.attention; });
}

AttentionView look(const OpenModel& open, const std::string& text, std::uint64_t revision) {
  AttentionView view;
  view.text = text;
  view.revision = revision;
  const auto window = static_cast<std::size_t>(open.settings->time_steps);
  const std::vector<TokenId> tokens = tokens_of_text(open, text, window, view.error);
  if (tokens.empty()) return view;
  AttentionTrace trace = open.model->trace_attention(tokens);
  std::vector<std::string> display;
  for (const TokenId token : tokens) display.push_back(open.vocabulary->display(token));
  std::vector<std::vector<HiddenStateView::Guess>> after;
  const auto V = static_cast<std::size_t>(open.model->vocabulary_size());
  for (std::size_t row = 0; row < trace.logits.size(); row += V) {
    const std::span<float> logits(trace.logits.data() + row, V);
    softmax(logits, logits);
    after.push_back(likeliest(logits, *open.vocabulary));
  }
  view.display = std::move(display);
  view.layers = trace.layers;
  view.heads = trace.heads;
  view.weights = std::move(trace.weights);
  view.after = std::move(after);
  return view;
}

}  // namespace

bool AttentionInspector::wanted(const ViewContext& context) const {
  return context.subscription.attention && find_attending(context) != nullptr;
}

View::Stamp AttentionInspector::stamp(const ViewContext& context) const {
  const OpenModel& open = *find_attending(context);
  return {{open.run}, open.steps};
}

bool AttentionInspector::fill(const ViewContext& context, double, Snapshot& snapshot) {
  snapshot.attention = look(*find_attending(context), text(), next_revision());
  return true;
}

}  // namespace babble::app
