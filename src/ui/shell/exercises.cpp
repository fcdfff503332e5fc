#include "ui/shell/exercises.h"

#include <algorithm>
#include <utility>

#include "core/models/registry.h"
#include "ui/base/imgui_input.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

constexpr const char* window = "exercises";

std::string_view course_of(const Exercise& exercise) {
  return exercise.number[0] == 'E' ? "makemore, part 1" : "Dive into Deep Learning";
}

bool draw_exercise(Frame& frame, const Exercise& exercise) {
  const std::string name(exercise.number);
  text(frame, name, frame.palette.accent, frame.fonts.small_strong);
  ButtonLook look;
  look.icon = Icon::play;
  look.height = 30;
  ImGui::SameLine(62);
  const bool chosen = button(frame, "exercise." + name, "Set up", look);
  wrapped_text(frame, exercise.todo, frame.palette.text, frame.fonts.small);
  note(frame, exercise.expect);
  gap(8);
  return chosen;
}

}  // namespace

void set_up(Frame& frame, const Exercise& exercise) {
  if (!exercise.text.empty() && frame.snapshot.corpus.builtin != exercise.text)
    frame.post(app::OpenBuiltin{std::string(exercise.text)});
  // What prepares the text again comes first: it sets all trained models aside together.
  const auto settings = [&](bool data) {
    for (std::string_view rest = exercise.settings; !rest.empty();) {
      const std::size_t end = std::min(rest.find("; "), rest.size());
      const std::size_t sign = rest.find('=');
      const std::string key(rest.substr(0, sign));
      if (find_setting(key)->is_data == data)
        frame.post(app::Set{key, std::string(rest.substr(sign + 1, end - sign - 1))});
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
  };
  settings(true);
  if (!exercise.race.empty()) frame.post(app::Race{std::string(exercise.race), 20, false});
  if (!exercise.second.empty()) frame.post(app::ScoreText{std::string(exercise.second)});
  if (exercise.model.empty()) return;
  const ModelKind kind = model_kind(exercise.model);
  const bool trains = model_info(kind).capabilities.trained && exercise.steps > 0;
  frame.post(app::Activate{kind});
  if (trains) frame.post(app::Reset{});  // keeps the run before with its own settings
  settings(false);
  if (!exercise.sweep.empty())
    frame.post(app::StartSweep{kind, std::string(exercise.sweep), std::string(exercise.values),
                               exercise.steps});
  else if (trains)
    frame.post(app::Step{exercise.steps});
}

const Exercise* ExerciseList::draw(Frame& frame) {
  const bool asked = std::exchange(frame.requests.show_exercises, false);
  bool wanted = open_ || asked;
  if (frame.url.flag(window, wanted) || asked) open_ = wanted;
  if (open_ && !ImGui::IsPopupOpen(window)) ImGui::OpenPopup(window);
  const Layout& layout = frame.layout;
  ImGui::SetNextWindowPos(ImVec2(layout.width / 2, layout.height / 2), ImGuiCond_Always,
                          ImVec2(0.5f, 0.5f));
  ImGui::SetNextWindowSize(
      ImVec2(std::min(640.0f, layout.width - 24), std::min(760.0f, layout.height - 40)));
  if (!ImGui::BeginPopupModal(window, nullptr,
                              ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                  ImGuiWindowFlags_NoSavedSettings))
    return nullptr;
  const Exercise* chosen = nullptr;
  text(frame, "Exercises", frame.palette.text, frame.fonts.title);
  note(frame,
       "Set up opens the chapter and changes what the exercise needs. Undo brings a trained "
       "model back.");
  ImGui::BeginChild("list", ImVec2(0, -layout.control_height - 14));
  std::string_view course;
  for (const Exercise& exercise : exercises()) {
    if (course != course_of(exercise)) label(frame, course = course_of(exercise));
    if (draw_exercise(frame, exercise)) chosen = &exercise;
  }
  ImGui::EndChild();
  gap(4);
  if (!open_ || chosen != nullptr || button(frame, "exercises.close", "Close") ||
      is_key_pressed(key_escape, false)) {
    open_ = false;
    ImGui::CloseCurrentPopup();
    frame.wake(0);
  }
  ImGui::EndPopup();
  return chosen;
}

std::string ExerciseList::describe() const {
  if (!open_) return {};
  std::string words = "Exercises.";
  for (const Exercise& exercise : exercises())
    words.append(" ")
        .append(exercise.number)
        .append(": ")
        .append(exercise.todo)
        .append(" ")
        .append(exercise.expect);
  return words + ' ';
}

}  // namespace babble::ui
