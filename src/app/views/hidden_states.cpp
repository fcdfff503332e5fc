#include "app/views/hidden_states.h"

#include <vector>

namespace babble::app {
namespace {

/// Reads the text from a zero state (lines: from the boundary token, which is shown too) and
/// records the state, its gates and the three likeliest next tokens after every token. An invalid
/// text becomes `error`.
HiddenStateView inspect(const OpenModel& open, const std::string& text, std::uint64_t revision) {
  HiddenStateView view;
  view.states.revision = revision;
  view.text = text;
  const std::vector<TokenId> tokens = tokens_of_text(open, text, longest_inspected, view.error);
  if (!view.error.empty()) return view;

  const std::unique_ptr<ModelState> state = open.model->initial_state();
  std::vector<float> probabilities(static_cast<std::size_t>(open.model->vocabulary_size()));
  std::vector<std::string> display;
  std::vector<std::vector<HiddenStateView::Guess>> next;
  std::vector<float> states;              // L×H
  std::vector<std::vector<float>> gates;  // of each gate L×H
  for (const TokenId token : tokens) {
    open.model->feed(*state, token);
    open.model->next_probabilities(*state, probabilities);
    display.push_back(open.vocabulary->display(token));
    next.push_back(likeliest(probabilities, *open.vocabulary));
    const std::span<const float> hidden = open.model->hidden_units(*state);
    states.insert(states.end(), hidden.begin(), hidden.end());
    const std::vector<GateValues> now = open.model->gate_values(*state);
    gates.resize(now.size());
    for (std::size_t i = 0; i < now.size(); ++i)
      gates[i].insert(gates[i].end(), now[i].values.begin(), now[i].values.end());
  }
  view.display = std::move(display);
  view.next = std::move(next);
  view.states.rows = static_cast<int>(tokens.size());
  view.states.columns = static_cast<int>(open.model->hidden_units(*state).size());
  view.states.values = std::move(states);
  std::vector<HiddenStateView::Gate> shown;
  const std::vector<GateValues> names = open.model->gate_values(*state);
  for (std::size_t i = 0; i < gates.size(); ++i) {
    shown.push_back({std::string(names[i].name), view.states});
    shown.back().values.values = std::move(gates[i]);
  }
  view.gates = std::move(shown);
  return view;
}

const OpenModel* find_recurrent(const ViewContext& context) {
  return context.find(&Capabilities::recurrent);
}

}  // namespace

bool HiddenStates::wanted(const ViewContext& context) const {
  return context.subscription.hidden && find_recurrent(context) != nullptr;
}

View::Stamp HiddenStates::stamp(const ViewContext& context) const {
  const OpenModel& open = *find_recurrent(context);
  return {{open.run}, open.steps};
}

bool HiddenStates::fill(const ViewContext& context, double, Snapshot& snapshot) {
  snapshot.hidden = inspect(*find_recurrent(context), text(), next_revision());
  return true;
}

}  // namespace babble::app
