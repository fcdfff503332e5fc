#include "core/models/recurrent/recurrent_pytorch.h"
#include "core/models/rnn/rnn.h"
#include "core/models/rnn/rnn_info.h"

namespace babble {

PytorchPart rnn_pytorch(const PytorchFacts& facts) {
  return recurrent_pytorch(
      facts, Rnn::gates, Rnn::has_cell,
      "The hidden state h remembers what was read. The product of a one-hot vector with W_xh is "
      "the "
      "selection of a row.",
      filled(
          "            h = torch.$BEND$(self.W_xh[x[:, t]] + h @ self.W_hh + self.b_h)\x01hidden\n",
          {{"BEND", facts.settings.activation == Activation::relu ? "relu" : "tanh"}}));
}

}  // namespace babble
