#include "core/models/lstm/lstm_info.h"

#include "core/models/lstm/lstm.h"
#include "core/models/recurrent/recurrent_info.h"

namespace babble {

const ModelInfo& lstm_info() {
  static const ModelInfo info = [] {
    ModelInfo lstm = recurrent_info<Lstm>();
    lstm.id = "lstm";
    lstm.description =
        "Long short-term memory: gates decide what a memory cell keeps and what it shows "
        "(d2l §9.2).";
    lstm.pytorch = lstm_pytorch;
    return lstm;
  }();
  return info;
}

}  // namespace babble
