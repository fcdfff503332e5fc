#include "ui/cards/common/text_to_read.h"

#include <algorithm>

#include "core/base/utf8.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

// A piece of the corpus to begin with: the first words of a text, or a long name, of the built-in
// ones a well-known one.
std::string first_text(const app::CorpusView& corpus) {
  if (corpus.builtin == "names") return "alexander";
  std::string_view preview = corpus.preview;
  const std::size_t most = 28;
  if (corpus.kind != "text") {
    std::string_view longest;
    for (std::size_t from = 0; from < preview.size();) {
      const std::size_t end = std::min(preview.find('\n', from), preview.size());
      const std::string_view line = preview.substr(from, end - from);
      if (end < preview.size() && line.size() > longest.size() && line.size() <= most)
        longest = line;
      from = end + 1;
    }
    return std::string(longest);
  }
  std::size_t end = 0;
  for (std::size_t count = 0; end < preview.size() && count < most; ++count) {
    if (preview[end] == '\n' || first_invalid_utf8(preview.substr(0, end + 1))) break;
    ++end;
  }
  return std::string(preview.substr(0, end));
}

}  // namespace

void TextToRead::draw_field(Frame& frame, Card& card, std::string_view name,
                            const ExportSpec& menu) {
  const app::CorpusView& corpus = frame.snapshot.corpus;
  if ((!asked_ || corpus_ != corpus.revision) && !corpus.preview.empty()) {
    asked_ = true;
    corpus_ = corpus.revision;
    text_ = first_text(corpus);
    frame.post(app::InspectHiddenState{text_});
  }
  const float menu_width = export_menu_size(frame).x + 6;
  const float field = std::min(330.0f, card.width() - menu_width);
  card.begin_header(field + menu_width);
  bool changed = false;
  text_field(frame, name, text_, "a text to read", field, true, &changed);
  ImGui::SameLine(0, 6);
  inline_export_menu(frame, menu);
  card.end_header();
  if (changed) frame.post(app::InspectHiddenState{text_});
}

}  // namespace babble::ui
