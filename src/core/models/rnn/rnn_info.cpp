#include "core/models/rnn/rnn_info.h"

#include "core/models/recurrent/recurrent_info.h"
#include "core/models/rnn/rnn.h"

namespace babble {

const ModelInfo& rnn_info() {
  static const ModelInfo info = [] {
    ModelInfo rnn = recurrent_info<Rnn>();
    rnn.id = "rnn";
    rnn.description =
        "A recurrent network: a hidden state remembers what was read (d2l §8.4, §8.5).";
    rnn.settings.push_back("activation");
    rnn.choices = {{"activation", {"tanh", "relu"}}};
    rnn.pytorch = rnn_pytorch;
    return rnn;
  }();
  return info;
}

}  // namespace babble
