#include "ui/cards/data/vocabulary_card.h"

#include <algorithm>
#include <numeric>

#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

std::string share_text(std::int64_t count, std::int64_t total) {
  return fixed(100 * static_cast<double>(count) /
                   static_cast<double>(std::max<std::int64_t>(total, 1)),
               3) +
         " %";
}

}  // namespace

void VocabularyCard::sort(const app::CorpusView& corpus) {
  const std::uint64_t key = corpus.revision * 2 + static_cast<std::uint64_t>(order_);
  if (sorted_ == key && ids_.size() == corpus.token_counts.size()) return;
  sorted_ = key;
  ids_.resize(corpus.token_counts.size());
  std::iota(ids_.begin(), ids_.end(), std::size_t{0});
  total_ = std::accumulate(corpus.token_counts.begin(), corpus.token_counts.end(), std::int64_t{0});
  most_ = 1;
  for (const std::int64_t count : corpus.token_counts) most_ = std::max(most_, count);
  if (order_ == 0) return;
  std::stable_sort(ids_.begin(), ids_.end(), [&](std::size_t a, std::size_t b) {
    return corpus.token_counts[a] > corpus.token_counts[b];
  });
}

void VocabularyCard::draw(Frame& frame, float height) {
  static constexpr Help help{
      "How often each token occurs in the whole corpus. The models work with the ids, 0 to V − 1.",
      "P(x) = n(x) / n"};
  const app::CorpusView& corpus = frame.snapshot.corpus;
  Card card(frame, "alphabet", "Vocabulary, V = " + std::to_string(corpus.tokens.size()), &help,
            height);
  if (corpus.token_counts.empty()) return;
  const float switches = std::min(card.width(), 300.0f);
  segmented(frame, "data.order", {"by id", "by frequency"}, order_, switches * 0.58f);
  ImGui::SameLine(0, 8);
  segmented(frame, "data.look", {"bars", "table"}, look_, switches * 0.42f - 8);
  sort(corpus);
  const float room = std::max(card.height_left(), 120.0f);
  if (look_ == 0)
    bars(frame, room);
  else
    table(frame, room);
}

void VocabularyCard::bars(Frame& frame, float height) const {
  const app::CorpusView& corpus = frame.snapshot.corpus;
  const Palette& p = frame.palette;
  const float width = ImGui::GetContentRegionAvail().x;
  const auto fits = static_cast<std::size_t>(width / 11);
  const std::size_t shown = std::min(ids_.size(), fits);
  const bool cut = shown < ids_.size();
  const float words = cut ? line_height(frame.fonts.small) + 4 : 0;
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImGui::InvisibleButton("bars", ImVec2(width, height - words));
  frame.controls.record("data.alphabet");
  const float pitch = width / static_cast<float>(shown);
  const float bar_width = std::min(pitch - 2, 30.0f);
  const float floor_y = start.y + height - words - line_height(frame.fonts.mono_small) - 2;
  const int under =
      ImGui::IsItemHovered() ? static_cast<int>((ImGui::GetIO().MousePos.x - start.x) / pitch) : -1;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (std::size_t i = 0; i < shown; ++i) {
    const std::size_t id = ids_[i];
    const float x = start.x + pitch * (static_cast<float>(i) + 0.5f);
    const float bar = static_cast<float>(corpus.token_counts[id]) / static_cast<float>(most_) *
                      (floor_y - start.y - 4);
    const bool chosen = static_cast<int>(i) == under;
    list.AddRectFilled(ImVec2(x - bar_width / 2, floor_y - std::max(bar, 1.0f)),
                       ImVec2(x + bar_width / 2, floor_y), chosen ? p.accent : p.count,
                       std::min(3.0f, bar_width / 3), ImDrawFlags_RoundCornersTop);
    draw_aligned(list, frame.fonts.mono_small, ImVec2(x, floor_y + 2), 0.5f, 0,
                 chosen ? p.accent : p.muted, short_token(corpus.display[id]));
    if (!chosen) continue;
    ImGui::BeginTooltip();
    text(frame, corpus.display[id] + "   id " + std::to_string(id), p.text, frame.fonts.mono);
    text(
        frame,
        grouped(corpus.token_counts[id]) + " times, " + share_text(corpus.token_counts[id], total_),
        p.text, frame.fonts.small);
    ImGui::EndTooltip();
  }
  if (cut) {
    note(frame, (order_ == 0 ? "The first " : "The most frequent ") + std::to_string(shown) +
                    " of " + std::to_string(ids_.size()) + "; the table shows all.");
  }
}

void VocabularyCard::table(Frame& frame, float height) const {
  const app::CorpusView& corpus = frame.snapshot.corpus;
  const Palette& p = frame.palette;
  const float line = line_height(frame.fonts.mono_small) + 4;
  ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
  ImGui::BeginChild("tokens", ImVec2(0, std::max(height, 180.0f)));
  const float width = ImGui::GetContentRegionAvail().x - 6;
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(ids_.size()) + 1, line);
  while (clipper.Step()) {
    for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
      const ImVec2 at = ImGui::GetCursorScreenPos();
      ImDrawList& list = *ImGui::GetWindowDrawList();
      const auto put = [&](float x, float align, Color color, std::string_view words) {
        draw_aligned(list, row == 0 ? frame.fonts.small : frame.fonts.mono_small,
                     ImVec2(at.x + x, at.y), align, 0, color, words);
      };
      if (row == 0) {
        put(44, 1, p.faint, "id");
        put(64, 0, p.faint, "token");
        put(width - 84, 1, p.faint, "count");
        put(width, 1, p.faint, "share");
      } else {
        const std::size_t id = ids_[static_cast<std::size_t>(row - 1)];
        put(44, 1, p.muted, std::to_string(id));
        put(64, 0, p.text, corpus.display[id]);
        put(width - 84, 1, p.text, grouped(corpus.token_counts[id]));
        put(width, 1, p.muted, share_text(corpus.token_counts[id], total_));
      }
      ImGui::Dummy(ImVec2(width, line));
    }
  }
  ImGui::EndChild();
  ImGui::PopStyleVar();
  frame.controls.record("data.table");
}

}  // namespace babble::ui
