#include "app/views/window_inspector.h"

#include <utility>

namespace babble::app {
namespace {

constexpr std::size_t most_examples = 30;

const OpenModel* find_windowed(const ViewContext& context) {
  return context.find(&Capabilities::window);
}

WindowView examples_of(const OpenModel& open, const std::string& text, std::uint64_t revision) {
  WindowView view;
  view.text = text;
  view.revision = revision;
  const auto T = static_cast<std::size_t>(open.settings->block_size);
  std::vector<TokenId> tokens = tokens_of_text(open, text, most_examples + T, view.error);
  if (tokens.empty()) return view;
  if (open.corpus_kind == CorpusKind::lines) {
    // The window begins with boundaries, and the last one of a line is expected.
    tokens.insert(tokens.begin(), T - 1, TokenId{0});
    tokens.push_back(0);
  }
  std::vector<std::string> display;
  for (int id = 0; id < open.vocabulary->size(); ++id)
    display.push_back(open.vocabulary->display(static_cast<TokenId>(id)));
  view.display = std::move(display);
  std::vector<WindowView::Example> examples;
  for (std::size_t t = T; t < tokens.size() && examples.size() < most_examples; ++t) {
    const std::span<const TokenId> window(tokens.data() + t - T, T);
    WindowTrace trace = open.model->trace_window(window, tokens[t]);
    examples.push_back({{window.begin(), window.end()},
                        tokens[t],
                        trace.loss,
                        std::move(trace.embeddings),
                        std::move(trace.hidden),
                        std::move(trace.probabilities),
                        std::move(trace.d_embeddings),
                        std::move(trace.d_arguments),
                        std::move(trace.d_logits)});
  }
  view.examples = std::move(examples);
  return view;
}

}  // namespace

bool WindowInspector::wanted(const ViewContext& context) const {
  return context.subscription.window && find_windowed(context) != nullptr;
}

View::Stamp WindowInspector::stamp(const ViewContext& context) const {
  const OpenModel& open = *find_windowed(context);
  return {{open.run}, open.steps};
}

bool WindowInspector::fill(const ViewContext& context, double, Snapshot& snapshot) {
  snapshot.window = examples_of(*find_windowed(context), text(), next_revision());
  return true;
}

}  // namespace babble::app
