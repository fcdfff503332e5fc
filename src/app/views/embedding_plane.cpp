#include "app/views/embedding_plane.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace babble::app {
namespace {

const OpenModel* find_embedded(const ViewContext& context) {
  return context.find([](const OpenModel& open) {
    const int parameter = model_info(open.kind).embedding;
    return parameter >= 0 && parameter < std::ssize(open.model->parameters());
  });
}

/// V lists: the tokens whose rows of E numbers are nearest.
std::vector<std::vector<EmbeddingView::Neighbour>> neighbours_of(std::span<const float> rows,
                                                                 std::size_t E) {
  constexpr std::size_t most = 3;
  const std::size_t V = rows.size() / E;
  std::vector<std::vector<EmbeddingView::Neighbour>> all;
  for (std::size_t i = 0; i < V; ++i) {
    std::vector<EmbeddingView::Neighbour> near;
    for (std::size_t j = 0; j < V; ++j) {
      if (j == i) continue;
      float squares = 0;
      for (std::size_t k = 0; k < E; ++k) {
        const float difference = rows[i * E + k] - rows[j * E + k];
        squares += difference * difference;
      }
      near.push_back({static_cast<TokenId>(j), std::sqrt(squares)});
    }
    const auto end = near.begin() + static_cast<std::ptrdiff_t>(std::min(most, near.size()));
    std::partial_sort(near.begin(), end, near.end(), [](const auto& a, const auto& b) {
      return a.distance != b.distance ? a.distance < b.distance : a.token < b.token;
    });
    near.erase(end, near.end());
    all.push_back(std::move(near));
  }
  return all;
}

}  // namespace

bool EmbeddingPlane::wanted(const ViewContext& context) const {
  return context.subscription.embedding && find_embedded(context) != nullptr;
}

View::Stamp EmbeddingPlane::stamp(const ViewContext& context) const {
  const OpenModel& open = *find_embedded(context);
  return {{open.run, open.kind.index()}, open.steps};
}

bool EmbeddingPlane::fill(const ViewContext& context, double, Snapshot& snapshot) {
  const OpenModel& open = *find_embedded(context);
  const ModelInfo& info = model_info(open.kind);
  snapshot.embedding = look(open, info.embedding, tokens_);
  snapshot.positions =
      info.positions < 0 ? EmbeddingView{} : look(open, info.positions, positions_);
  return true;
}

EmbeddingView EmbeddingPlane::look(const OpenModel& open, int parameter, Plane& last) {
  EmbeddingView view;
  view.revision = ++revision_;
  view.kind = open.kind;
  view.run = open.run;
  const TensorView tensor = open.model->parameters()[static_cast<std::size_t>(parameter)];
  const int V = tensor.shape[0];
  view.dimensions = tensor.shape[1];
  if (V > largest_embedding_vocabulary) {
    view.error = "The picture is shown for vocabularies of up to " +
                 std::to_string(largest_embedding_vocabulary) + " tokens or positions.";
    return view;
  }
  if (last.run != open.run) last.plane = {};  // other parameters: no drift to follow
  last.run = open.run;
  last.plane = principal_plane(tensor.values, view.dimensions, last.plane);
  std::vector<std::string> display;
  for (int i = 0; i < V; ++i)
    display.push_back(&last == &tokens_ ? open.vocabulary->display(static_cast<TokenId>(i))
                                        : std::to_string(i + 1));
  view.display = std::move(display);
  view.points = last.plane.points;
  view.share = last.plane.share;
  view.neighbours = neighbours_of(tensor.values, static_cast<std::size_t>(view.dimensions));
  return view;
}

}  // namespace babble::app
