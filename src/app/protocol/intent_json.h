// Intents as JSON, for the page's scripts: window.babble.post({type: "set", key: "hidden",
// value: 64}). The types, with the fields of the structs in intents.h (all may be left out):
//   play  pause  step {count}  reset  activate {model}  set {key, value}
//   limit_speed {steps_per_second}  open_builtin {name}  open_bytes {name, text}
//   generate {count, prefix, greedy, temperature, length, seed}  score_word {word}
//   walk {restart, seed, reseed}  inspect {text}  watch {matrices, hidden}
//   run_preset {id}  save_checkpoint  cancel_load
#pragma once

#include <string>
#include <string_view>

#include "app/protocol/intents.h"

namespace babble::app {

/// Throws Error that says what is wrong with it: not JSON, no such type, an unknown field, a field
/// of the wrong kind.
Intent parse_intent(std::string_view json);

/// The same form back. Bytes of a file that are not UTF-8 are lost.
std::string intent_text(const Intent& intent);

}  // namespace babble::app
