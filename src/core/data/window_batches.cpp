#include "core/data/window_batches.h"

#include <cassert>

#include "core/base/error.h"
#include "core/data/lines.h"

namespace babble {
namespace {

class DrawnWindows final : public BatchSource {
 public:
  DrawnWindows(const Corpus& corpus, const Settings& settings)
      : stream_(corpus.tokens(Part::train)), lines_(corpus.kind() == CorpusKind::lines) {
    assert(settings.batch_size > 0 && settings.block_size > 0);
    first_ = lines_ ? 1 : settings.block_size;
    examples_ = std::ssize(stream_) - first_;
    if (examples_ < 1)
      throw Error("The training part of '" + corpus.name() + "' has " +
                  std::to_string(stream_.size()) + " tokens, but a context of " +
                  std::to_string(settings.block_size) + " needs at least " +
                  std::to_string(settings.block_size + 1) +
                  ": choose a shorter context, or use a longer text.");
    const auto rows = static_cast<std::size_t>(settings.batch_size);
    batch_.batch_size = settings.batch_size;
    batch_.time_steps = settings.block_size;
    batch_.tokens = settings.batch_size;
    batch_.reset_state = true;
    batch_.x.resize(rows * static_cast<std::size_t>(settings.block_size));
    batch_.y.resize(rows);
    batch_.begins.resize(rows);
  }
  BatchShape shape() const override { return {batch_.batch_size, batch_.time_steps}; }
  const Batch& next(Generator& generator) override {
    const auto steps = static_cast<std::size_t>(batch_.time_steps);
    for (std::size_t b = 0; b < batch_.y.size(); ++b) {
      // torch.randint(0, examples, (B,))
      const std::int64_t label =
          first_ + generator.random_below(static_cast<std::uint32_t>(examples_));
      fill_window(stream_, static_cast<std::size_t>(label), lines_,
                  std::span(batch_.x).subspan(b * steps, steps));
      batch_.y[b] = stream_[static_cast<std::size_t>(label)];
      batch_.begins[b] = label - batch_.time_steps;
    }
    return batch_;
  }
  std::int64_t batches_per_epoch() const override {
    return (examples_ + batch_.batch_size - 1) / batch_.batch_size;
  }
  bool epoch_ended(std::int64_t tokens) const override { return tokens >= examples_; }

 private:
  std::span<const TokenId> stream_;
  bool lines_;
  std::int64_t first_ = 0, examples_ = 0;  // labels: stream_[first_ … first_ + examples_ - 1]
  Batch batch_;
};

}  // namespace

std::unique_ptr<BatchSource> make_window_batches(const Corpus& corpus, const Settings& settings) {
  return std::make_unique<DrawnWindows>(corpus, settings);
}

}  // namespace babble
