#include "core/data/batches.h"

#include <algorithm>
#include <cassert>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_text.h"

namespace babble {

Batches::Batches(std::span<const TokenId> stream, int batch_size, int time_steps, Batching batching)
    : stream_(stream), batch_size_(batch_size), time_steps_(time_steps), batching_(batching) {
  if (batch_size < 1 || time_steps < 1)
    throw Error("Mini-batches need a batch size and a number of time steps of at least 1.");
  const std::int64_t needed = (std::int64_t{batch_size} + 1) * time_steps;
  if (length() < needed)
    throw Error("The training part has " + std::to_string(length()) +
                " tokens, but mini-batches of " + std::to_string(batch_size) + " sequences of " +
                std::to_string(time_steps) + " tokens need at least " + std::to_string(needed) +
                " = (B + 1)·T: choose a smaller batch size or "
                "fewer time steps, or a longer text.");
}

std::int64_t Batches::largest_epoch() const {
  const std::int64_t pairs = length() - 1;
  return batching_ == Batching::sequential ? pairs / batch_size_ / time_steps_
                                           : pairs / time_steps_ / batch_size_;
}

void Batches::start_epoch(Generator& rng) {
  const std::int64_t offset = rng.random_below(static_cast<std::uint32_t>(time_steps_));
  if (batching_ == Batching::sequential) return start_epoch(offset);
  const std::int64_t windows = (length() - offset - 1) / time_steps_;
  std::vector<std::int64_t> starts;
  starts.reserve(static_cast<std::size_t>(windows));
  for (const std::uint32_t window : rng.permutation(static_cast<std::uint32_t>(windows)))
    starts.push_back(std::int64_t{window} * time_steps_);
  start_epoch(offset, std::move(starts));
}

void Batches::start_epoch(std::int64_t offset, std::vector<std::int64_t> starts) {
  if (offset < 0 || offset > length() - 2)
    throw Error("The offset " + std::to_string(offset) + " is not inside the text of " +
                std::to_string(length()) + " tokens.");
  const std::int64_t pairs = length() - 1 - offset;
  std::int64_t batches = 0;
  if (batching_ == Batching::sequential) {
    if (!starts.empty())
      throw Error("Sequential mini-batches have an offset and no list of starts.");
    batches = pairs / batch_size_ / time_steps_;
  } else {
    if (starts.empty()) {
      starts.resize(static_cast<std::size_t>(pairs / time_steps_));
      for (std::size_t i = 0; i < starts.size(); ++i)
        starts[i] = static_cast<std::int64_t>(i) * time_steps_;
    }
    for (const std::int64_t start : starts)
      if (start < 0 || start > pairs - time_steps_)
        throw Error("A sequence of " + std::to_string(time_steps_) + " tokens that starts at " +
                    std::to_string(start) + " after the offset " + std::to_string(offset) +
                    " does not fit the text of " + std::to_string(length()) + " tokens.");
    batches = static_cast<std::int64_t>(starts.size()) / batch_size_;
  }
  if (batches == 0)
    throw Error("With the offset " + std::to_string(offset) +
                " not one mini-batch fits the text of " + std::to_string(length()) + " tokens.");
  offset_ = offset;
  starts_ = std::move(starts);
  batches_ = batches;
  position_ = 0;
}

std::int64_t Batches::begin(std::int64_t batch, int row) const {
  if (batching_ == Batching::random)
    return offset_ + starts_[static_cast<std::size_t>(batch * batch_size_ + row)];
  const std::int64_t columns = (length() - 1 - offset_) / batch_size_;  // tokens of a row
  return offset_ + row * columns + batch * time_steps_;
}

void Batches::seek(std::int64_t batch) {
  assert(batch >= 0 && batch <= batches_);
  position_ = batch;
}

bool Batches::next(Batch& batch) {
  if (position_ >= batches_) return false;
  const auto time = static_cast<std::size_t>(time_steps_);
  const auto rows = static_cast<std::size_t>(batch_size_);
  batch.batch_size = batch_size_;
  batch.time_steps = time_steps_;
  batch.tokens = std::int64_t{batch_size_} * time_steps_;
  batch.x.resize(rows * time);
  batch.y.resize(rows * time);
  batch.begins.resize(rows);
  for (std::size_t b = 0; b < rows; ++b) {
    const std::int64_t begin = this->begin(position_, static_cast<int>(b));
    batch.begins[b] = begin;
    const auto tokens = stream_.subspan(static_cast<std::size_t>(begin), time + 1);
    std::copy_n(tokens.begin(), time, batch.x.begin() + static_cast<std::ptrdiff_t>(b * time));
    std::copy_n(tokens.begin() + 1, time, batch.y.begin() + static_cast<std::ptrdiff_t>(b * time));
  }
  batch.first_of_epoch = position_ == 0;
  batch.reset_state = batch.first_of_epoch || batching_ == Batching::random;
  ++position_;
  return true;
}

std::string Batches::save() const {
  nlohmann::ordered_json json{{"batching", batching_name(batching_)},
                              {"offset", offset_},
                              {"position", position_},
                              {"batches", batches_},
                              {"starts", starts_}};
  return json.dump();
}

void Batches::restore(std::string_view json) {
  const auto refuse = [] {
    throw Error(
        "The saved position in the mini-batches does not fit this text and these settings.");
  };
  const auto saved = parse_json(json);
  const auto integer = [&](const char* key) {
    const auto found = saved.find(key);
    if (found == saved.end() || !found->is_number_integer()) refuse();
    return found->get<std::int64_t>();
  };
  if (!saved.is_object() ||
      saved.value("batching", nlohmann::ordered_json()) != batching_name(batching_))
    refuse();
  const std::int64_t offset = integer("offset"), position = integer("position"),
                     batches = integer("batches");
  std::vector<std::int64_t> starts;
  const auto list = saved.find("starts");
  if (list == saved.end() || !list->is_array()) refuse();
  for (const auto& start : *list) {
    if (!start.is_number_integer()) refuse();
    starts.push_back(start.get<std::int64_t>());
  }
  if (position < 0 || position > batches) refuse();

  Batches restored(stream_, batch_size_, time_steps_, batching_);
  if (batches > 0) restored.start_epoch(offset, std::move(starts));
  if (restored.batches_ != batches) refuse();
  restored.position_ = position;
  *this = std::move(restored);
}

}  // namespace babble
