// What the chapters of the RNN, the GRU and the LSTM have in common: their cards and experiments.
#pragma once

#include <initializer_list>

#include "ui/cards/networks/embedding_card.h"
#include "ui/cards/networks/hidden_state_card.h"
#include "ui/chapters/network_chapter.h"

namespace babble::ui {

class RecurrentChapter : public NetworkChapter {
 public:
  const char* id() const override { return id_; }
  const char* title() const override { return title_; }
  app::Subscribe watch() const override {
    return {.hidden = true, .embedding = true, .reach = true};
  }
  std::string describe(const app::Snapshot& snapshot) const override;

 protected:
  /// `heading` and `introduction` stand on the first card, `formula` in the help of the hidden
  /// state, and `article` before the number of hidden units: "A GRU".
  struct Words {
    std::string_view heading, introduction, formula, article;
    int gates = 0;  ///< pictures beside that of the hidden state
  };
  RecurrentChapter(const char* model_id, const char* title, Words words);

  static Experiment side_by_side_reach();
  Experiment without_memory() const;
  Experiment greedy(const Frame& frame);
  /// The experiments of a model with gates. `equal_size`: the hidden units with which it has about
  /// as many parameters as an RNN with 64.
  std::vector<Experiment> gated_experiments(const Frame& frame, const char* equal_size,
                                            std::string_view equal_words);

 private:
  const char *id_, *title_;
  std::string_view article_;
  HiddenStateCard hidden_;
  EmbeddingCard embedding_;
};

}  // namespace babble::ui
