#include "core/models/gru/gru_info.h"

#include "core/models/gru/gru.h"
#include "core/models/recurrent/recurrent_info.h"

namespace babble {

const ModelInfo& gru_info() {
  static const ModelInfo info = [] {
    ModelInfo gru = recurrent_info<Gru>();
    gru.id = "gru";
    gru.description =
        "A gated recurrent unit: two gates decide what of the hidden state is kept (d2l §9.1).";
    gru.pytorch = gru_pytorch;
    return gru;
  }();
  return info;
}

}  // namespace babble
