#include "ui/cards/data/split_card.h"

#include <algorithm>

#include "ui/base/format.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {

void split_card(Frame& frame) {
  static constexpr Help help{
      "The models learn from the training part only. Settings are chosen on the dev part, and the "
      "test part gives the final figure. So a model that only memorizes its text is found out.",
      "train / dev / test = 80 / 10 / 10"};
  const app::CorpusView& corpus = frame.snapshot.corpus;
  const Card card(frame, "split", "The split", &help);
  const Palette& p = frame.palette;
  const std::int64_t parts[] = {corpus.train_tokens, corpus.dev_tokens, corpus.test_tokens};
  const Color colors[] = {p.train, p.dev, p.test};
  const char* names[] = {"train", "dev", "test"};
  const auto all = static_cast<float>(std::max<std::int64_t>(parts[0] + parts[1] + parts[2], 1));
  const ImVec2 start = ImGui::GetCursorScreenPos();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  float x = start.x;
  for (std::size_t i = 0; i < 3; ++i) {
    const float width = card.width() * static_cast<float>(parts[i]) / all;
    if (width > 0)
      list.AddRectFilled(ImVec2(x, start.y), ImVec2(x + width, start.y + 14), colors[i], 3);
    x += width;
  }
  ImGui::Dummy(ImVec2(card.width(), 18));
  for (std::size_t i = 0; i < 3; ++i) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    list.AddCircleFilled(ImVec2(at.x + 5, at.y + 10), 4.5f, colors[i], 16);
    ImGui::Indent(17);
    key_value(frame, names[i],
              grouped(parts[i]) + " tokens  " +
                  fixed(100.0 * static_cast<double>(parts[i]) / static_cast<double>(all), 1) +
                  " %");
    ImGui::Unindent(17);
  }
}

}  // namespace babble::ui
