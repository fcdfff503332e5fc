#include "core/math/gemv.h"

#include <algorithm>

#include "core/math/simd.h"
#include "core/math/thread_pool.h"

namespace babble {
namespace {

using simd::Vec;

// Rows of the matrix that are read for each time that `out` is read and written.
constexpr int rows_at_once = 8;

// Larger matrices do not stay in one core's cache from one character to the next; the columns are
// then divided among threads. No sum is divided, so the bits are the same.
constexpr Index least_parallel = 150'000;  // weights

/// sum + factors · the vectors at `matrix` of `rows` rows. `columns` is the length of a row.
template <int rows>
Vec add_rows(const Vec* factors, const float* matrix, Index columns, Vec sum) noexcept {
  Vec other = factors[0] * simd::load(matrix);  // two independent chains of additions
  for (int r = 1; r + 1 < rows; r += 2) {
    sum = simd::multiply_add(factors[r], simd::load(matrix + r * columns), sum);
    other = simd::multiply_add(factors[r + 1], simd::load(matrix + (r + 1) * columns), other);
  }
  if (rows % 2 == 0)
    sum = simd::multiply_add(factors[rows - 1], simd::load(matrix + (rows - 1) * columns), sum);
  return sum + other;
}

/// out += the product of `rows` elements of the vector and a strip of `width` columns of the
/// matrix. Columns beyond the last whole vector are added to `tail`.
template <int rows>
void add_block(const float* vector, const float* matrix, Index columns, Index width, float* out,
               float* tail) noexcept {
  Vec factors[rows];
  for (int r = 0; r < rows; ++r) factors[r] = simd::broadcast(vector[r]);
  Index j = 0;
  for (; j + simd::width <= width; j += simd::width)
    simd::store(out + j, add_rows<rows>(factors, matrix + j, columns, simd::load(out + j)));
  if (j == width) return;
  const Index last = width - simd::width;
  simd::store(tail, add_rows<rows>(factors, matrix + last, columns, simd::load(tail)));
}

/// out += vector · a strip of columns, which is at least a SIMD vector wide. The last columns are
/// summed in a SIMD vector that overlaps the one before it.
void add_strip(const float* vector, Index rows, const float* matrix, Index columns, Index width,
               float* out) noexcept {
  float tail[simd::width] = {};
  Index k = 0;
  for (; k + rows_at_once <= rows; k += rows_at_once)
    add_block<rows_at_once>(vector + k, matrix + k * columns, columns, width, out, tail);
  for (; k < rows; ++k) add_block<1>(vector + k, matrix + k * columns, columns, width, out, tail);
  const Index rest = width % simd::width;
  for (Index j = simd::width - rest; j < simd::width; ++j) out[width - simd::width + j] += tail[j];
}

void add_narrow(const float* vector, Index rows, const float* matrix, Index columns,
                float* out) noexcept {
  for (Index k = 0; k < rows; ++k)
    for (Index j = 0; j < columns; ++j) out[j] += vector[k] * matrix[k * columns + j];
}

/// The products of `rows` rows of the matrix and the vector, up to the last whole SIMD vector.
template <int rows>
void add_products(const float* matrix, Index size, const float* vector, Vec* sums) noexcept {
  for (Index k = 0; k + simd::width <= size; k += simd::width) {
    const Vec factor = simd::load(vector + k);
    for (int r = 0; r < rows; ++r)
      sums[r] = simd::multiply_add(simd::load(matrix + r * size + k), factor, sums[r]);
  }
}

/// out_r += row r of the matrix · vector.
void add_outputs(const float* matrix, Index outputs, Index size, const float* vector,
                 float* out) noexcept {
  const Index whole = size / simd::width * simd::width;
  Index j = 0;
  for (; j < outputs; j += simd::width) {
    const float* rows = matrix + j * size;
    const Index count = std::min<Index>(simd::width, outputs - j);
    Vec sums[simd::width] = {};
    if (count == simd::width) {
      add_products<simd::width>(rows, size, vector, sums);
    } else {
      for (Index r = 0; r < count; ++r) add_products<1>(rows + r * size, size, vector, sums + r);
    }
    float results[simd::width];
    simd::store(results, simd::reduce_sums(sums));
    for (Index r = 0; r < count; ++r) {
      for (Index k = whole; k < size; ++k) results[r] += rows[r * size + k] * vector[k];
      out[j + r] += results[r];
    }
  }
}

}  // namespace

void gemv_nt(const float* matrix, Index outputs, Index size, const float* vector,
             float* out) noexcept {
  if (outputs * size < least_parallel) return add_outputs(matrix, outputs, size, vector, out);
  const auto pool = ThreadPool::shared();
  pool->parallel_for(pool->size(), [&](int i) noexcept {
    const Index begin = outputs * i / pool->size(), end = outputs * (i + 1) / pool->size();
    add_outputs(matrix + begin * size, end - begin, size, vector, out + begin);
  });
}

void gemv(const float* vector, Index rows, const float* matrix, Index columns,
          float* out) noexcept {
  if (columns < simd::width) return add_narrow(vector, rows, matrix, columns, out);
  if (rows * columns < least_parallel)
    return add_strip(vector, rows, matrix, columns, columns, out);
  const auto pool = ThreadPool::shared();
  const Index vectors = columns / simd::width, strips = std::min<Index>(pool->size(), vectors);
  pool->parallel_for(static_cast<int>(strips), [&](int i) noexcept {
    const Index begin = vectors * i / strips * simd::width;
    const Index end = i + 1 < strips ? vectors * (i + 1) / strips * simd::width : columns;
    add_strip(vector, rows, matrix + begin, columns, end - begin, out + begin);
  });
}

}  // namespace babble
