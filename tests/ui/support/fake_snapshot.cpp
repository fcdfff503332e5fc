#include "fake_snapshot.h"

#include <cmath>
#include <limits>
#include <random>

#include "app/views/batch_inspector.h"
#include "core/base/utf8.h"
#include "core/models/registry.h"

namespace babble::test {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void fill_counts(app::Snapshot& s, int size) {
  std::mt19937 random(7);
  s.counts.size = size;
  s.counts.revision = 1;
  std::vector<std::int64_t>& counts = s.counts.counts.edit();
  counts.resize(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
  for (auto& count : counts) {
    const auto draw = random() % 1000;
    count = draw < 200 ? 0 : static_cast<std::int64_t>(draw * draw / 400);
    s.counts.total += count;
  }
  counts[1] = 5438;  // ".a"
}

void fill_corpus(app::Snapshot& s, std::vector<std::string> tokens) {
  s.corpus.name = "names.txt";
  s.corpus.kind = s.corpus.prepared_as = "lines";
  s.corpus.lines = 32033;
  s.corpus.characters = 228146;
  s.corpus.display = tokens;
  std::vector<std::int64_t> token_counts;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    token_counts.push_back(static_cast<std::int64_t>(1000 + 37 * (i % 9)));
  }
  s.corpus.token_counts = std::move(token_counts);
  s.corpus.tokens = std::move(tokens);
  s.corpus.train_tokens = 182517;
  s.corpus.dev_tokens = 22815;
  s.corpus.test_tokens = 22814;
  s.corpus.preview = "emma\nolivia\nava\nisabella\nsophia\n";
  s.corpus.revision = 1;
}

std::vector<std::string> letters() {
  std::vector<std::string> tokens{"."};
  for (char c = 'a'; c <= 'z'; ++c) tokens.emplace_back(1, c);
  return tokens;
}

void fill_samples(app::ModelView& model, std::int64_t step) {
  std::vector<app::Sample>& samples = model.samples.edit();
  for (const char* name : {"mor.", "axx.", "minaymoryles.", "kondlaisah.", "anchshizarie.",
                           "odaren.", "iaddash.", "h.", "jhinatien.", "egushl."}) {
    samples.push_back({step, name});
  }
}

void train(app::Snapshot& s, ModelKind kind, int steps, double from, double to) {
  app::ModelView& model = s.models[kind.index()];
  model.exists = true;
  model.steps = steps;
  model.parameters = 729;
  model.loss = to;
  model.nll = {to, to + 0.01, to + 0.02};
  model.evaluated_at = steps;
  model.tokens_per_second = 500000;
  model.seconds_trained = 12;
  std::vector<double> x, loss, norm, clipped;
  for (int i = 1; i <= 1000; ++i) {
    const double share = 1 - std::exp(-i / 90.0);
    x.push_back(i * steps / 1000.0);
    loss.push_back(from + (to - from) * share + 0.02 * std::sin(i * 1.7));
    norm.push_back(0.5 + 1.5 * std::fabs(std::sin(i * 0.7)));
    clipped.push_back(std::min(1.0, norm.back()));
  }
  model.loss_curve = {x, loss};
  if (kind == model_kind("rnn")) {
    model.gradient_norm = {x, norm};
    model.clipped_norm = {x, clipped};
    std::vector<double> epochs, nll;
    model.steps_per_epoch = 50;
    model.epochs = steps / 50;
    model.clipped_share = 0.42;
    for (int i = 1; i <= 40; ++i) {
      epochs.push_back(i);
      nll.push_back(from + (to - from) * (1 - std::exp(-i / 6.0)));
    }
    model.epoch_nll = {epochs, nll};
  }
  fill_samples(model, steps);
  std::vector<app::Sample>& trail = model.sample_trail.edit();
  for (int i = 0; i < 12; ++i) trail.push_back({i * i * 10, "anchshizarie."});
  model.revision = 1;
}

void fill_matrices(app::Snapshot& s, int size) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal;
  for (app::MatrixView* matrix : {&s.neural_weights, &s.log_probabilities}) {
    matrix->rows = matrix->columns = size;
    matrix->revision = 1;
    std::vector<float>& values = matrix->values.edit();
    values.resize(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
    for (float& value : values) value = normal(random) - 3;
  }
  s.log_probabilities.values.edit()[5] = -std::numeric_limits<float>::infinity();
}

void fill_hidden(app::Snapshot& s) {
  s.hidden.text = "isabella";
  std::vector<std::string>& display = s.hidden.display.edit();
  for (const char c : s.hidden.text) display.emplace_back(1, c);
  const auto length = s.hidden.display.size();
  s.hidden.states.rows = static_cast<int>(length);
  s.hidden.states.columns = 64;
  s.hidden.states.revision = 1;
  std::vector<float>& values = s.hidden.states.values.edit();
  for (std::size_t i = 0; i < length * 64; ++i) {
    values.push_back(std::sin(static_cast<float>(i) * 0.37f));
  }
  s.hidden.next.edit().assign(length, {{"a", 0.5f}, {"n", 0.2f}, {".", 0.1f}});
}

void fill_attention(app::Snapshot& s) {
  s.attention.text = "anna";
  s.attention.display = {"a", "n", "n", "a"};
  s.attention.layers = 2;
  s.attention.heads = 3;
  s.attention.revision = 1;
  std::vector<float> weights;
  for (int map = 0; map < 6; ++map)
    for (int query = 0; query < 4; ++query)
      for (int key = 0; key < 4; ++key)
        weights.push_back(key > query ? 0.0f : (key == map % (query + 1) ? 0.7f : 0.1f));
  s.attention.weights = weights;
  s.attention.after = std::vector<std::vector<app::HiddenStateView::Guess>>(
      8, {{"a", 0.5f}, {"n", 0.2f}, {".", 0.1f}});
}

void fill_reach(app::Snapshot& s) {
  std::vector<double> x, slow, fast;
  for (int d = 0; d < 20; ++d) {
    x.push_back(d);
    slow.push_back(0.5 * std::pow(0.8, d));
    fast.push_back(0.5 * std::pow(0.3, d));
  }
  s.reach = std::vector<app::ReachView>{{model_kind("rnn"), {x, fast}, {}},
                                        {model_kind("lstm"), {x, fast}, {x, slow}}};
}

void fill_mlp(app::Snapshot& s) {
  app::EmbeddingView& embedding = s.embedding;
  embedding.kind = model_kind("mlp");
  embedding.dimensions = 10;
  embedding.share = 0.42;
  embedding.run = embedding.revision = 1;
  embedding.display = {".", "a", "b", "e"};
  embedding.points = {0.0f, 0.0f, 1.0f, 0.5f, -1.0f, 0.25f, 0.75f, -0.5f};
  using Neighbours = std::vector<app::EmbeddingView::Neighbour>;
  embedding.neighbours = std::vector<Neighbours>{
      {{3, 0.9f}}, {{3, 1.0f}, {0, 1.1f}}, {{0, 1.0f}}, {{0, 0.9f}, {1, 1.0f}}};
  app::ActivationView& units = s.activations;
  units.values.rows = 3;
  units.values.columns = 5;
  units.values.revision = 1;
  units.values.values = {0.1f,   -0.2f, 0.3f,  0.995f, 0,     1,      1, 1,
                         0.999f, 1,     -0.5f, 0.5f,   0.98f, -0.99f, 0};
  std::vector<double> centres, shares;
  for (int i = 0; i < 10; ++i) {
    centres.push_back(-0.9 + 0.2 * i);
    shares.push_back(i == 9 ? 0.4 : 0.06);
  }
  units.centres = centres;
  units.shares = shares;
  units.saturated = 0.534;
  units.dead = 1;
  s.second_text = {
      .text = "wells.txt",
      .name = "wells.txt",
      .pairs = 5000,
      .unknown = 12,
      .scores = std::vector<app::SecondTextView::Score>{{model_kind("count"), 2.75, 5000},
                                                        {model_kind("rnn"), 2.25, 4096}},
      .error = {}};
  s.window.text = "ab";
  s.window.display = {".", "a", "b", "e"};
  s.window.revision = 1;
  app::WindowView::Example example{
      {0, 0, 1}, 2, 1.25, {}, {}, {0.1f, 0.2f, 0.3f, 0.4f}, {}, {}, {0.1f, 0.2f, -0.7f, 0.4f}};
  for (int i = 0; i < 6; ++i) example.embeddings.push_back(static_cast<float>(i) - 2.5f);
  example.d_embeddings = {0.01f, -0.02f, 0, 0, 0, 0.04f};
  example.hidden = {1, -1, 0.5f};
  example.d_arguments = {0, 0, 0.25f};
  s.window.examples = std::vector{example, example};
  s.window.examples.edit()[1].window = {0, 1, 2};
  s.window.examples.edit()[1].next = 0;
  s.window.examples.edit()[1].loss = 2.5;
}

void fill_ngrams(app::Snapshot& s) {
  auto view = std::make_shared<app::NgramView>();
  view->bytes = view->all_bytes = 228145;
  view->revision = 1;
  for (std::size_t i = 0; i < 3; ++i) {
    app::NgramOrderView& order = view->orders[i];
    order.alpha = 1.044 - 0.3 * static_cast<double>(i);
    order.intercept = 9;
    order.first_rank = 10;
    order.last_rank = order.distinct = 400;
    order.total = 30000;
    for (int rank = 1; rank <= 400; ++rank) {
      order.ranks.push_back(rank);
      order.counts.push_back(std::round(8000 / std::pow(rank, order.alpha)));
      order.names.emplace_back(i + 1, static_cast<char>('a' + rank % 26));
      if (rank <= 30)
        order.top.push_back({order.names.back(), static_cast<std::int64_t>(order.counts.back())});
    }
  }
  view->asked = "qx";
  view->estimates = {{"x", "", 135, 73101, 0.0018, 0.0019}, {"x", "q", 0, 98, 0, 0.00002}};
  s.ngrams = std::move(view);
}

void fill_orders(app::Snapshot& s) {
  auto view = std::make_shared<app::GramOrdersView>();
  view->orders = {{1, 27, 432, 2.82, 2.82, 0},
                  {27, 627, 10032, 2.45, 2.46, 0},
                  {602, 6063, 97008, 2.21, 2.24, 0.0002},
                  {5686, 24783, 396528, 2.09, 2.2, 0.0059},
                  {22135, 50219, 803504, 2.16, 2.36, 0.0448}};
  view->context = "er";
  view->counts = std::vector<std::int64_t>(27, 2);
  view->counts.edit()[1] = 98;
  view->probabilities = std::vector<float>(27, 3.0f / 177);
  view->probabilities.edit()[1] = 99.0f / 177;
  s.orders = std::move(view);
}

void save_run(app::Snapshot& s, const char* name, ModelKind kind, bool automatic) {
  auto run = std::make_shared<app::SavedRun>();
  run->id = s.saved_runs.size() + 1;
  run->name = name;
  run->automatic = automatic;
  run->kind = kind;
  run->settings = model_info(kind).defaults;
  run->corpus = s.corpus.name;
  run->corpus_fingerprint = s.corpus.fingerprint;
  run->parameters = 7643;
  run->steps = run->evaluated_at = 400;
  run->loss = 2.4;
  run->nll = {2.4, 2.41, 2.42};
  run->seconds_trained = 7;
  std::vector<double> x, y;
  for (int i = 1; i <= 400; ++i) {
    x.push_back(i);
    y.push_back(2.4 + 0.9 * std::exp(-i / 50.0));
  }
  run->loss_curve = {x, y};
  run->samples = {{400, "olivia."}, {400, "emma."}};
  run->can_restore = kind != model_kind("count");
  s.saved_runs.edit().push_back(std::move(run));
}

void fill_batches(app::Snapshot& s, const app::InspectBatch& look) {
  std::vector<TokenId> tokens(5000);
  for (std::size_t i = 0; i < tokens.size(); ++i)
    tokens[i] = static_cast<TokenId>((i * i + i / 7) % s.corpus.tokens.size());
  s.batches = std::make_shared<const app::BatchesView>(app::inspect_batch(look, tokens));
  s.coverage.epochs = 1000;
  s.coverage.covered.x = s.coverage.begins.x = std::vector<double>{0, 1, 2, 3};
  s.coverage.covered.y = std::vector<double>{0.25, 1, 1, 0.5};
  s.coverage.begins.y = std::vector<double>{1, 0.9, 1.1, 0};
}

void fill_example(app::Snapshot& s) {
  app::ExampleView& e = s.example;
  const auto size = s.corpus.display.size();
  e.current = 1;
  e.next = 14;
  e.step = 300;
  e.rate = 50;
  e.loss = 1.8;
  e.loss_after = 0;
  e.count = 1382;
  e.row = 9000;
  e.pairs = s.counts.total;
  std::vector<float> logits, counts, probabilities, gradient, update, mean_gradient;
  for (std::size_t j = 0; j < size; ++j) {
    logits.push_back(std::sin(static_cast<float>(j)));
    counts.push_back(std::exp(logits.back()));
    probabilities.push_back(1.0f / static_cast<float>(size));
    gradient.push_back(probabilities.back() - (j == 14 ? 1.0f : 0.0f));
    update.push_back(-50 * gradient.back());
    mean_gradient.push_back(0.001f * logits.back());
  }
  e.logits = logits;
  e.counts = counts;
  e.probabilities = probabilities;
  e.gradient = gradient;
  e.update = update;
  e.mean_gradient = mean_gradient;
  auto view = std::make_shared<app::SmoothingView>();
  for (int i = -8; i <= 24; ++i) {
    view->k.push_back(std::pow(10, i / 4.0));
    view->k_train.push_back(2.45 + 0.85 / (1 + std::exp(12 - i)));
    view->k_dev.push_back(view->k_train.back() + 0.01);
  }
  view->l2 = view->k;
  view->l2_train = view->k_dev;
  view->l2_dev = view->k_train;
  s.smoothing = std::move(view);
}

app::Snapshot counted(std::vector<std::string> tokens) {
  app::Snapshot s;
  s.revision = 1;
  const auto size = static_cast<int>(tokens.size());
  fill_corpus(s, std::move(tokens));
  if (size <= 256) fill_counts(s, size);
  for (const ModelKind kind : model_kinds()) {
    app::ModelView& model = s.models[kind.index()];
    model.kind = kind;
    model.settings = model_info(kind).defaults;
    model.landmarks = {std::log(static_cast<double>(size)), 2.4546};
    model.nll = {unknown, unknown, unknown};
    model.loss = unknown;
  }
  app::ModelView& count = s.models[0];
  count.exists = true;
  fill_batches(s, app::InspectBatch{});
  count.parameters = size * size;
  count.nll = {2.4546, 2.4580, 2.4601};
  fill_samples(count, 0);
  return s;
}

}  // namespace

