// The transformer against a twin in double that is spelled out as loops, and that against finite
// differences.
#include "core/models/transformer/transformer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>

#include "core/base/error.h"
#include "core/models/registry.h"
#include "core/models/transformer/transformer_pass.h"
#include "core/random/torch_rng.h"
#include "core/training/trainer.h"
#include "support/finite_differences.h"

namespace babble {
namespace {

using testing::central_difference;
using testing::Double;

// One sequence after the other in the order of the formulas.
struct TransformerTwin {
  explicit TransformerTwin(const TransformerParameters& weights) : shape(weights.shape()) {
    for (const TensorView& tensor : weights.tensors()) {
      Double values(tensor.shape[0], tensor.shape.size() > 1 ? tensor.shape[1] : 1);
      std::copy(tensor.values.begin(), tensor.values.end(), values.data());
      tensors[tensor.name] = values;
    }
  }

  bool rms() const { return shape.norm == Norm::rms; }
  Double norm(Double x, const std::string& name) const {
    for (Eigen::Index r = 0; r < x.rows(); ++r) {
      auto row = x.row(r).array();
      if (!rms()) row -= row.mean();
      row /= std::sqrt(row.square().mean() + 1e-5);
      if (!rms())
        row = row * tensors.at(name + ".weight").transpose().array() +
              tensors.at(name + ".bias").transpose().array();
    }
    return x;
  }
  Double linear(const Double& x, const std::string& name) const {
    if (rms()) return x * tensors.at(name).transpose();
    Double y = x * tensors.at(name + ".weight").transpose();
    y.rowwise() += tensors.at(name + ".bias").transpose().row(0);
    return y;
  }
  Double attention(const Double& q, const Double& k, const Double& v) const {
    const Eigen::Index D = q.cols() / shape.heads;
    Double out(q.rows(), q.cols());
    for (Eigen::Index h = 0; h < shape.heads; ++h) {
      for (Eigen::Index i = 0; i < q.rows(); ++i) {
        Double weights(1, i + 1);
        for (Eigen::Index j = 0; j <= i; ++j)
          weights(0, j) = std::exp(q.row(i).segment(h * D, D).dot(k.row(j).segment(h * D, D)) /
                                   std::sqrt(static_cast<double>(D)));
        weights /= weights.sum();
        out.row(i).segment(h * D, D) = weights * v.block(0, h * D, i + 1, D);
      }
    }
    return out;
  }
  double activation(double z) const {
    if (shape.activation == Activation::relu) return std::max(z, 0.0);
    return 0.5 * z * (1 + std::tanh(std::sqrt(2 / 3.14159265358979) * (z + 0.044715 * z * z * z)));
  }
  Double logits(std::span<const TokenId> x) const {
    const Eigen::Index W = shape.width;
    Double stream(static_cast<Eigen::Index>(x.size()), W);
    for (Eigen::Index t = 0; t < stream.rows(); ++t)
      stream.row(t) =
          tensors.at(rms() ? "wte" : "transformer.wte.weight").row(x[static_cast<std::size_t>(t)]) +
          tensors.at(rms() ? "wpe" : "transformer.wpe.weight").row(t);
    if (rms()) stream = norm(stream, "");
    for (int i = 0; i < shape.layers; ++i) {
      const std::string block = (rms() ? "layer" : "transformer.h.") + std::to_string(i);
      Double n = norm(stream, block + ".ln_1"), attended;
      if (rms()) {
        attended = attention(linear(n, block + ".attn_wq"), linear(n, block + ".attn_wk"),
                             linear(n, block + ".attn_wv"));
      } else {
        const Double qkv = linear(n, block + ".attn.c_attn");
        attended = attention(qkv.leftCols(W), qkv.middleCols(W, W), qkv.rightCols(W));
      }
      stream += linear(attended, block + (rms() ? ".attn_wo" : ".attn.c_proj"));
      Double hidden =
          linear(norm(stream, block + ".ln_2"), block + (rms() ? ".mlp_fc1" : ".mlp.c_fc"));
      for (double& z : hidden.reshaped()) z = activation(z);
      stream += linear(hidden, block + (rms() ? ".mlp_fc2" : ".mlp.c_proj"));
    }
    if (rms()) return stream * tensors.at("lm_head").transpose();
    return norm(stream, "transformer.ln_f") * tensors.at("lm_head.weight").transpose();
  }
  double loss(std::span<const TokenId> x, std::span<const TokenId> y, std::size_t T) const {
    double sum = 0, count = 0;
    for (std::size_t begin = 0; begin < x.size(); begin += T) {
      const Double scores = logits(x.subspan(begin, T));
      for (std::size_t t = 0; t < T; ++t) {
        if (y[begin + t] == no_target) continue;
        const auto row = scores.row(static_cast<Eigen::Index>(t));
        sum += std::log(row.array().exp().sum()) - row[y[begin + t]];
        ++count;
      }
    }
    return sum / count;
  }

