// Mini-batches of windows (makemore part 2).
#pragma once

#include <memory>

#include "core/data/batch_source.h"

namespace babble {

/// settings.batch_size windows of settings.block_size tokens, each with the token that follows it
/// as its one label (makemore part 2), drawn with replacement: torch.randint(0, examples, (B,)). On
/// lines every token and every end of a line is an example; the window ends at the boundary token
/// of the line and is filled with id 0. On running text the first T tokens are no example. Throws
/// Error where the text is too short.
std::unique_ptr<BatchSource> make_window_batches(const Corpus& corpus, const Settings& settings);

}  // namespace babble
