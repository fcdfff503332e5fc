#include "core/math/attention.h"

#include <algorithm>
#include <cmath>

#include "core/math/packed_matrix.h"
#include "core/math/softmax.h"

namespace babble {
namespace {

using simd::Vec;

// Rows are processed by up to eight at a time; matrices have that many and zeros in them.
constexpr Index row_step = 8;
static_assert(row_step % interleave == 0);

// Rows of sums that registers hold beside `vectors` vectors of b.
constexpr int rows_beside(int vectors) {
  constexpr int sums = simd::width == 16 ? 16 : 8;
  const int rows = sums / vectors;
  return rows > row_step ? static_cast<int>(row_step) : rows;
}

// Matrix a: element (r, k) is values[r·row + k·column].
struct Operand {
  const float* values;
  Index row, column;
};

/// c = a·b for rows_beside(vectors) rows of a and `vectors` vectors of b's columns.
template <int vectors>
[[gnu::noinline]] void multiply_tile(Operand a, const float* b, Index b_stride, Index depth,
                                     float* c, Index c_stride) noexcept {
  constexpr int rows = rows_beside(vectors);
  Vec sums[rows][vectors] = {};
  for (Index k = 0; k < depth; ++k, a.values += a.column, b += b_stride) {
    Vec right[vectors];
    for (int v = 0; v < vectors; ++v) right[v] = simd::load(b + v * simd::width);
    for (int r = 0; r < rows; ++r) {
      const Vec left = simd::broadcast(a.values[r * a.row]);
      for (int v = 0; v < vectors; ++v) sums[r][v] = simd::multiply_add(left, right[v], sums[r][v]);
    }
  }
  for (int r = 0; r < rows; ++r)
    for (int v = 0; v < vectors; ++v) simd::store(c + r * c_stride + v * simd::width, sums[r][v]);
}

// Which sums of a product are needed: causal matrices are zero above the diagonal.
enum class Needed {
  lower,       // of the product the part below the diagonal: S, dP
  left_lower,  // all of it; a is zero above the diagonal: P·v, dS·k
  left_upper,  // all of it; a is zero below the diagonal: dSᵀ·q, Pᵀ·do
};

template <int vectors, Needed needed>
void multiply_strip(Index rows, Operand a, const float* b, Index b_stride, Index depth,
                    Index column, float* c, Index c_stride) noexcept {
  constexpr Index step = rows_beside(vectors);
  Index r = needed == Needed::lower ? column / step * step : 0;
  for (; r < rows; r += step) {
    const Index begin = needed == Needed::left_upper ? r : 0;
    const Index end = needed == Needed::left_lower ? r + step : depth;
    multiply_tile<vectors>({a.values + r * a.row + begin * a.column, a.row, a.column},
                           b + begin * b_stride + column, b_stride, end - begin,
                           c + r * c_stride + column, c_stride);
  }
}

/// c = a·b; rows is a multiple of row_step, columns of the vector width.
template <Needed needed>
void multiply(Index rows, Index columns, Operand a, const float* b, Index b_stride, Index depth,
              float* c, Index c_stride) noexcept {
  Index j = 0;
  for (; j + 4 * simd::width <= columns; j += 4 * simd::width)
    multiply_strip<4, needed>(rows, a, b, b_stride, depth, j, c, c_stride);
  for (; j + 2 * simd::width <= columns; j += 2 * simd::width)
    multiply_strip<2, needed>(rows, a, b, b_stride, depth, j, c, c_stride);
  for (; j < columns; j += simd::width)
    multiply_strip<1, needed>(rows, a, b, b_stride, depth, j, c, c_stride);
}

// The end of row i of a causal matrix, up to which its rows are filled with zeros.
Index filled_end(Index i) { return round_up(i + 1, std::max<Index>(simd::width, row_step)); }

/// Softmax of scale·row over the columns 0 … i, and zeros behind it.
void causal_softmax(float* row, Index i, Index stride, float scale) noexcept {
  const Index end = round_up(i + 1, simd::width);
  std::fill(row + i + 1, row + end, padding_logit);
  Vec max = simd::load(row);
  for (Index j = simd::width; j < end; j += simd::width) max = simd::max(max, simd::load(row + j));
  const float shift = simd::reduce_max(max);
  Vec sum = {};
  for (Index j = 0; j < end; j += simd::width) {
    const Vec value = simd::exp((simd::load(row + j) - shift) * scale);
    simd::store(row + j, value);
    sum += value;
  }
  const float factor = 1 / simd::reduce_sum(sum);
  for (Index j = 0; j < end; j += simd::width) simd::store(row + j, simd::load(row + j) * factor);
  std::fill(row + end, row + std::min(stride, filled_end(i)), 0.0f);
}

/// dS = scale·P∘(dP − sum(P∘dP)) in place of row i of dP.
void softmax_backward(float* row, const float* weights, Index i, Index stride,
                      float scale) noexcept {
  const Index end = round_up(i + 1, simd::width);
  // Beyond the diagonal P is zero, but dP may be anything that the product left there.
  std::fill(row + i + 1, row + end, 0.0f);
  Vec sum = {};
  for (Index j = 0; j < end; j += simd::width)
    sum = simd::multiply_add(simd::load(row + j), simd::load(weights + j), sum);
  const float mean = simd::reduce_sum(sum);
  for (Index j = 0; j < end; j += simd::width) {
    const Vec change = (simd::load(row + j) - mean) * simd::load(weights + j);
    simd::store(row + j, change * scale);
  }
  std::fill(row + end, row + std::min(stride, filled_end(i)), 0.0f);
}

}  // namespace

CausalAttention::CausalAttention(Index time_steps, Index head_size)
    : head_size_(head_size),
      scale_(1 / std::sqrt(static_cast<float>(head_size))),
      dscores_(RowVector::Zero(weights_size(time_steps))) {
  const Index rows = round_up(time_steps, row_step), columns = round_up(head_size, simd::width);
  for (Matrix* part : {&q_, &k_, &v_, &do_, &product_}) *part = Matrix::Zero(rows, columns);
  transposed_ = Matrix::Zero(head_size, weights_stride(time_steps));
}

Index CausalAttention::weights_stride(Index n) {
  return round_up(round_up(n, row_step), simd::width);
}
Index CausalAttention::weights_size(Index n) { return round_up(n, row_step) * weights_stride(n); }

void CausalAttention::copy_rows(const float* from, Index stride, Index n,
                                Matrix& out) const noexcept {
  for (Index r = 0; r < n; ++r) std::copy_n(from + r * stride, head_size_, out.row(r).data());
  std::fill(out.row(n - 1).data() + out.cols(), out.data() + round_up(n, row_step) * out.cols(),
            0.0f);
}

void CausalAttention::copy_transposed(const float* from, Index stride, Index n,
                                      Matrix& out) const noexcept {
  const Index columns = weights_stride(n);
  for (Index d = 0; d < head_size_; ++d) {
    float* row = out.data() + d * out.cols();
    for (Index r = 0; r < n; ++r) row[r] = from[r * stride + d];
    std::fill(row + n, row + columns, 0.0f);
  }
}

void CausalAttention::forward(const float* q, const float* k, const float* v, Index stride, Index n,
                              float* weights, float* out, Index out_stride, Index row,
                              Index column) noexcept {
  const Index rows = round_up(n, row_step), P = weights_stride(n), D = q_.cols();
  copy_rows(q, stride, n, q_);
  copy_rows(v, stride, n, v_);
  copy_transposed(k, stride, n, transposed_);
  multiply<Needed::lower>(rows, P, {q_.data(), D, 1}, transposed_.data(), transposed_.cols(),
                          head_size_, weights, P);
  for (Index i = 0; i < rows; ++i) causal_softmax(weights + i * P, i, P, scale_);
  multiply<Needed::left_lower>(rows, D, {weights, P, 1}, v_.data(), D, rows, product_.data(), D);
  interleave_rows(product_.data(), D, n, head_size_,
                  out + interleaved_index(row, column, out_stride), out_stride);
}

void CausalAttention::backward(const float* q, const float* k, const float* v, Index stride,
                               Index n, const float* weights, const float* output_gradient,
                               Index output_stride, float* out, Index out_stride, Index row,
                               Index column, Index step) noexcept {
  const Index rows = round_up(n, row_step), P = weights_stride(n), D = q_.cols();
  float* dS = dscores_.data();
  copy_rows(q, stride, n, q_);
  copy_rows(k, stride, n, k_);
  copy_rows(output_gradient, output_stride, n, do_);
  copy_transposed(v, stride, n, transposed_);
  multiply<Needed::lower>(rows, P, {do_.data(), D, 1}, transposed_.data(), transposed_.cols(),
                          head_size_, dS, P);
  for (Index i = 0; i < rows; ++i) softmax_backward(dS + i * P, weights + i * P, i, P, scale_);
  const auto write = [&](Index at) {
    interleave_rows(product_.data(), D, n, head_size_, out + interleaved_index(row, at, out_stride),
                    out_stride);
  };
  multiply<Needed::left_lower>(rows, D, {dS, P, 1}, k_.data(), D, rows, product_.data(), D);
  write(column);
  multiply<Needed::left_upper>(rows, D, {dS, 1, P}, q_.data(), D, rows, product_.data(), D);
  write(column + step);
  multiply<Needed::left_upper>(rows, D, {weights, 1, P}, do_.data(), D, rows, product_.data(), D);
  write(column + 2 * step);
}

}  // namespace babble
