// The embedding of every token as a point in the plane, and its nearest neighbours; the same of the
// places in a transformer's window.
#pragma once

#include "app/views/view.h"
#include "core/math/principal_plane.h"

namespace babble::app {

constexpr int largest_embedding_vocabulary = 512;  ///< tokens; of more there is a sentence instead

/// Of the active model if it has an embedding, else of the first that has one.
class EmbeddingPlane final : public View {
 public:
  EmbeddingPlane() : View(0.1) {}

 private:
  bool wanted(const ViewContext& context) const override;
  Stamp stamp(const ViewContext& context) const override;
  bool fill(const ViewContext& context, double end, Snapshot& snapshot) override;

  struct Plane {
    PrincipalPlane plane;
    std::uint64_t run = 0;
  };
  EmbeddingView look(const OpenModel& open, int parameter, Plane& last);

  Plane tokens_, positions_;
  std::uint64_t revision_ = 0;
};

}  // namespace babble::app
