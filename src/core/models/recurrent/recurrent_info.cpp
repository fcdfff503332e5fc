#include "core/models/recurrent/recurrent_info.h"

#include "core/base/numbers.h"

namespace babble {

std::vector<TensorSpec> recurrent_carried(const Settings& settings, bool cell) {
  if (takes_lines(settings.batching)) return {};
  std::vector<TensorSpec> specs{{"state", {settings.batch_size, settings.hidden_size}}};
  if (cell) specs.push_back({"cell", specs[0].shape});
  if (batches_of_a_pass(settings) > 1)
    specs.push_back({"previous", {settings.batch_size, any_extent}, true});
  return specs;
}

std::unique_ptr<Learner> make_recurrent_learner(std::unique_ptr<Model> model, const Corpus&,
                                                const Settings& settings, BatchShape shape) {
  return std::make_unique<RecurrentLearner>(std::move(model), settings, shape);
}

std::string recurrent_summary(const Settings& settings) {
  return (settings.embedding > 0 ? "E " + std::to_string(settings.embedding) + ", " : "") + "H " +
         std::to_string(settings.hidden_size) +
         (settings.activation == Activation::relu ? ", ReLU" : "") + ", B " +
         std::to_string(settings.batch_size) + ", T " + std::to_string(settings.time_steps) +
         (batches_of_a_pass(settings) > 1 ? ", not detached" : "") + ", rate " +
         real_text(settings.learning_rate) +
         (settings.max_grad_norm > 0 ? ", θ " + real_text(settings.max_grad_norm)
                                     : ", no clipping") +
         training_summary(settings, Settings{});
}

}  // namespace babble
