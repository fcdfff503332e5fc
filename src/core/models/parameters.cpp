#include "core/models/parameters.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"

namespace babble {

std::int64_t TensorSpec::size() const {
  std::int64_t product = 1;
  for (const int extent : shape) product *= extent;
  return product;
}

bool TensorSpec::accepts(std::span<const int> other) const {
  return std::equal(
      shape.begin(), shape.end(), other.begin(), other.end(),
      [](int own, int extent) { return own == extent || (own == any_extent && extent >= 0); });
}

const Tensor& find_tensor(std::span<const Tensor> tensors, const TensorSpec& spec) {
  const auto found = std::find_if(tensors.begin(), tensors.end(),
                                  [&](const Tensor& tensor) { return tensor.name == spec.name; });
  if (found == tensors.end()) {
    throw Error("The saved model has no tensor '" + spec.name +
                "'. The file is damaged, or another program wrote it.");
  }
  const std::int64_t size = spec.integers ? std::ssize(found->integers) : std::ssize(found->values);
  if (!spec.accepts(found->shape) || size != TensorSpec{"", found->shape}.size()) {
    throw Error("The saved tensor '" + spec.name +
                "' does not have the shape that the saved settings and vocabulary ask for.");
  }
  return *found;
}

Parameters::Parameters(std::vector<TensorSpec> specs) : specs_(std::move(specs)) {
  Eigen::Index size = 0;
  for (const TensorSpec& spec : specs_) {
    begins_.push_back(size);
    size += static_cast<Eigen::Index>(spec.size());
  }
  values_ = RowVector::Zero(size);
}

std::vector<TensorView> Parameters::tensors() const {
  std::vector<TensorView> views;
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    views.push_back({specs_[i].name,
                     specs_[i].shape,
                     {values_.data() + begins_[i], static_cast<std::size_t>(specs_[i].size())}});
  }
  return views;
}

void Parameters::load(std::span<const Tensor> tensors) {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    const Tensor& tensor = find_tensor(tensors, specs_[i]);
    std::copy(tensor.values.begin(), tensor.values.end(), values_.data() + begins_[i]);
  }
}

double gradient_norm(const Parameters& gradient, std::span<const Range> touched) noexcept {
  if (touched.empty()) return std::sqrt(static_cast<double>(gradient.values().squaredNorm()));
  double sum = 0;
  for (const auto& [begin, end] : touched) {
    sum += static_cast<double>(gradient.values().segment(begin, end - begin).squaredNorm());
  }
  return std::sqrt(sum);
}

}  // namespace babble
