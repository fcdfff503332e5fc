// Runs that are saved to be compared with later ones: figures and, if it is small, the model. In
// bounded memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/protocol/snapshot.h"
#include "core/models/registry.h"

namespace babble::app {

class SavedRuns {
 public:
  static constexpr std::size_t most = 12;
  static constexpr std::size_t most_points = 400;              ///< of a curve
  static constexpr std::size_t largest_checkpoint = 8u << 20;  ///< bytes; a larger one is not saved
  static constexpr std::size_t longest_name = 60;              ///< bytes

  /// Saves what a view shows. An empty name: "RNN 1" and so on. If all places are taken, the oldest
  /// automatic run is removed; without one, an automatic save does nothing and another throws
  /// Error.
  void save(const ModelView& model, const CorpusView& corpus, std::string name, bool automatic,
            std::string checkpoint);
  /// These throw Error for an id that no run has, and for an invalid name.
  void rename(std::uint64_t id, const std::string& name);
  void remove(std::uint64_t id);
  /// The run's checkpoint; throws Error if it was not saved.
  const std::string& checkpoint(std::uint64_t id) const;
  const SavedRun& run(std::uint64_t id) const;

  const SharedVector<std::shared_ptr<const SavedRun>>& list() const { return runs_; }

 private:
  std::size_t find(std::uint64_t id) const;

  SharedVector<std::shared_ptr<const SavedRun>> runs_;  // oldest first
  std::vector<SharedBytes> checkpoints_;                // beside them
  std::uint64_t last_id_ = 0;
  std::vector<int> generated_names_ = std::vector<int>(model_kinds().size());  // by ModelKind
};

}  // namespace babble::app
