// Micro-benchmarks of the kernels, for whoever works on them (Google Benchmark, libbenchmark-dev):
//   cmake --build build/native --target babble_microbench && build/native/babble_microbench
// No test runs them. How fast whole training steps are is what `babble bench` measures.
#include <benchmark/benchmark.h>

#include <random>

#include "core/bench/peak.h"
#include "core/data/builtin_corpora.h"
#include "core/data/corpus.h"
#include "core/data/counts.h"
#include "core/math/simd.h"
#include "core/math/softmax.h"
#include "core/models/rnn/rnn_pass.h"
#include "core/random/torch_rng.h"
#include "core/training/optimizer.h"
#include "core/training/sampler.h"

namespace babble {
namespace {

constexpr int V = 28, B = 32, T = 35;

std::vector<float> random_values(std::size_t count, float size) {
  std::mt19937 generator(1);
  std::uniform_real_distribution<float> distribution(-size, size);
  std::vector<float> values(count);
  for (float& value : values) value = distribution(generator);
  return values;
}

std::vector<TokenId> random_tokens(std::size_t count) {
  std::mt19937 generator(2);
  std::vector<TokenId> tokens(count);
  for (TokenId& token : tokens) token = static_cast<TokenId>(generator() % V);
  return tokens;
}

void count_operations(benchmark::State& state, double each) {
  state.counters["flops"] = benchmark::Counter(each, benchmark::Counter::kIsIterationInvariantRate,
                                               benchmark::Counter::kIs1000);
}

void peak(benchmark::State& state) {
  double rate = 0;
  for (auto _ : state) rate = measure_peak(0.005);
  state.counters["flops"] = rate;
}
BENCHMARK(peak);

// The products of a mini-batch: 2H² + 2HV operations a token forward, twice as many backward.
void rnn_forward(benchmark::State& state) {
  const int H = static_cast<int>(state.range(0));
  TorchRng generator(3);
  const Rnn model(V, H, generator);
  RnnPass training(V, H, B, T);
  const auto x = random_tokens(B * T);
  for (auto _ : state) training.forward(model.weights(), x);
  count_operations(state, 2.0 * B * T * H * (H + V));
}
BENCHMARK(rnn_forward)->RangeMultiplier(2)->Range(64, 512);

void rnn_backward(benchmark::State& state) {
  const int H = static_cast<int>(state.range(0));
  TorchRng generator(3);
  const Rnn model(V, H, generator);
  RnnPass training(V, H, B, T);
  const auto x = random_tokens(B * T), y = random_tokens(B * T);
  for (auto _ : state) {
    state.PauseTiming();
    training.forward(model.weights(), x);
    state.ResumeTiming();
    benchmark::DoNotOptimize(training.backward(model.weights(), y));
  }
  count_operations(state, 4.0 * B * T * H * (H + V));
}
BENCHMARK(rnn_backward)->RangeMultiplier(2)->Range(64, 512);

void update(benchmark::State& state) {
  const int H = static_cast<int>(state.range(0));
  TorchRng generator(3);
  Rnn model(V, H, generator);
  RecurrentParameters gradient = model.weights();
  for (auto _ : state) {
    sgd_step(model.weights(), gradient, 1e-6, clip_scale(gradient_norm(gradient), 1));
  }
  state.SetItemsProcessed(state.iterations() * gradient.size());
}
BENCHMARK(update)->Arg(64)->Arg(512);

void tanh_of_states(benchmark::State& state) {
  auto values = random_values(B * 512, 3);
  for (auto _ : state) {
    for (std::size_t i = 0; i < values.size(); i += simd::width) {
      simd::store(&values[i], simd::tanh(simd::load(&values[i])));
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}
BENCHMARK(tanh_of_states);

void softmax_of_rows(benchmark::State& state) {
  const int size = static_cast<int>(state.range(0));
  const auto scores = random_values(static_cast<std::size_t>(size), 5);
  std::vector<float> probabilities(scores.size());
  for (auto _ : state) {
    softmax(scores, probabilities);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * size);
}
BENCHMARK(softmax_of_rows)->Arg(27)->Arg(1000);

std::string names() {
  std::string text;
  while (text.size() < (1u << 20)) text += builtin_names();
  return text;
}

void counting_pairs(benchmark::State& state) {
  Settings settings;
  settings.split = Split{.train = 1, .dev = 0, .test = 0};
  const Corpus corpus = Corpus::from_text(names(), settings, "names");
  for (auto _ : state) {
    benchmark::DoNotOptimize(count_bigrams(corpus.tokens(Part::train), corpus.vocabulary().size()));
  }
  state.SetItemsProcessed(state.iterations() * std::ssize(corpus.tokens(Part::train)));
}
BENCHMARK(counting_pairs);

void opening_names(benchmark::State& state) {
  const std::string text = names();
  for (auto _ : state) benchmark::DoNotOptimize(Corpus::from_text(text, Settings{}, "names"));
  state.SetBytesProcessed(state.iterations() * std::ssize(text));
}
BENCHMARK(opening_names);

void sampling(benchmark::State& state) {
  const int H = static_cast<int>(state.range(0));
  const Corpus corpus = Corpus::from_text(builtin_names(), Settings{}, "names");
  TorchRng generator(3);
  const Rnn model(corpus.vocabulary().size(), H, generator);
  SampleOptions options;
  options.count = 1;
  options.length = 200;
  for (auto _ : state) {
    benchmark::DoNotOptimize(sample(model, corpus.vocabulary(), CorpusKind::text, options));
  }
  state.SetItemsProcessed(state.iterations() * options.length);
}
BENCHMARK(sampling)->Arg(128)->Arg(512);

}  // namespace
}  // namespace babble

BENCHMARK_MAIN();