app::Snapshot first_snapshot() { return counted(letters()); }

app::Snapshot fake_snapshot() {
  app::Snapshot s = counted(letters());
  train(s, model_kind("neural"), 300, 3.77, 2.47);
  train(s, model_kind("rnn"), 2000, 3.2958, 2.05);
  fill_matrices(s, s.counts.size);
  fill_hidden(s);
  fill_attention(s);
  fill_mlp(s);
  fill_reach(s);
  save_run(s, "small steps", model_kind("rnn"), false);
  save_run(s, "Neural bigram 1", model_kind("neural"), true);
  fill_ngrams(s);
  fill_orders(s);
  fill_example(s);
  s.sample_step.so_far = "ann";
  s.sample_step.row = s.sample_step.chosen = 14;
  std::vector<float>& sums = s.sample_step.sums.edit();
  for (std::size_t i = 0; i < 27; ++i) sums.push_back(static_cast<float>(i + 1) / 27);
  s.sample_step.drawn = 14.3 / 27;
  s.sample_step.draws = 17;
  s.sample_step.seed = 2147483647;
  s.sample_step.finished = {"mor.", "axx.", "minaymoryles."};
  s.word.word = "andrejq";
  std::vector<app::WordRow>& rows = s.word.rows.edit();
  for (const char* pair : {".a", "an", "nd", "dr", "re", "ej"}) {
    rows.push_back({pair, 0.12, std::log(0.12)});
  }
  const double never = -std::numeric_limits<double>::infinity();
  rows.push_back({"jq", 0, never});
  rows.push_back({"q.", 0.1, std::log(0.1)});
  s.word.log_likelihood = never;
  s.word.nll = s.word.perplexity = -never;
  s.presets.edit().push_back({"makemore-names", "Names by counting", "makemore part 1",
                              "Look at mor.", "makemore's names.txt (32,033 names)", true,
                              model_kind("count")});
  s.preset.id = "makemore-names";
  s.preset.rows = {{"NLL", "2.4540", "2.4540", true}, {"names", "mor. axx.", "", false}};
  return s;
}

