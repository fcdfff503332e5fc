// A snapshot made by hand, with everything that a chapter can show.
#pragma once

#include "app/protocol/snapshot.h"

namespace babble::test {

/// Names over ".a…z": counts, three models that were trained, samples, the sampler, hidden state.
app::Snapshot fake_snapshot();
/// The moment after the program has started: only counting has happened.
app::Snapshot first_snapshot();
/// Running text over so many different tokens, many of them not Latin.
app::Snapshot wide_snapshot(int vocabulary);

}  // namespace babble::test
