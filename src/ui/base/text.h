// Text: measured, cut, wrapped and drawn, and as widgets.
#pragma once

#include <string>
#include <string_view>

#include "ui/base/frame.h"
#include "ui/base/imgui_all.h"

namespace babble::ui {

/// Size at which a font is drawn, in CSS pixels (its line height).
float line_height(const ImFont* font);
ImVec2 text_size(const ImFont* font, std::string_view text);
void draw_text(ImDrawList& list, ImFont* font, ImVec2 at, Color color, std::string_view text);
/// Draws with the text's box aligned to `at`: 0 left/top, 0.5 centre, 1 right/bottom.
void draw_aligned(ImDrawList& list, ImFont* font, ImVec2 at, float align_x, float align_y,
                  Color color, std::string_view text);
/// The longest beginning of the text that fits, with "…" if something was cut.
std::string truncate(const ImFont* font, std::string_view text, float width);
/// The text with line breaks where it would be wider. Lines end after blanks and punctuation, at
/// last resort anywhere, but never inside a number such as 3.2958 or 32,033.
std::string wrap_text(const ImFont* font, std::string_view text, float width);

/// A line of text as a widget; with ImGui::PushTextWrapPos several lines.
void text(Frame& frame, std::string_view words, Color color, ImFont* font);
/// Text as wide as there is room, in as many lines as it needs.
void wrapped_text(Frame& frame, std::string_view words, Color color, ImFont* font);
void paragraph(Frame& frame, std::string_view words);  ///< wrapped, muted, 16 px
void note(Frame& frame, std::string_view words);       ///< wrapped, muted, 14 px
void label(Frame& frame, std::string_view words);      ///< one line, 14 px semibold
void gap(float height);
/// Words centred on the height of a control, to stand before or behind one; 0: as wide as needed.
void inline_label(Frame& frame, std::string_view words, Color color, ImFont* font, float width = 0);

/// A row of a small table of words and numbers, columns right-aligned at the given right edges.
void key_value(Frame& frame, std::string_view key, std::string_view value, Color color = 0);

/// A filled dot and a word: what a colour means.
void legend_dot(Frame& frame, Color color, std::string_view words);

/// Moves to the next line unless `width` still fits behind the last widget.
void same_line_if_fits(float width, float spacing = 8);

}  // namespace babble::ui
