// Named tensors in one piece of memory: the parameters of a model, or their gradients. The norm
// over all of them, the update and a copy are one loop each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/math/matrix.h"

namespace babble {

/// An extent of a TensorSpec that the settings do not tell: as many n-grams as a text has.
constexpr int any_extent = -1;

/// Name and shape of a tensor.
struct TensorSpec {
  std::string name;
  std::vector<int> shape;
  bool integers = false;  ///< 64-bit whole numbers (counts) instead of float32

  std::int64_t size() const;                       ///< product of the shape
  bool accepts(std::span<const int> other) const;  ///< a shape
};

/// A tensor that looks into somebody's memory, row-major.
struct TensorView {
  std::string name;
  std::vector<int> shape;
  std::span<const float> values;
};

/// A tensor that owns its values, row-major: `values`, or `integers` where it holds counts.
struct Tensor {
  std::string name;
  std::vector<int> shape;
  std::vector<float> values;
  std::vector<std::int64_t> integers;
};

/// The tensor of this name and shape. Throws Error if it is missing or has another shape.
const Tensor& find_tensor(std::span<const Tensor> tensors, const TensorSpec& spec);

class Parameters {
 public:
  Parameters() = default;
  /// Zeros.
  explicit Parameters(std::vector<TensorSpec> specs);

  const std::vector<TensorSpec>& specs() const { return specs_; }
  Eigen::Index size() const { return values_.size(); }
  RowVector& values() { return values_; }
  const RowVector& values() const { return values_; }

  /// Tensor i as a matrix (rank 2) or a row (rank 1).
  MatrixMap matrix(std::size_t i) {
    return {values_.data() + begins_[i], specs_[i].shape[0], specs_[i].shape[1]};
  }
  ConstMatrixMap matrix(std::size_t i) const {
    return {values_.data() + begins_[i], specs_[i].shape[0], specs_[i].shape[1]};
  }
  RowVectorMap row(std::size_t i) { return {values_.data() + begins_[i], specs_[i].shape[0]}; }
  ConstRowVectorMap row(std::size_t i) const {
    return {values_.data() + begins_[i], specs_[i].shape[0]};
  }

  /// Name, shape and values of each, in their order.
  std::vector<TensorView> tensors() const;
  /// Copies the values of tensors with the same names and shapes. Throws Error if one is missing or
  /// does not fit.
  void load(std::span<const Tensor> tensors);

 private:
  std::vector<TensorSpec> specs_;
  std::vector<Eigen::Index> begins_;
  RowVector values_;
};

/// Parameters P with the values of a checkpoint; `shape` are the arguments of P's constructor and
/// of P::layout. Throws Error where a tensor is missing or does not fit, and before memory is asked
/// for: the settings of a file may be made up.
template <class P, class... Shape>
P load_parameters(std::span<const Tensor> saved, const Shape&... shape) {
  for (const TensorSpec& spec : P::layout(shape...)) find_tensor(saved, spec);
  P parameters(shape...);
  parameters.load(saved);
  return parameters;
}

/// Values begin to end - 1 of a flat buffer.
struct Range {
  Eigen::Index begin, end;
};

/// ‖g‖ over all values together. `touched` are the only ranges that may differ from zero; empty:
/// all.
double gradient_norm(const Parameters& gradient, std::span<const Range> touched = {}) noexcept;

}  // namespace babble
