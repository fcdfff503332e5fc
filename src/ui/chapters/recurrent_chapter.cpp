#include "ui/chapters/recurrent_chapter.h"

#include "ui/base/format.h"

namespace babble::ui {

RecurrentChapter::RecurrentChapter(const char* model_id, const char* title, Words words)
    : NetworkChapter(model_id, SamplesCard::with_options),
      id_(model_id),
      title_(title),
      article_(words.article),
      hidden_(words.formula) {
  const float more = words.gates > 0 ? 120 + 58 * static_cast<float>(words.gates) : 0;
  cards_ = {
      introduction_slot(words.heading, words.introduction),
      problem_slot(),
      loss_slot({.narrow = 330, .least = 250, .fills = true}),
      samples_slot(),
      experiments_slot(),
      progress_slot(),
      {"gradient",
       Column::left,
       [this](Frame& f, float h) { gradient_card(f, view(f), h); },
       {.narrow = 430, .pixels = 206}},
      {"hidden",
       Column::left,
       [this](Frame& f, float h) { hidden_.draw(f, kind(), h); },
       {.narrow = 300 + more, .pixels = 252 + more}},
      {"embedding", Column::left,
       [this](Frame& f, float) {  // no height of its own: mostly there is none
         if (view(f).settings.embedding > 0) embedding_.draw(f, kind(), 340);
       }},
      settings_slot(),
      sweep_slot(),
      trail_slot(),
      presets_slot(),
      code_slot(),
  };
}

std::string RecurrentChapter::describe(const app::Snapshot& snapshot) const {
  const app::ModelView& model = snapshot.model(kind());
  return std::string(article_) + " with " +
         plural(model.settings.hidden_size, "hidden unit", "hidden units") +
         " remembers what it has read." + describe_training(model) +
         describe_reach(snapshot, kind());
}

Experiment RecurrentChapter::side_by_side_reach() {
  return {"reach", "How far back does it reach?",
          "Trains RNN, GRU and LSTM for ten seconds each. The gradient card shows what is left of "
          "the gradient so many characters before the loss: gates keep more of it.",
          "gradient", [](Frame& f) {
            f.post(app::Race{"rnn,gru,lstm", 10, false});
          }};
}

Experiment RecurrentChapter::without_memory() const {
  return {
      "forget", "Take its memory away",
      "T = 1 and random mini-batches: H starts at zero before every character, so the loss does "
      "not fall below the count bigram's.",
      "loss", [](Frame& f) {
        start_with(f,
                   {app::Set{"batching", "random"}, app::Set{"time_steps", "1"},
                    app::Set{"batch_size", "1024"}, app::Set{"max_grad_norm", "1"},
                    app::Set{"learning_rate", "1"}},
                   3000);
      }};
}

Experiment RecurrentChapter::greedy(const Frame& frame) {
  return {"greedy",
          "Always the most likely character",
          "Greedy sampling uses no random numbers: all ten samples are the same, and running text "
          "repeats itself.",
          "samples",
          [this](Frame& f) { samples().ask(f, true, 1); },
          view(frame).steps > 0,
          "Train the model first, then see what it says without random numbers."};
}

std::vector<Experiment> RecurrentChapter::gated_experiments(const Frame& frame,
                                                            const char* equal_size,
                                                            std::string_view equal_words) {
  return {
      {"leap", "Take steps of 4",
       "Rate 4 with θ = 1: an RNN diverges at this rate. The gates keep the state within bounds, "
       "so this model learns, and faster than with rate 1.",
       "loss",
       [](Frame& f) {
         start_with(f, {app::Set{"max_grad_norm", "1"}, app::Set{"learning_rate", "4"}}, 800);
       }},
      {"equal", "As many parameters as the RNN", equal_words, "loss",
       [equal_size](Frame& f) {
         start_with(f,
                    {app::Set{"hidden_size", equal_size}, app::Set{"max_grad_norm", "1"},
                     app::Set{"learning_rate", "4"}},
                    1500);
       }},
      sweep_experiment("rates", "Find the learning rate",
                       "Seven rates from 0.25 to 16, 300 steps each, clipped at θ = 1: the best "
                       "lies above those that an RNN survives.",
                       "learning_rate", "0.25..16 log 7", 300),
      sweep_experiment("sizes", "How many hidden units?",
                       "H from 8 to 64, 500 steps each: where does a larger state stop to pay?",
                       "hidden_size", "8, 16, 32, 64", 500),
      side_by_side_reach(),
      without_memory(),
      greedy(frame),
  };
}

}  // namespace babble::ui
