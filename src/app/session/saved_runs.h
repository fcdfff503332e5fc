// Runs that were kept to be compared with later ones: values and, where it is small, the model. In
// bounded memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/protocol/snapshot.h"

namespace babble::app {

class SavedRuns {
 public:
  static constexpr std::size_t most = 12;
  static constexpr std::size_t most_points = 400;              ///< of a curve
  static constexpr std::size_t largest_checkpoint = 8u << 20;  ///< bytes; a larger one is not kept
  static constexpr std::size_t longest_name = 60;              ///< bytes

  /// What is to be kept of a view. An empty name: "RNN 1" and so on. Where all places are taken,
  /// the oldest that was kept automatically makes room; without one, an automatic wish is dropped
  /// and another throws Error.
  void keep(const ModelView& model, const CorpusView& corpus, std::string name, bool automatic,
            std::string checkpoint);
  /// These throw Error for a number that no run has (any more), or a name that is none.
  void rename(std::uint64_t id, const std::string& name);
  void remove(std::uint64_t id);
  /// The run's checkpoint; throws Error where it was not kept.
  const std::string& checkpoint(std::uint64_t id) const;
  const SavedRun& run(std::uint64_t id) const;

  const std::vector<std::shared_ptr<const SavedRun>>& list() const { return runs_; }

 private:
  std::size_t find(std::uint64_t id) const;

  std::vector<std::shared_ptr<const SavedRun>> runs_;  // oldest first
  std::vector<SharedBytes> checkpoints_;               // beside them
  std::uint64_t last_id_ = 0;
  std::vector<int> made_names_;
};

}  // namespace babble::app
