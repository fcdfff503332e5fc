// From the models to the views of chapter Neural bigram.
#pragma once

#include <memory>

#include "app/lesson_view.h"
#include "core/evaluation.h"
#include "core/neural_bigram.h"

namespace babble::app {

/// Takes the pair apart. The ids have to be in the vocabulary.
ExampleView view_example(const NeuralBigram& model, const CountMatrix& counts, TokenId current,
                         TokenId next, double rate);

/// Null where V is too large for it (above 256) or the text holds no pair.
std::shared_ptr<const SmoothingView> view_smoothing(Evaluator& evaluator);

}  // namespace babble::app
