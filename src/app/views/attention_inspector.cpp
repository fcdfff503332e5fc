#include "app/views/attention_inspector.h"

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/math/softmax.h"
#include "core/training/sampler.h"

namespace babble::app {
namespace {

constexpr std::int64_t scored_pairs = 2000;

const OpenModel* find_attending(const ViewContext& context) {
  return context.find(&Capabilities::attention);
}

/// As Model::without_heads takes them; heads that the model does not have are left out.
std::vector<int> indices_of(const SilentHeads& silent, const Settings& settings) {
  std::vector<int> indices;
  for (const auto& [block, head] : silent)
    if (block < settings.layers && head < settings.heads)
      indices.push_back(block * settings.heads + head);
  return indices;
}

AttentionView look(const OpenModel& open, const std::string& text, const SilentHeads& silent,
                   std::uint64_t revision) {
  AttentionView view;
  view.text = text;
  view.revision = revision;
  const auto window = static_cast<std::size_t>(open.settings->time_steps);
  const std::vector<TokenId> tokens = tokens_of_text(open, text, window, view.error);
  if (tokens.empty()) return view;
  std::vector<int> off = indices_of(silent, *open.settings);
  AttentionTrace trace = off.empty() ? open.model->trace_attention(tokens)
                                     : open.model->without_heads(off)->trace_attention(tokens);
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
  view.silent = std::move(off);
  view.weights = std::move(trace.weights);
  view.after = std::move(after);
  return view;
}

}  // namespace

SilentHeads parse_silent_heads(std::string_view heads) {
  SilentHeads silent;
  while (!heads.empty()) {
    const std::string_view one = heads.substr(0, heads.find(','));
    heads.remove_prefix(std::min(one.size() + 1, heads.size()));
    const std::size_t dot = one.find('.');
    const auto block = parse_integer(one.substr(0, dot));
    const auto head = parse_integer(dot == std::string_view::npos ? "" : one.substr(dot + 1));
    const auto fits = [](std::optional<std::int64_t> n) { return n && *n >= 1 && *n <= 1000; };
    if (!fits(block) || !fits(head))
      throw Error("Heads that are switched off are written as block.head, from 1 on: 1.3,2.1");
    silent.emplace_back(static_cast<int>(*block) - 1, static_cast<int>(*head) - 1);
  }
  return silent;
}

bool AttentionInspector::wanted(const ViewContext& context) const {
  return context.subscription.attention && find_attending(context) != nullptr;
}

View::Stamp AttentionInspector::stamp(const ViewContext& context) const {
  const OpenModel& open = *find_attending(context);
  return {{open.run}, open.steps};
}

bool AttentionInspector::fill(const ViewContext& context, double, Snapshot& snapshot) {
  snapshot.attention = look(*find_attending(context), text(), silent_, next_revision());
  return true;
}

bool HeadAblation::wanted(const ViewContext& context) const {
  return context.subscription.attention && find_attending(context) != nullptr;
}

View::Stamp HeadAblation::stamp(const ViewContext& context) const {
  const OpenModel& open = *find_attending(context);
  return {{open.run}, silent_.empty() ? 0 : open.steps};
}

bool HeadAblation::fill(const ViewContext& context, double, Snapshot& snapshot) {
  AblationView view;
  const OpenModel& open = *find_attending(context);
  const std::vector<int> off = indices_of(silent_, *open.settings);
  if (!off.empty() && open.trainable) {
    const std::unique_ptr<Model> without = open.model->without_heads(off);
    const Evaluation all = context.evaluator.evaluate(*open.model, Part::dev, scored_pairs);
    view.pairs = all.scored;
    view.nll_all = all.nll;
    view.nll = context.evaluator.evaluate(*without, Part::dev, scored_pairs).nll;
    SampleOptions options;
    options.count = 4;
    options.length = 40;
    options.generator = open.model->info().generator(*open.settings);
    view.samples_all = sample(*open.model, *open.vocabulary, open.corpus_kind, options);
    view.samples = sample(*without, *open.vocabulary, open.corpus_kind, options);
  }
  snapshot.ablation = std::move(view);
  return true;
}

}  // namespace babble::app
