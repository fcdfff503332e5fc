// From the bytes of a text to N, the way there that does not stop for anything else.
#pragma once

#include <string_view>

#include "core/data/counts.h"
#include "core/data/vocabulary.h"
#include "core/settings/settings.h"

namespace babble {

struct TextCounts {
  Vocabulary vocabulary;
  CountMatrix pairs;  ///< V×V, of the whole text
};

/// Vocabulary and pair counts of a text, as Corpus::from_text has them where everything is for
/// training; but ASCII is counted as pairs of bytes, before anybody knows the vocabulary, and of
/// other texts nothing is kept but the counts. Throws Error where that does.
TextCounts count_text(std::string_view bytes, Preprocessing prepare);

}  // namespace babble
