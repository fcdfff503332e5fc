#include "core/vector_product.h"

#include <algorithm>

#include "core/simd.h"

namespace babble {
namespace {

using Eigen::Index;
using simd::Vec;

// So many rows of the matrix pass by for each time that `out` is read and written.
constexpr int rows_at_once = 8;

/// The sums at `columns` wide vectors of out, of so many rows.
template <int rows>
Vec add_rows(const Vec* factors, const float* matrix, Index columns, Vec sum) noexcept {
  Vec other = factors[0] * simd::load(matrix);  // two sums: each waits for its own last one only
  for (int r = 1; r + 1 < rows; r += 2) {
    sum = simd::multiply_add(factors[r], simd::load(matrix + r * columns), sum);
    other = simd::multiply_add(factors[r + 1], simd::load(matrix + (r + 1) * columns), other);
  }
  if (rows % 2 == 0)
    sum = simd::multiply_add(factors[rows - 1], simd::load(matrix + (rows - 1) * columns), sum);
  return sum + other;
}

template <int rows>
void add_block(const float* vector, const float* matrix, Index columns, float* out,
               float* tail) noexcept {
  Vec factors[rows];
  for (int r = 0; r < rows; ++r) factors[r] = simd::splat(vector[r]);
  Index j = 0;
  for (; j + simd::width <= columns; j += simd::width)
    simd::store(out + j, add_rows<rows>(factors, matrix + j, columns, simd::load(out + j)));
  if (j == columns) return;
  const Index last = columns - simd::width;
  simd::store(tail, add_rows<rows>(factors, matrix + last, columns, simd::load(tail)));
}

void add_narrow(const float* vector, Index rows, const float* matrix, Index columns,
                float* out) noexcept {
  for (Index k = 0; k < rows; ++k)
    for (Index j = 0; j < columns; ++j) out[j] += vector[k] * matrix[k * columns + j];
}

}  // namespace

void add_vector_product(const float* vector, Index rows, const float* matrix, Index columns,
                        float* out) noexcept {
  if (columns < simd::width) return add_narrow(vector, rows, matrix, columns, out);
  // What is left over at the end of the rows is summed up as part of their last whole vector, which
  // overlaps the one before it.
  float tail[simd::width] = {};
  Index k = 0;
  for (; k + rows_at_once <= rows; k += rows_at_once)
    add_block<rows_at_once>(vector + k, matrix + k * columns, columns, out, tail);
  for (; k < rows; ++k) add_block<1>(vector + k, matrix + k * columns, columns, out, tail);
  const Index rest = columns % simd::width;
  for (Index j = simd::width - rest; j < simd::width; ++j)
    out[columns - simd::width + j] += tail[j];
}

void tanh_of(const float* in, Index size, float* out) noexcept {
  Index j = 0;
  for (; j + simd::width <= size; j += simd::width)
    simd::store(out + j, simd::tanh(simd::load(in + j)));
  if (j == size) return;
  float rest[simd::width] = {};
  std::copy(in + j, in + size, rest);
  simd::store(rest, simd::tanh(simd::load(rest)));
  std::copy(rest, rest + (size - j), out + j);
}

}  // namespace babble
