#include "core/models/lstm/lstm.h"
#include "core/models/lstm/lstm_info.h"
#include "core/models/recurrent/recurrent_pytorch.h"

namespace babble {

PytorchPart lstm_pytorch(const PytorchFacts& facts) {
  return recurrent_pytorch(
      facts, Lstm::gates, Lstm::has_cell,
      "Gates decide what enters the cell c (i), what stays in it (f) and what it shows (o).",
      R"(            i = torch.sigmoid(self.W_xi[x[:, t]] + h @ self.W_hi + self.b_i)
            f = torch.sigmoid(self.W_xf[x[:, t]] + h @ self.W_hf + self.b_f)
            o = torch.sigmoid(self.W_xo[x[:, t]] + h @ self.W_ho + self.b_o)
            c = f * c + i * torch.tanh(self.W_xc[x[:, t]] + h @ self.W_hc + self.b_c)
            h = o * torch.tanh(c))"
      "\x01hidden\n");
}

}  // namespace babble
