// What a model's folder says of its program in PyTorch; core/export makes the program of it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "core/data/corpus.h"
#include "core/settings/settings.h"

namespace babble {

/// A piece of Python and the sentence that stands above it. A line of the code may end with
/// `figure_mark` and the name of the figure that the line makes: "loss".
struct PythonSection {
  std::string sentence;
  std::string code;  ///< lines, each with its line feed
};
constexpr char figure_mark = '\x01';

/// What the parts are made for. A run with a recorded order of mini-batches has no offsets to draw.
struct PytorchFacts {
  const Settings& settings;
  CorpusKind kind;
  bool recorded_order;
  std::size_t train_tokens;   ///< of this text
  std::int64_t longest_line;  ///< tokens, with the mark that ends it

  bool lines() const { return kind == CorpusKind::lines; }
};

/// The parts use what core/export defines before them: V, train, device, rank, world, run, and of
/// trained models below(n, count), normal(*shape) and uniform(bound, *shape) of the generator.
struct PytorchPart {
  std::string numbers;    ///< assignments of its hyper-parameters
  PythonSection network;  ///< class Network(nn.Module); of a counted model: N, P and nll(stream)
  std::string saved = "{\"N\": N}";  ///< of a counted model: the tensors of a checkpoint
  /// next_batch() -> x, y, whether the state starts at zero, whether the epoch ends. `at` is the
  /// place in the text if it has one. Empty for a model that is counted.
  PythonSection batches;
  int states = 0;  ///< the network takes and returns so many states of B×H in one tensor, which
                   ///< zero_state(rows) makes
  bool detached = true;   ///< false: the gradient goes on through the mini-batch before
  std::string penalty;    ///< what is added to the loss, or nothing
  PythonSection scoring;  ///< nll(stream): nats a token
  std::string reading;    ///< read(token, memory) -> probabilities of the next, new memory
};

/// `text` with each $KEY$ replaced.
std::string filled(std::string_view text,
                   std::initializer_list<std::pair<std::string_view, std::string>> values);

/// Mini-batches of pairs: all at once where the batch size is 0.
PythonSection pytorch_pair_batches(const PytorchFacts&);
/// Mini-batches of sequences of T tokens, or of whole lines.
PythonSection pytorch_sequence_batches(const PytorchFacts&, Batching batching);
/// nll(stream), `rows` sequences at a time: line by line where the mini-batches are lines that fit
/// in a sequence, else in pieces of `length` that begin with up to `context` tokens which the model
/// only reads. `logits` is what gives them for `x`.
std::string pytorch_scoring(const PytorchFacts&, Batching batching, std::string_view length,
                            std::string_view context, int rows, std::string_view logits);
/// Lines of a function: `begin` is where the text or the line of token i begins, for each of `i`.
std::string pytorch_line_begins(const PytorchFacts&);
/// read() of a model that looks at one token.
std::string pytorch_bigram_reading();

}  // namespace babble
