#include "core/data/batch_source.h"

#include <algorithm>
#include <cassert>
#include <optional>

#include "core/base/error.h"
#include "core/data/line_batches.h"

namespace babble {
namespace {

std::int64_t pairs_of(std::span<const TokenId> stream) { return std::ssize(stream) - 1; }

class FullBatch final : public BatchSource {
 public:
  explicit FullBatch(std::span<const TokenId> stream) {
    batch_.whole = true;
    batch_.tokens = pairs_of(stream);
  }
  BatchShape shape() const override { return {}; }
  const Batch& next(Generator&) override { return batch_; }
  std::int64_t batches_per_epoch() const override { return 1; }
  bool epoch_ended(std::int64_t) const override { return true; }

 private:
  Batch batch_;
};

class DrawnPairs final : public BatchSource {
 public:
  DrawnPairs(std::span<const TokenId> stream, int batch_size) : stream_(stream) {
    const auto size = static_cast<std::size_t>(batch_size);
    batch_.batch_size = batch_size;
    batch_.time_steps = 1;
    batch_.tokens = batch_size;
    batch_.reset_state = true;
    batch_.x.resize(size);
    batch_.y.resize(size);
    batch_.begins.resize(size);
  }
  BatchShape shape() const override { return {batch_.batch_size, 1}; }
  const Batch& next(Generator& generator) override {
    for (std::size_t b = 0; b < batch_.x.size(); ++b) {
      // torch.randint: one 32-bit output modulo M.
      const std::size_t pair =
          generator.random_below(static_cast<std::uint32_t>(pairs_of(stream_)));
      batch_.begins[b] = static_cast<std::int64_t>(pair);
      batch_.x[b] = stream_[pair];
      batch_.y[b] = stream_[pair + 1];
    }
    return batch_;
  }
  std::int64_t batches_per_epoch() const override {
    return (pairs_of(stream_) + batch_.batch_size - 1) / batch_.batch_size;
  }
  bool epoch_ended(std::int64_t tokens) const override { return tokens >= pairs_of(stream_); }

 private:
  std::span<const TokenId> stream_;
  Batch batch_;
};

class SequenceBatches final : public BatchSource {
 public:
  SequenceBatches(std::span<const TokenId> stream, BatchShape shape, const Settings& settings,
                  const BatchOrder* order)
      : batches_(stream, shape.batch_size, shape.time_steps, settings.batching) {
    if (shape.batch_size != settings.batch_size || shape.time_steps != settings.time_steps)
      notice_ = "The training part has only " + std::to_string(stream.size()) +
                " tokens: its mini-batches have B = " + std::to_string(shape.batch_size) +
                " and T = " + std::to_string(shape.time_steps) + ".";
    if (order == nullptr) return;
    order_ = *order;
    Batches trial = batches_;
    for (std::size_t i = 0; i < order_->size(); ++i) {
      try {
        trial.start_epoch((*order_)[i].offset, (*order_)[i].starts);
      } catch (const Error& error) {
        throw Error("Batch order, entry " + std::to_string(i + 1) + ": " + error.what());
      }
    }
  }

  BatchShape shape() const override { return {batches_.batch_size(), batches_.time_steps()}; }
  const Batch& next(Generator& generator) override {
    if (!batches_.next(batch_)) {
      if (order_) {
        const EpochOrder& epoch = (*order_)[static_cast<std::size_t>(started_epochs_)];
        batches_.start_epoch(epoch.offset, epoch.starts);
      } else {
        batches_.start_epoch(generator);
      }
      ++started_epochs_;
      [[maybe_unused]] const bool begun = batches_.next(batch_);
      assert(begun);
    }
    return batch_;
  }
  std::int64_t batches_per_epoch() const override {
    return batches_.batches_in_epoch() > 0 ? batches_.batches_in_epoch() : batches_.largest_epoch();
  }
  bool epoch_ended(std::int64_t) const override { return !under_way(); }
  bool at_end() const override {
    return order_ && started_epochs_ >= std::ssize(*order_) && !under_way();
  }

  std::string notice() const override { return notice_; }
  std::string save() const override {
    return started_epochs_ == 0 ? std::string() : batches_.save();
  }
  void restore(std::string_view text, std::int64_t epochs) override {
    if (text.empty()) return;
    batches_.restore(text);
    started_epochs_ = epochs + (under_way() ? 1 : 0);
  }

 private:
  bool under_way() const { return batches_.position() < batches_.batches_in_epoch(); }

  Batches batches_;
  Batch batch_;
  std::optional<BatchOrder> order_;
  std::int64_t started_epochs_ = 0;
  std::string notice_;
};

}  // namespace

BatchShape fitting_shape(std::int64_t length, int batch_size, int time_steps) {
  const std::int64_t rows = length / time_steps - 1;
  if (rows >= batch_size) return {batch_size, time_steps};
  if (rows >= 1) return {static_cast<int>(rows), time_steps};
  return {1, static_cast<int>(std::min<std::int64_t>(time_steps, length / 2))};
}

std::unique_ptr<BatchSource> make_full_batch(const Corpus& corpus) {
  return std::make_unique<FullBatch>(corpus.tokens(Part::train));
}

std::unique_ptr<BatchSource> make_pair_batches(const Corpus& corpus, const Settings& settings) {
  if (settings.batch_size == 0) return make_full_batch(corpus);
  return std::make_unique<DrawnPairs>(corpus.tokens(Part::train), settings.batch_size);
}

std::unique_ptr<BatchSource> make_sequence_batches(const Corpus& corpus, const Settings& settings,
                                                   const BatchOrder* order) {
  if (takes_lines(settings.batching)) {
    if (order != nullptr) throw Error("Mini-batches of lines cannot follow a recorded order.");
    return make_line_batches(corpus, settings);
  }
  const std::span<const TokenId> stream = corpus.tokens(Part::train);
  const BatchShape shape =
      order == nullptr ? fitting_shape(std::ssize(stream), settings.batch_size, settings.time_steps)
                       : BatchShape{settings.batch_size, settings.time_steps};
  return std::make_unique<SequenceBatches>(stream, shape, settings, order);
}

}  // namespace babble
