// The chapters at the left of a wide window, or as tabs at the bottom of a phone.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "ui/chapters/chapter.h"

namespace babble::ui {

using Chapters = std::vector<std::unique_ptr<Chapter>>;

constexpr float chapter_list_width = 178, chapter_tabs_height = 84;  // CSS pixels

/// Each returns the index of the chapter that was clicked.
std::optional<std::size_t> draw_chapter_list(Frame& frame, const Chapters& chapters,
                                             std::size_t current, float top);
std::optional<std::size_t> draw_chapter_tabs(Frame& frame, const Chapters& chapters,
                                             std::size_t current);

}  // namespace babble::ui
