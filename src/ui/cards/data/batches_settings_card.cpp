#include "ui/cards/data/batches_settings_card.h"

#include <algorithm>
#include <cmath>

#include "core/base/limits.h"
#include "core/base/numbers.h"
#include "core/data/line_batches.h"

namespace babble::ui {
namespace {

// A label with a help mark. Leaves the cursor where the control begins; returns its width.
float row_label(Frame& frame, std::string_view name, std::string_view words, const Help& help) {
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, left = 132;
  const float line = line_height(frame.fonts.small);
  ImGui::SetCursorScreenPos(ImVec2(start.x, start.y + (frame.layout.control_height - line) / 2));
  text(frame, words, frame.palette.text, frame.fonts.small);
  ImGui::SameLine(0, 6);
  help_mark(frame, std::string(name) + ".help", help);
  ImGui::SetCursorScreenPos(ImVec2(start.x + left, start.y));
  return width - left;
}

Help help_of(std::string_view key) {
  const SettingRow* row = find_setting(key);
  return {row->help, row->formula};
}

}  // namespace

bool BatchesSettingsCard::number(Frame& frame, std::string_view name, std::string_view words,
                                 const Help& help, int& value, SliderScale scale, int most) {
  const float room = row_label(frame, name, words, help), field = 62;
  scale.integer = true;
  double position = std::min(static_cast<double>(value), scale.high);
  bool changed = slider(frame, std::string(name) + ".slider", position, scale, room - field - 8);
  if (changed) value = static_cast<int>(std::llround(position));
  ImGui::SameLine(0, 8);
  ImGui::PushID(name.data(), name.data() + name.size());
  const bool editing = editing_ == name;
  std::string typed = editing ? typed_ : std::to_string(value);
  bool edited = false;
  const bool confirmed = text_field(frame, name, typed, "", field, true, &edited);
  if (edited) {
    editing_ = name;
    typed_ = typed;
  }
  if (confirmed) {
    if (const auto number = parse_integer(typed)) {
      value = static_cast<int>(std::clamp<std::int64_t>(*number, std::llround(scale.low), most));
      changed = true;
    }
    editing_.clear();
  } else if (editing && !ImGui::IsItemActive()) {
    editing_.clear();
  }
  ImGui::PopID();
  return changed;
}

bool BatchesSettingsCard::draw(Frame& frame, app::InspectBatch& request, ModelKind recurrent) {
  const Card card(frame, "settings", "How the text is cut");
  static constexpr Help sequence_help{
      "The training part of the open text, or the numbers 0 to 34, as in d2l. With numbers it is "
      "easy to see which tokens are neighbours."};
  static constexpr Help offset_help{
      "The number of tokens dropped at the beginning before the text is cut. Training draws it "
      "anew for each epoch, so that the borders move; here you can choose it.",
      "offset ~ 0…T−1"};
  bool changed = false;
  float room = row_label(frame, "batches.sequence", "Sequence", sequence_help);
  int sequence = request.toy ? 1 : 0;
  if (segmented(frame, "batches.sequence", {"text", "0 … 34"}, sequence, room)) {
    request.toy = sequence == 1;
    request.lines &= !request.toy;
    request.index = request.row = 0;
    changed = true;
  }
  room = row_label(frame, "batches.batching", "Mini-batches", help_of("batching"));
  int batching = request.lines ? 2 : request.random ? 1 : 0;
  if (segmented(frame, "batches.batching", {"sequential", "random", "lines"}, batching, room)) {
    request.random = batching > 0;
    request.lines = batching == 2;
    request.toy &= !request.lines;
    request.index = request.row = 0;
    changed = true;
  }
  if (request.lines) {
    static constexpr Help lines_help{
        "Drawn: any line may come again, as in makemore. In order: one line after the other, and "
        "the first follows the last.",
        "ix = torch.randint(0, lines, (B,))"};
    room = row_label(frame, "batches.lines", "Lines", lines_help);
    int order = request.random ? 0 : 1;
    if (segmented(frame, "batches.lines", {"drawn", "in order"}, order, room)) {
      request.random = order == 0;
      changed = true;
    }
  }
  changed |= number(frame, "batches.batch", "Batch size B", help_of("batch_size"), request.batch,
                    SliderScale{1, 32}, limits::max_batch);
  changed |= number(frame, "batches.time_steps", "Time steps T", help_of("time_steps"),
                    request.time_steps, SliderScale{1, 64}, limits::max_time_steps);
  int offset = request.offset;
  const double most_offset = std::max(request.time_steps - 1, 1);
  if (offset < 0 && frame.snapshot.batches)  // drawn at random: the view says what it is
    offset = static_cast<int>(frame.snapshot.batches->offset);
  offset = std::max(offset, 0);
  if (!request.lines && number(frame, "batches.offset", "Offset", offset_help, offset,
                               SliderScale{0, most_offset}, 1'000'000)) {
    request.offset = offset;
    changed = true;
  }
  ButtonLook look;
  look.icon = Icon::dice;
  look.tip = "Draw the offset and the order anew, as training does for each epoch";
  if (button(frame, "batches.redraw", "Another epoch", look)) {
    request.offset = -1;
    ++request.seed;
    request.index = 0;
    changed = true;
  }
  gap(4);
  changed |= settings_of_model(frame, request, recurrent);
  return changed;
}

bool BatchesSettingsCard::settings_of_model(Frame& frame, app::InspectBatch& request,
                                            ModelKind recurrent) {
  const Settings& settings = frame.snapshot.model(recurrent).settings;
  const bool lines = takes_lines(settings.batching);
  const bool random = settings.batching == Batching::random || settings.batching == Batching::lines;
  const bool same = settings.batch_size == request.batch &&
                    settings.time_steps == request.time_steps && random == request.random &&
                    lines == request.lines;
  note(frame, "This view changes no model. The RNN trains with B = " +
                  std::to_string(settings.batch_size) +
                  ", T = " + std::to_string(settings.time_steps) + ", " +
                  std::string(batching_name(settings.batching)) + (same ? ": as here." : "."));
  ButtonLook look;
  look.enabled = !same;
  look.tip = "Show the mini-batches that the RNN trains on";
  const bool take = button(frame, "batches.take", "Show the RNN's", look);
  if (take) {
    request.toy = false;
    request.batch = settings.batch_size;
    request.time_steps = settings.time_steps;
    request.random = random;
    request.lines = lines;
    request.index = request.row = 0;
  }
  look.tip = "Set B, T and batching for the RNN. This resets it";
  same_line_if_fits(button_width(frame, "Train the RNN like this"));
  if (button(frame, "batches.give", "Train the RNN like this", look)) {
    frame.post(app::Activate{recurrent});
    frame.post(app::Set{"batch_size", std::to_string(request.batch)});
    frame.post(app::Set{"time_steps", std::to_string(request.time_steps)});
    const Batching batching = request.lines
                                  ? request.random ? Batching::lines : Batching::lines_in_order
                              : request.random ? Batching::random
                                               : Batching::sequential;
    frame.post(app::Set{"batching", std::string(batching_name(batching))});
  }
  return take;
}

}  // namespace babble::ui
