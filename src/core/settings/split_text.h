// The setting `split` as text:
//   0.8,0.1,0.1               three fractions
//   sklearn:0.2:42            scikit-learn's train_test_split(test_size=0.2, random_state=42)
//   python:42                 random.seed(42); random.shuffle(lines), then 80 %, 10 %, 10 %
//   python:42:0.7,0.2,0.1     the same with other fractions
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/settings/settings.h"

namespace babble {

std::string split_text(const Split& split);
/// None if the text has none of these forms. Throws Error with the reason, without a full stop, if
/// a number is out of range.
std::optional<Split> parse_split(std::string_view text);

}  // namespace babble
