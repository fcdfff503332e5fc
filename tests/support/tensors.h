// Compares models with the tensors of a reference file.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "core/models/rnn/rnn_pass.h"
#include "support/shared_data.h"

namespace babble::testing {

inline std::vector<TokenId> tokens(const Json& rows) {
  std::vector<TokenId> out;
  for (const std::int64_t id : integers(rows)) out.push_back(static_cast<TokenId>(id));
  return out;
}

/// Compares wanted.size() values; NaN fails.
inline void expect_near(const float* ours, const std::vector<float>& wanted, double tolerance,
                        const std::string& what) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_NEAR(ours[i], wanted[i], tolerance) << what << ", value " << i;
  }
}

inline void expect_near(const Matrix& ours, const std::vector<float>& wanted, double tolerance,
                        const std::string& what) {
  ASSERT_EQ(static_cast<std::size_t>(ours.size()), wanted.size()) << what;
  expect_near(ours.data(), wanted, tolerance, what);
}

/// Within 1e-6 of the largest value of the tensor, the measure of the step files.
inline void expect_close(std::span<const float> ours, const Json& wanted, const std::string& what) {
  const std::vector<float> values = floats(wanted);
  ASSERT_EQ(ours.size(), values.size()) << what;
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  expect_near(ours.data(), values, 1e-6 * static_cast<double>(largest), what);
}
inline void expect_close(const Matrix& ours, const Json& wanted, const std::string& what) {
  expect_close(std::span(ours.data(), static_cast<std::size_t>(ours.size())), wanted, what);
}

/// The logits of all time steps, T·B×V, row t·B + b.
inline Matrix all_logits(const RecurrentPass& training) {
  Matrix out(training.time_steps() * training.batch_size(), training.logits(0).cols());
  for (int t = 0; t < training.time_steps(); ++t) {
    out.middleRows(t * training.batch_size(), training.batch_size()) = training.logits(t);
  }
  return out;
}

/// Compares all tensors by name.
inline void expect_tensors(const Parameters& ours, const Json& wanted, double tolerance,
                           const std::string& what) {
  for (const TensorView& tensor : ours.tensors()) {
    const std::vector<float> values = floats(wanted[tensor.name]);
    ASSERT_EQ(values.size(), tensor.values.size()) << what << " " << tensor.name;
    expect_near(tensor.values.data(), values, tolerance, what + " " + tensor.name);
  }
}

inline void set_tensors(Parameters& weights, const Json& wanted) {
  float* out = weights.values().data();
  for (const TensorView& tensor : weights.tensors()) {
    const std::vector<float> values = floats(wanted[tensor.name]);
    ASSERT_EQ(values.size(), tensor.values.size()) << tensor.name;
    out = std::copy(values.begin(), values.end(), out);
  }
}

}  // namespace babble::testing
