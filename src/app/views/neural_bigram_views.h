// From the models to the views of chapter Neural bigram.
#pragma once

#include <memory>

#include "app/protocol/neural_bigram_view.h"
#include "core/models/neural_bigram/neural_bigram.h"
#include "core/training/evaluation.h"

namespace babble::app {

/// Takes the pair apart. The ids have to be in the vocabulary.
ExampleView view_example(const NeuralBigram& model, const CountMatrix& counts, TokenId current,
                         TokenId next, double rate);

/// Null where V is too large for it (above 256) or the text holds no pair.
std::shared_ptr<const SmoothingView> view_smoothing(Evaluator& evaluator);

}  // namespace babble::app
