#include "core/math/gates.h"

#include <algorithm>

#include "core/math/packed_matrix.h"
#include "core/math/simd.h"

namespace babble {
namespace {

using simd::Vec;

// One vector of each row of a group of interleaved rows.
struct Block {
  Vec row[interleave];
};

Block load_rows(const float* from, Index width) noexcept {
  Block block;
  for (Index r = 0; r < interleave; ++r) block.row[r] = simd::load(from + r * width);
  return block;
}
void store_rows(float* to, Index width, const Block& block) noexcept {
  for (Index r = 0; r < interleave; ++r) simd::store(to + r * width, block.row[r]);
}
Block load_mixed(const float* from) noexcept {
  Block block;
  if constexpr (interleave == 1) {
    block.row[0] = simd::load(from);
  } else {
    const simd::Pair pair = simd::load_interleaved(from);
    block.row[0] = pair.first;
    block.row[interleave - 1] = pair.second;
  }
  return block;
}
void store_mixed(float* to, const Block& block) noexcept {
  if constexpr (interleave == 1) {
    simd::store(to, block.row[0]);
  } else {
    simd::store_interleaved(to, block.row[0], block.row[1]);
  }
}

/// Calls work(at, r, v) for each block: its offset in row-major operands, the first row, and the
/// offset of its columns in interleaved rows.
template <class Work>
void each_block(PanelSize size, const Work& work) noexcept {
  for (Index r = 0; r < size.rows; r += interleave) {
    for (Index v = 0; v < size.width; v += simd::width) {
      work(r * size.width + v, r, v * interleave);
    }
  }
}

template <class Function, class... Blocks>
Block apply(Function function, const Blocks&... blocks) noexcept {
  Block out;
  for (Index r = 0; r < interleave; ++r) out.row[r] = function(blocks.row[r]...);
  return out;
}

Vec sigmoid_slope(Vec out) noexcept { return out * (1.0f - out); }
Vec tanh_slope(Vec out) noexcept { return 1.0f - out * out; }

}  // namespace

void sigmoid_of(const float* in, Index size, float* out) noexcept {
  Index j = 0;
  for (; j + simd::width <= size; j += simd::width)
    simd::store(out + j, simd::sigmoid(simd::load(in + j)));
  if (j == size) return;
  float rest[simd::width] = {};
  std::copy(in + j, in + size, rest);
  simd::store(rest, simd::sigmoid(simd::load(rest)));
  std::copy(rest, rest + (size - j), out + j);
}

void gru_gates_forward(PanelSize size, float* z, float* r, ConstInterleaved h,
                       Interleaved product) noexcept {
  each_block(size, [&](Index at, Index row, Index column) {
    store_rows(z + at, size.width, apply(simd::sigmoid, load_rows(z + at, size.width)));
    const Block reset = apply(simd::sigmoid, load_rows(r + at, size.width));
    store_rows(r + at, size.width, reset);
    const Block before = load_mixed(h.values + row * h.stride + column);
    store_mixed(product.values + row * product.stride + column,
                apply([](Vec a, Vec b) { return a * b; }, reset, before));
  });
}

void gru_state_forward(PanelSize size, const float* z, float* c, ConstInterleaved h,
                       Interleaved out) noexcept {
  each_block(size, [&](Index at, Index row, Index column) {
    const Block candidate = apply(simd::tanh, load_rows(c + at, size.width));
    store_rows(c + at, size.width, candidate);
    const auto mix = [](Vec update, Vec before, Vec value) {
      return simd::multiply_add(update, before - value, value);
    };
    store_mixed(out.values + row * out.stride + column,
                apply(mix, load_rows(z + at, size.width),
                      load_mixed(h.values + row * h.stride + column), candidate));
  });
}

void gru_state_backward(PanelSize size, float* dh, float* z, float* c, ConstInterleaved h,
                        Interleaved dz, Interleaved dc) noexcept {
  each_block(size, [&](Index at, Index row, Index column) {
    const Block slope = load_rows(dh + at, size.width), update = load_rows(z + at, size.width),
                candidate = load_rows(c + at, size.width),
                before = load_mixed(h.values + row * h.stride + column);
    const Block update_slope =
        apply([](Vec d, Vec u, Vec b, Vec k) { return d * (b - k) * sigmoid_slope(u); }, slope,
              update, before, candidate);
    const Block candidate_slope =
        apply([](Vec d, Vec u, Vec k) { return d * (1.0f - u) * tanh_slope(k); }, slope, update,
              candidate);
    store_rows(dh + at, size.width, apply([](Vec d, Vec u) { return d * u; }, slope, update));
    store_rows(z + at, size.width, update_slope);
    store_rows(c + at, size.width, candidate_slope);
    store_mixed(dz.values + row * dz.stride + column, update_slope);
    store_mixed(dc.values + row * dc.stride + column, candidate_slope);
  });
}

void gru_reset_backward(PanelSize size, const float* dproduct, float* r, ConstInterleaved h,
                        float* dh, Interleaved dr) noexcept {
  each_block(size, [&](Index at, Index row, Index column) {
    const Block slope = load_rows(dproduct + at, size.width), reset = load_rows(r + at, size.width),
                before = load_mixed(h.values + row * h.stride + column);
    const Block reset_slope =
        apply([](Vec d, Vec g, Vec b) { return d * b * sigmoid_slope(g); }, slope, reset, before);
    store_rows(dh + at, size.width,
               apply(simd::multiply_add, slope, reset, load_rows(dh + at, size.width)));
    store_rows(r + at, size.width, reset_slope);
    store_mixed(dr.values + row * dr.stride + column, reset_slope);
  });
}

void lstm_forward(PanelSize size, LstmGates gates, const float* before, float* cell,
                  float* squashed, Interleaved h) noexcept {
  const Index width = size.width;
  each_block(size, [&](Index at, Index row, Index column) {
    const Block i = apply(simd::sigmoid, load_rows(gates.i + at, width)),
                c = apply(simd::tanh, load_rows(gates.c + at, width));
    store_rows(gates.i + at, width, i);
    store_rows(gates.c + at, width, c);
    const Block f = apply(simd::sigmoid, load_rows(gates.f + at, width));
    store_rows(gates.f + at, width, f);
    const Block sum =
        apply([](Vec forget, Vec old, Vec input,
                 Vec candidate) { return simd::multiply_add(forget, old, input * candidate); },
              f, load_rows(before + at, width), i, c);
    store_rows(cell + at, width, sum);
    const Block t = apply(simd::tanh, sum),
                o = apply(simd::sigmoid, load_rows(gates.o + at, width));
    store_rows(squashed + at, width, t);
    store_rows(gates.o + at, width, o);
    store_mixed(h.values + row * h.stride + column,
                apply([](Vec a, Vec b) { return a * b; }, o, t));
  });
}

void lstm_backward(PanelSize size, const float* dh, float* dcell, LstmGates gates,
                   const float* before, const float* squashed, LstmGates out,
                   Index stride) noexcept {
  const Index width = size.width;
  each_block(size, [&](Index at, Index row, Index column) {
    const Index to = row * stride + column;
    const auto keep = [&](float* gate, float* interleaved, const Block& slope) {
      store_rows(gate + at, width, slope);
      store_mixed(interleaved + to, slope);
    };
    const Block dstate = load_rows(dh + at, width), t = load_rows(squashed + at, width),
                o = load_rows(gates.o + at, width);
    keep(gates.o, out.o,
         apply([](Vec d, Vec a, Vec g) { return d * a * sigmoid_slope(g); }, dstate, t, o));
    const Block sum =
        apply([](Vec d, Vec g, Vec a,
                 Vec later) { return simd::multiply_add(d * g, tanh_slope(a), later); },
              dstate, o, t, load_rows(dcell + at, width));
    const Block i = load_rows(gates.i + at, width), c = load_rows(gates.c + at, width),
                f = load_rows(gates.f + at, width);
    const auto times_sigmoid = [](Vec d, Vec factor, Vec g) {
      return d * factor * sigmoid_slope(g);
    };
    keep(gates.i, out.i, apply(times_sigmoid, sum, c, i));
    keep(gates.f, out.f, apply(times_sigmoid, sum, load_rows(before + at, width), f));
    keep(gates.c, out.c,
         apply([](Vec d, Vec input, Vec a) { return d * input * tanh_slope(a); }, sum, i, c));
    store_rows(dcell + at, width, apply([](Vec d, Vec g) { return d * g; }, sum, f));
  });
}

}  // namespace babble