  TransformerShape shape;
  std::map<std::string, Double> tensors;
};

struct TransformerExample {
  TransformerShape shape;
  TransformerParameters weights;
  std::vector<TokenId> x, y;  // 3 sequences of T tokens

  // Widths and lengths that fill neither tiles nor vectors.
  explicit TransformerExample(Norm norm, Activation activation, int T = 5, int W = 6)
      : shape{.vocabulary_size = 7,
              .block_size = T,
              .width = W,
              .heads = 2,
              .layers = 2,
              .norm = norm,
              .activation = activation},
        weights(shape) {
    TorchRng generator(3);
    generator.fill_normal({weights.values().data(), static_cast<std::size_t>(weights.size())});
    weights.values() *= 1.5f / std::sqrt(static_cast<float>(W));
    for (int i = 0; i < 3 * T; ++i) {
      x.push_back(static_cast<TokenId>(generator.random_below(7)));
      y.push_back(static_cast<TokenId>(generator.random_below(7)));
    }
    // The second ends early, the third has a gap.
    for (int t = T / 2; t < T; ++t) y[static_cast<std::size_t>(T + t)] = no_target;
    y[static_cast<std::size_t>(2 * T)] = no_target;
  }
};

TEST(Transformer, GradientsAgreeWithFiniteDifferences) {
  for (const Norm norm : {Norm::layer, Norm::rms}) {
    for (const Activation activation : {Activation::gelu, Activation::relu}) {
      const TransformerExample example(norm, activation);
      const auto T = static_cast<std::size_t>(example.shape.block_size);
      TransformerPass pass(example.shape, 3, example.shape.block_size, true);
      pass.pack(example.weights);
      const double loss = pass.forward_and_backward(example.weights, example.x, example.y, 3);
      TransformerTwin twin(example.weights);
      EXPECT_NEAR(loss, twin.loss(example.x, example.y, T), 1e-6 * loss);
      for (const TensorView& gradient : pass.gradient().tensors()) {
        Double& values = twin.tensors[gradient.name];
        for (Eigen::Index i = 0; i < values.size(); ++i) {
          const double slope = central_difference(
              values.data()[i], [&] { return twin.loss(example.x, example.y, T); });
          ASSERT_NEAR(gradient.values[static_cast<std::size_t>(i)], slope,
                      3e-6 * std::max(1.0, std::abs(slope)))
              << gradient.name << ", value " << i;
        }
      }
    }
  }
}

TEST(Transformer, LogitsOfLongSequencesAgreeWithTheTwin) {
  for (const Norm norm : {Norm::layer, Norm::rms}) {
    for (const int T : {1, 16, 37, 70}) {
      const TransformerExample example(norm, Activation::gelu, T, 36);
      TransformerPass pass(example.shape, 3, T, false);
      pass.pack(example.weights);
      pass.forward(example.weights, example.x, 3);
      const TransformerTwin twin(example.weights);
      for (int b = 0; b < 3; ++b) {
        const Double wanted = twin.logits(std::span(example.x).subspan(
            static_cast<std::size_t>(b * T), static_cast<std::size_t>(T)));
        EXPECT_LT((pass.logits(b).cast<double>() - wanted).cwiseAbs().maxCoeff(),
                  2e-6 * wanted.cwiseAbs().maxCoeff());
      }
    }
  }
}

TEST(Transformer, ThreadsDoNotChangeABit) {
  const TransformerExample example(Norm::layer, Activation::gelu, 70, 36);
  TransformerPass one(example.shape, 3, 70, true), three(example.shape, 3, 70, true);
  three.set_threads(3);
  for (TransformerPass* pass : {&one, &three}) pass->pack(example.weights);
  EXPECT_EQ(one.forward_and_backward(example.weights, example.x, example.y, 3),
            three.forward_and_backward(example.weights, example.x, example.y, 3));
  EXPECT_EQ(one.gradient().values(), three.gradient().values());
}

std::vector<float> next_logits(const Transformer& model, std::span<const TokenId> text) {
  const auto state = model.initial_state();
  for (const TokenId token : text) model.feed(*state, token);
  std::vector<float> logits(static_cast<std::size_t>(model.vocabulary_size()));
  model.next_logits(*state, logits);
  return logits;
}

// Inside the block one token at a time gives what the pass over all gives. Beyond it the model
// knows what it would know had it read the last half of the block and what followed.
TEST(Transformer, OneTokenAtATimeIsTheSameNetwork) {
  for (const Norm norm : {Norm::layer, Norm::rms}) {
    const TransformerExample example(norm, Activation::gelu, 10, 12);
    const Transformer model(example.weights);
    TransformerPass pass(example.shape, 3, 10, false);
    pass.pack(example.weights);
    pass.forward(example.weights, example.x, 3);
    const std::span<const TokenId> text(example.x);
    for (std::size_t t = 0; t < 10; ++t) {
      const std::vector<float> logits = next_logits(model, text.first(t + 1));
      for (Eigen::Index j = 0; j < 7; ++j)
        EXPECT_NEAR(logits[static_cast<std::size_t>(j)],
                    pass.logits(0)(static_cast<Eigen::Index>(t), j), 4e-5);
    }
    EXPECT_EQ(next_logits(model, text.first(13)), next_logits(model, text.subspan(5, 8)));
  }
}

TEST(Transformer, TracesItsAttentionAndWhatEachBlockExpects) {
  for (const Norm norm : {Norm::layer, Norm::rms}) {
    const TransformerExample example(norm, Activation::gelu, 9, 12);
    const std::span<const TokenId> text = std::span(example.x).first(7);
    const AttentionTrace trace = Transformer(example.weights).trace_attention(text);
    ASSERT_EQ(trace.length, 7);
    ASSERT_EQ(trace.weights.size(), 2u * 2 * 7 * 7);
    ASSERT_EQ(trace.logits.size(), 2u * 7 * 7);
    TransformerTwin twin(example.weights);
    TransformerPass pass(example.shape, 1, 7, true);
    pass.pack(example.weights);
    pass.forward(example.weights, text, 1);
    for (int layer = 0; layer < 2; ++layer) {
      twin.shape.layers = layer + 1;  // as if this block were the last
      const Double wanted = twin.logits(text);
      const float* logits = trace.logits.data() + layer * 49;
      for (int i = 0; i < 49; ++i)
        EXPECT_NEAR(logits[i], wanted(i / 7, i % 7), 1e-5 * wanted.cwiseAbs().maxCoeff());
      for (int head = 0; head < 2; ++head) {
        const Matrix expected = pass.attention(layer, 0, head);
        const float* weights = trace.weights.data() + (layer * 2 + head) * 49;
        for (int query = 0; query < 7; ++query) {
          float sum = 0;
          for (int key = 0; key < 7; ++key) {
            EXPECT_EQ(weights[query * 7 + key], expected(query, key));
            EXPECT_EQ(weights[query * 7 + key] == 0, key > query);
            sum += weights[query * 7 + key];
          }
          EXPECT_NEAR(sum, 1, 1e-5);
        }
      }
    }
  }
}

TEST(Transformer, AHeadThatIsLeftOutAddsNothing) {
  for (const Norm norm : {Norm::layer, Norm::rms}) {
    const TransformerExample example(norm, Activation::gelu, 9, 12);
    const std::span<const TokenId> text = std::span(example.x).first(7);
    const Transformer model(example.weights);
    const int off[] = {1, 2, 99, -1};  // of two blocks with two heads each
    const AttentionTrace trace = model.without_heads(off)->trace_attention(text);
    TransformerTwin twin(example.weights);
    const Eigen::Index half = example.shape.width / 2;
    const auto projection = [&](int block) -> Double& {
      const std::string number = std::to_string(block);
      return twin.tensors.at(norm == Norm::rms ? "layer" + number + ".attn_wo"
                                               : "transformer.h." + number + ".attn.c_proj.weight");
    };
    projection(0).rightCols(half).setZero();
    projection(1).leftCols(half).setZero();
    const Double wanted = twin.logits(text);
    const float* logits = trace.logits.data() + 49;
    for (int i = 0; i < 49; ++i)
      EXPECT_NEAR(logits[i], wanted(i / 7, i % 7), 1e-5 * wanted.cwiseAbs().maxCoeff());
    EXPECT_EQ(model.without_heads({})->trace_attention(text).logits,
              model.trace_attention(text).logits);
  }
}

TEST(Transformer, NllScoresEachTokenOnceWithItsContext) {
  const TransformerExample example(Norm::layer, Activation::gelu, 6, 12);
  const Transformer model(example.weights);
  const auto nll_after = [&](std::span<const TokenId> context, TokenId next) {
    const std::vector<float> logits = next_logits(model, context);
    return log_sum_exp(logits) - static_cast<double>(logits[next]);
  };
  // Lines of 3, 9 and 1 tokens: the second is longer than the block.
  const std::vector<TokenId> stream{0, 3, 1, 2, 0, 1, 2, 3, 4, 5, 6, 1, 1, 2, 0, 4, 0};
  double sum = 0;
  const std::span<const TokenId> all(stream);
  for (std::size_t i = 0; i + 1 < stream.size(); ++i) {
    // In the long line, the first 6 are read from its beginning, then 3 more after 3.
    const std::size_t begin = i < 4 ? 0 : i < 10 ? 4 : i < 13 ? 7 : i < 14 ? 10 : i < 16 ? 14 : 16;
    sum += nll_after(all.subspan(begin, i + 1 - begin), stream[i + 1]);
  }
  EXPECT_NEAR(model.nll(stream, CorpusKind::lines), sum / 16, 1e-6);
}

TEST(Transformer, RefusesWhatCannotBe) {
  const ModelInfo& info = model_info(model_kind("transformer"));
  const auto refused = [&](const std::vector<const char*>& pairs) {
    Settings settings = info.defaults;
    for (const char* pair : pairs) set_setting(settings, pair);
    EXPECT_THROW(info.check_settings(settings), Error) << pairs[0];
  };
  refused({"heads=5"});
  refused({"batch_size=0"});
  // Too much for a mini-batch, found out before memory is asked for.
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "to be or not to be ";
  Settings settings = info.defaults;
  settings.split = Split{.train = 1, .dev = 0, .test = 0};
  for (const char* pair : {"batch_size=4", "time_steps=4096", "heads=64", "batching=random"})
    set_setting(settings, pair);
  const auto corpus = std::make_shared<const Corpus>(Corpus::from_text(text, settings, "to be"));
  EXPECT_THROW(Trainer(corpus, model_kind("transformer"), settings), Error);
}

// `lines` is the default, and a text without any is read in windows.
TEST(Transformer, LearnsRunningText) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "to be or not to be that is the question ";
  Settings settings = model_info(model_kind("transformer")).defaults;
  settings.split = Split{.train = 1, .dev = 0, .test = 0};
  settings.width = 16;
  settings.layers = 1;
  settings.learning_rate = 0.01;
  const auto corpus = std::make_shared<const Corpus>(Corpus::from_text(text, settings, "to be"));
  ASSERT_EQ(corpus->kind(), CorpusKind::text);
  Trainer trainer(corpus, model_kind("transformer"), settings);
  while (trainer.steps() < 200) trainer.step();
  EXPECT_LT(trainer.model().nll(corpus->tokens(Part::train), CorpusKind::text), 0.8);
}

}  // namespace
}  // namespace babble
