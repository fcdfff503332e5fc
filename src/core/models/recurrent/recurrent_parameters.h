// The parameters of a recurrent network with gates (d2l §8.5, §9.1, §9.2). A plain RNN has one,
// "h". V vocabulary size, H hidden units.
#pragma once

#include <string_view>

#include "core/models/parameters.h"

namespace babble {

/// For each gate g in order W_xg (V×H), W_hg (H×H), b_g (H), then W_hq (H×V) and b_q (V); or their
/// gradients. A gate's name is one letter of `gates`. With an embedding of E numbers W_xg is E×H,
/// and C (V×E) comes last.
class RecurrentParameters : public Parameters {
 public:
  /// `embedding` 0: the network reads one-hot vectors.
  RecurrentParameters(std::string_view gates, int vocabulary_size, int hidden_size,
                      int embedding = 0)
      : Parameters(layout(gates, vocabulary_size, hidden_size, embedding)) {}
  static std::vector<TensorSpec> layout(std::string_view gates, int vocabulary_size,
                                        int hidden_size, int embedding);

  int vocabulary_size() const { return specs().back().shape[0]; }
  int hidden_size() const { return specs()[0].shape[1]; }
  std::size_t gates() const { return (specs().size() - 2) / 3; }
  int embedding() const { return specs().size() % 3 == 0 ? specs().back().shape[1] : 0; }  // E
  MatrixMap W_x(std::size_t gate) { return matrix(3 * gate); }
  MatrixMap W_h(std::size_t gate) { return matrix(3 * gate + 1); }
  RowVectorMap b(std::size_t gate) { return row(3 * gate + 2); }
  MatrixMap W_hq() { return matrix(3 * gates()); }
  RowVectorMap b_q() { return row(3 * gates() + 1); }
  MatrixMap C() { return matrix(3 * gates() + 2); }
  ConstMatrixMap C() const { return matrix(3 * gates() + 2); }
  ConstMatrixMap W_x(std::size_t gate) const { return matrix(3 * gate); }
  ConstMatrixMap W_h(std::size_t gate) const { return matrix(3 * gate + 1); }
  ConstRowVectorMap b(std::size_t gate) const { return row(3 * gate + 2); }
  ConstMatrixMap W_hq() const { return matrix(3 * gates()); }
  ConstRowVectorMap b_q() const { return row(3 * gates() + 1); }
};

}  // namespace babble
