#include "core/models/gru/gru.h"
#include "core/models/gru/gru_info.h"
#include "core/models/recurrent/recurrent_pytorch.h"

namespace babble {

PytorchPart gru_pytorch(const PytorchFacts& facts) {
  return recurrent_pytorch(
      facts, Gru::gates, Gru::has_cell,
      "Two gates decide what of the hidden state h is kept (z) and what the candidate sees (r).",
      R"(            z = torch.sigmoid(self.W_xz[x[:, t]] + h @ self.W_hz + self.b_z)
            r = torch.sigmoid(self.W_xr[x[:, t]] + h @ self.W_hr + self.b_r)
            candidate = torch.tanh(self.W_xh[x[:, t]] + (r * h) @ self.W_hh + self.b_h)
            h = z * h + (1 - z) * candidate)"
      "\x01hidden\n");
}

}  // namespace babble
