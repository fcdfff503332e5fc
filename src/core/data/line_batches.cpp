#include "core/data/line_batches.h"

#include <algorithm>
#include <cassert>

#include "core/base/error.h"
#include "core/base/numbers.h"
#include "core/data/lines.h"

namespace babble {
namespace {

class LineBatches final : public BatchSource {
 public:
  LineBatches(const Corpus& corpus, const Settings& settings)
      : stream_(corpus.tokens(Part::train)),
        in_order_(settings.batching == Batching::lines_in_order) {
    assert(settings.batch_size > 0 && settings.time_steps > 0);
    if (corpus.kind() != CorpusKind::lines)
      throw Error("'" + corpus.name() +
                  "' is running text, and mini-batches of lines need lines. Set '" +
                  setting_label("batching") + "' to sequential or random, or '" +
                  setting_label("preprocessing") + "' to lines.");
    boundaries_ = line_boundaries(stream_);
    std::int64_t longest = 1;
    for (std::int64_t line = 0; line < lines(); ++line)
      longest = std::max(longest, std::min<std::int64_t>(pairs(line), settings.time_steps));
    batch_.time_steps = static_cast<int>(longest);
    for (std::int64_t line = 0; line < lines(); ++line)
      tokens_ += std::min<std::int64_t>(pairs(line), longest);
    batch_.batch_size = settings.batch_size;
    batch_.reset_state = true;
  }

  BatchShape shape() const override { return {batch_.batch_size, batch_.time_steps}; }
  const Batch& next(Generator& generator) override {
    // With the first mini-batch: a learner that refuses such a shape comes before it.
    const auto rows = static_cast<std::size_t>(batch_.batch_size);
    batch_.x.resize(rows * static_cast<std::size_t>(batch_.time_steps));
    batch_.y.resize(batch_.x.size());
    batch_.begins.resize(rows);
    batch_.tokens = 0;
    ended_ = false;
    for (std::size_t row = 0; row < batch_.begins.size(); ++row) {
      const std::int64_t line =
          in_order_ ? next_ : generator.random_below(static_cast<std::uint32_t>(lines()));
      if (in_order_) next_ = (next_ + 1) % lines();
      if (in_order_ && next_ == 0) ended_ = true;
      const auto at = static_cast<std::size_t>(line);
      batch_.begins[row] = boundaries_[at];
      batch_.tokens += fill_line(stream_, boundaries_[at], boundaries_[at + 1], batch_, row);
    }
    return batch_;
  }
  std::int64_t batches_per_epoch() const override {
    return (lines() + batch_.batch_size - 1) / batch_.batch_size;
  }
  bool epoch_ended(std::int64_t tokens) const override {
    return in_order_ ? ended_ : tokens >= tokens_;
  }

  std::string save() const override { return in_order_ ? std::to_string(next_) : std::string(); }
  void restore(std::string_view text, std::int64_t) override {
    const auto line = parse_integer(text.empty() ? "0" : text);
    if (!line || *line < 0 || *line >= lines() || (!in_order_ && !text.empty()))
      throw Error("The saved position in the lines does not fit this text and these settings.");
    next_ = *line;
  }

 private:
  std::int64_t lines() const { return std::ssize(boundaries_) - 1; }
  std::int64_t pairs(std::int64_t line) const {
    const auto at = static_cast<std::size_t>(line);
    return std::int64_t{boundaries_[at + 1]} - boundaries_[at];
  }

  std::span<const TokenId> stream_;
  bool in_order_;
  std::vector<std::uint32_t> boundaries_;
  Batch batch_;
  std::int64_t tokens_ = 0;  // that all lines together expect
  std::int64_t next_ = 0;    // in order: the line that comes next
  bool ended_ = false;       // in order: the mini-batch given last has the last line
};

}  // namespace

int fill_line(std::span<const TokenId> stream, std::size_t begin, std::size_t end, Batch& batch,
              std::size_t row) noexcept {
  const auto steps = static_cast<std::size_t>(batch.time_steps);
  const std::size_t labels = std::min(end - begin, steps);
  const auto x = batch.x.begin() + static_cast<std::ptrdiff_t>(row * steps);
  const auto y = batch.y.begin() + static_cast<std::ptrdiff_t>(row * steps);
  const auto from = stream.begin() + static_cast<std::ptrdiff_t>(begin);
  std::fill_n(std::copy_n(from, labels, x), steps - labels, TokenId{0});
  std::fill_n(std::copy_n(from + 1, labels, y), steps - labels, no_target);
  return static_cast<int>(labels);
}

std::unique_ptr<BatchSource> make_line_batches(const Corpus& corpus, const Settings& settings) {
  return std::make_unique<LineBatches>(corpus, settings);
}

}  // namespace babble
