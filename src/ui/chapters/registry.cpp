#include "ui/chapters/registry.h"

namespace babble::ui {

std::vector<std::unique_ptr<Chapter>> make_chapters() {
  static constexpr std::unique_ptr<Chapter> (*makers[])() = {
      make_data_chapter,        make_counting_chapter, make_neural_chapter, make_mlp_chapter,
      make_batches_chapter,     make_rnn_chapter,      make_gru_chapter,    make_lstm_chapter,
      make_transformer_chapter, make_compare_chapter,
  };
  std::vector<std::unique_ptr<Chapter>> chapters;
  for (const auto make : makers) chapters.push_back(make());
  return chapters;
}

}  // namespace babble::ui