app::Snapshot wide_snapshot(int vocabulary) {
  std::vector<std::string> tokens;
  for (int i = 0; i < vocabulary; ++i) {
    tokens.push_back(encode_utf8(static_cast<char32_t>(i < 90 ? 0x21 + i : 0x400 + i)));
  }
  app::Snapshot s = counted(std::move(tokens));
  s.corpus.name = "воспоминания_и_размышления_с_очень_длинным_названием.txt";
  s.corpus.kind = "text";
  s.corpus.prepared_as = "raw";
  s.corpus.preview = "Все счастливые семьи похожи друг на друга, каждая несчастливая семья…";
  fill_matrices(s, vocabulary);
  app::InspectBatch look;
  look.batch = 40;
  look.time_steps = 90;
  look.random = true;
  fill_batches(s, look);
  save_run(s, "ein ziemlich langer Name, der kaum Platz hat", model_kind("rnn"), false);
  train(s, model_kind("neural"), 100, 5, 3);
  train(s, model_kind("rnn"), 700, 5, 2.6);
  for (app::ModelView& model : s.models) {
    for (app::Sample& sample : model.samples.edit()) {
      sample.text = "каждая несчастливая семья несчастлива по своему и все смешалось в доме";
    }
  }
  return s;
}

}  // namespace babble::test
