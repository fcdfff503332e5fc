// The chapters in the order of the course. A new chapter is one file, a declaration here and a line
// in registry.cpp; the list at the left, the number keys, links, the tour, the page's menu and
// screen readers follow.
#pragma once

#include <memory>
#include <vector>

#include "ui/chapters/chapter.h"

namespace babble::ui {

std::unique_ptr<Chapter> make_data_chapter();
std::unique_ptr<Chapter> make_counting_chapter();
std::unique_ptr<Chapter> make_neural_chapter();
std::unique_ptr<Chapter> make_mlp_chapter();
std::unique_ptr<Chapter> make_batches_chapter();
std::unique_ptr<Chapter> make_rnn_chapter();
std::unique_ptr<Chapter> make_gru_chapter();
std::unique_ptr<Chapter> make_lstm_chapter();
std::unique_ptr<Chapter> make_transformer_chapter();
std::unique_ptr<Chapter> make_compare_chapter();

std::vector<std::unique_ptr<Chapter>> make_chapters();

}  // namespace babble::ui
