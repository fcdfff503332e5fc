#include "core/models/transformer/transformer_parameters.h"

#include <string>

namespace babble {
namespace {

// Tensors of a block, and before the first.
constexpr int makemore_first = 2, makemore_block = 12, microgpt_first = 3, microgpt_block = 6;

std::vector<TensorSpec> makemore_layout(const TransformerShape& shape) {
  const int V = shape.vocabulary_size, W = shape.width;
  std::vector<TensorSpec> specs{{"transformer.wte.weight", {V, W}},
                                {"transformer.wpe.weight", {shape.block_size, W}}};
  const auto add = [&](const std::string& name, std::vector<int> weight) {
    const int out = weight[0];
    specs.push_back({name + ".weight", std::move(weight)});
    specs.push_back({name + ".bias", {out}});
  };
  for (int i = 0; i < shape.layers; ++i) {
    const std::string block = "transformer.h." + std::to_string(i);
    add(block + ".ln_1", {W});
    add(block + ".attn.c_attn", {3 * W, W});
    add(block + ".attn.c_proj", {W, W});
    add(block + ".ln_2", {W});
    add(block + ".mlp.c_fc", {4 * W, W});
    add(block + ".mlp.c_proj", {W, 4 * W});
  }
  add("transformer.ln_f", {W});
  specs.push_back({"lm_head.weight", {V, W}});
  return specs;
}

std::vector<TensorSpec> microgpt_layout(const TransformerShape& shape) {
  const int V = shape.vocabulary_size, W = shape.width;
  std::vector<TensorSpec> specs{
      {"wte", {V, W}}, {"wpe", {shape.block_size, W}}, {"lm_head", {V, W}}};
  for (int i = 0; i < shape.layers; ++i) {
    const std::string block = "layer" + std::to_string(i);
    for (const char* name : {".attn_wq", ".attn_wk", ".attn_wv", ".attn_wo"})
      specs.push_back({block + name, {W, W}});
    specs.push_back({block + ".mlp_fc1", {4 * W, W}});
    specs.push_back({block + ".mlp_fc2", {W, 4 * W}});
  }
  return specs;
}

}  // namespace

std::vector<TensorSpec> TransformerParameters::layout(const TransformerShape& shape) {
  return shape.norm == Norm::layer ? makemore_layout(shape) : microgpt_layout(shape);
}

int TransformerShape::outputs(int i) const {
  constexpr int widths[] = {3, 1, 4, 1};
  return i == head() ? vocabulary_size : widths[i % 4] * width;
}

int TransformerShape::inputs(int i) const {
  return (i < head() && i % 4 == output ? 4 : 1) * width;
}

TransformerParameters::Tensors TransformerParameters::tensors_of(int i) const {
  const int block = i / 4, part = i % 4;
  if (shape_.norm == Norm::rms) {
    if (i == shape_.head()) return {2, -1, -1, -1};
    // wq, wk and wv lie one after the other and are one 3W×W matrix.
    constexpr int places[] = {0, 3, 4, 5};
    return {microgpt_first + microgpt_block * block + places[part], -1, -1, -1};
  }
  const int first = makemore_first + makemore_block * block;
  if (i == shape_.head()) return {first + 2, -1, first, first + 1};
  constexpr int places[] = {2, 4, 8, 10};
  const int weight = first + places[part];
  if (part == TransformerShape::projection || part == TransformerShape::output)
    return {weight, weight + 1, -1, -1};
  return {weight, weight + 1, weight - 2, weight - 1};
}

LinearWeights TransformerParameters::linear(int i) const {
  const auto at = [&](int tensor) {
    return tensor < 0 ? nullptr : row(static_cast<std::size_t>(tensor)).data();
  };
  const Tensors tensors = tensors_of(i);
  return {at(tensors.weight), at(tensors.bias), at(tensors.gain), at(tensors.shift)};
}

LinearGradient TransformerParameters::linear(int i) {
  const auto at = [&](int tensor) {
    return tensor < 0 ? nullptr : row(static_cast<std::size_t>(tensor)).data();
  };
  const Tensors tensors = tensors_of(i);
  return {at(tensors.weight), at(tensors.bias), at(tensors.gain), at(tensors.shift)};
}

}  // namespace babble
