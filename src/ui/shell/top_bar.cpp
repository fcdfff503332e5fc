#include "ui/shell/top_bar.h"

#include <algorithm>
#include <cmath>

#include "ui/base/format.h"
#include "ui/shell/status.h"
#include "ui/widgets/menu.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

struct Speed {
  double steps_per_second;
  std::string_view name, note;
};
constexpr Speed speeds[] = {{0, "Full speed", "as fast as the machine allows"},
                            {1000, "1,000 steps/s", ""},
                            {200, "200 steps/s", ""},
                            {50, "50 steps/s", ""},
                            {10, "10 steps/s", ""},
                            {2, "2 steps/s", "slow enough to follow every step"}};

std::string_view speed_name(double limit) {
  for (const Speed& speed : speeds) {
    if (speed.steps_per_second == limit) return speed.name;
  }
  return "Limited";
}

// "Reading large.txt · 12 of 50 MB"; with less room, a shortened name and the sizes.
std::string text_load_words(const app::TextLoadView& text_load, const Frame& frame, float width) {
  const std::string size = " · " + std::to_string(text_load.read >> 20) + " of " +
                           std::to_string(std::max<std::uint64_t>(1, text_load.bytes >> 20)) +
                           " MB";
  const auto wide = [&](const std::string& words) { return text_size(frame.fonts.small, words).x; };
  if (wide("Reading " + text_load.name + size) <= width) return "Reading " + text_load.name + size;
  return truncate(frame.fonts.small, text_load.name, std::max(width - wide(size), 30.0f)) + size;
}

}  // namespace

void TopBar::corpus_menu(Frame& frame, float width) {
  const app::CorpusView& corpus = frame.snapshot.corpus;
  ButtonLook look;
  look.menu_mark = true;
  look.width = width;
  look.tip = "The text that the models learn from";
  if (button(frame, "corpus", corpus.name.empty() ? "No text" : corpus.name, look)) {
    ImGui::OpenPopup("corpus menu");
  }
  const ImVec2 below(ImGui::GetItemRectMin().x, ImGui::GetItemRectMax().y + 6);
  ImGui::SetNextWindowPos(below);
  if (!ImGui::BeginPopup("corpus menu")) return;
  if (menu_item(frame, "corpus.names", "Names", "given names from many languages", false)) {
    frame.post(app::OpenBuiltin{"names"});
  }
  if (menu_item(frame, "corpus.tale", "Tale", "a story in plain English", false)) {
    frame.post(app::OpenBuiltin{"tale"});
  }
  const auto& recent = frame.snapshot.recent_texts;
  for (std::size_t i = 0; i < recent.size(); ++i) {
    if (menu_item(
            frame, "corpus.recent." + std::to_string(i),
            truncate(frame.fonts.body, recent[i].name, 226),
            "your text, " + short_count(static_cast<double>(recent[i].bytes.size())) + " bytes",
            false)) {
      frame.post(app::OpenBytes{recent[i].name, recent[i].bytes.text()});
    }
  }
  ImGui::Separator();
  if (menu_item(frame, "corpus.open", "Open a file…", "a text, or a saved model", false)) {
    frame.requests.open_file = true;
  }
  if (menu_item(frame, "corpus.paste", "Paste a text…", "", false))
    frame.requests.open_paste = true;
  if (frame.capabilities.network) {
    if (menu_item(frame, "corpus.address", "From an address…", "of a text file", false))
      frame.requests.open_address = true;
    ImGui::Separator();
    if (menu_item(frame, "corpus.home.names", "makemore’s names.txt",
                  "downloaded from its public address", false)) {
      frame.requests.open_home = "names";
    }
    if (menu_item(frame, "corpus.home.time_machine", "The Time Machine",
                  "downloaded from d2l’s public address", false)) {
      frame.requests.open_home = "time_machine";
    }
  }
  // Not wrapped: in its first frame the menu has no width yet.
  label(frame, " You can also drop a file on the window.");
  ImGui::EndPopup();
}

void TopBar::transport(Frame& frame, Chapter& chapter, bool with_words) {
  const Chapter::Transport state = chapter.transport(frame);
  ButtonLook look;
  look.primary = true;
  look.enabled = state.enabled;
  look.icon = state.playing ? Icon::pause : Icon::play;
  look.tip = state.playing ? "Pause (space)" : state.play_tip;
  look.width = with_words ? 96 : 0;
  const bool pressed = button(frame, state.playing ? "pause" : "play",
                              with_words ? (state.playing ? "Pause" : "Play") : "", look);
  if (pressed) chapter.play_or_pause(frame);
  ImGui::SameLine(0, 6);
  look = {};
  look.enabled = state.enabled;
  look.icon = Icon::step;
  look.tip = state.step_tip;
  if (button(frame, "step", "", look)) chapter.step(frame);
  ImGui::SameLine(0, 6);
  look.icon = Icon::reset;
  look.tip = state.reset_tip;
  if (button(frame, "reset", "", look)) chapter.reset(frame);
}

void TopBar::speed_menu(Frame& frame, Requests& requests) {
  ButtonLook look;
  look.menu_mark = true;
  look.width = 132;
  look.tip = "Limit the speed of training";
  const double limit = frame.snapshot.steps_per_second_limit;
  if (button(frame, "speed", speed_name(limit), look)) ImGui::OpenPopup("speed menu");
  ImGui::SetNextWindowPos(ImVec2(ImGui::GetItemRectMin().x, ImGui::GetItemRectMax().y + 6));
  if (!ImGui::BeginPopup("speed menu")) return;
  for (const Speed& speed : speeds) {
    const std::string name = "speed." + std::to_string(static_cast<int>(speed.steps_per_second));
    if (menu_item(frame, name, speed.name, speed.note, speed.steps_per_second == limit)) {
      requests.speed = speed.steps_per_second;
    }
  }
  ImGui::EndPopup();
}

void TopBar::seed_field(Frame& frame, float width) {
  const std::string now = std::to_string(frame.snapshot.model(frame.snapshot.active).settings.seed);
  if (!editing_seed_) seed_ = now;
  const bool confirmed = text_field(frame, "setting.seed", seed_, "seed", width, true);
  editing_seed_ = ImGui::IsItemActive();
  tooltip(frame, find_setting("seed")->help);
  if (confirmed && seed_ != now && !seed_.empty()) frame.post(app::Set{"seed", seed_});
}

void TopBar::file_buttons(Frame& frame) {
  ButtonLook look;
  look.icon = Icon::open;
  look.quiet = true;
  look.tip = "Open a text or a saved model";
  if (button(frame, "open", "", look)) frame.requests.open_file = true;
  ImGui::SameLine(0, 4);
  look.icon = Icon::save;
  look.tip = "Save the model as a safetensors file, from which training can continue";
  look.enabled = frame.snapshot.model(frame.snapshot.active).exists;
  if (button(frame, "save", "", look)) frame.post(app::SaveCheckpoint{});
}

void TopBar::share_button(Frame& frame) {
  ButtonLook look;
  look.quiet = true;
  look.icon = Icon::share;
  look.tip = "Copy a link to these settings and views";
  if (button(frame, "share", "", look)) frame.requests.share = true;
}

bool TopBar::exercises_button(Frame& frame) {
  if (frame.url.suppressed("chapters")) return false;  // they lead to other chapters
  ButtonLook look;
  look.quiet = true;
  look.icon = Icon::check;
  look.tip = "Exercises of the courses (E)";
  const bool pressed = button(frame, "exercises", "", look);
  if (pressed) frame.requests.show_exercises = true;
  ImGui::SameLine(0, 4);
  return pressed;
}

bool TopBar::help_button(Frame& frame) {
  ButtonLook look;
  look.quiet = true;
  look.icon = Icon::help;
  look.tip = "Keys, links, the tour (?)";
  const bool pressed = button(frame, "help", "", look);
  if (pressed) frame.requests.show_keys = true;
  return pressed;
}

void TopBar::theme_button(Frame& frame, Requests& requests) {
  ButtonLook look;
  look.quiet = true;
  look.icon = frame.palette.dark ? Icon::sun : Icon::moon;
  look.tip = frame.palette.dark ? "Light colours" : "Dark colours";
  requests.toggle_theme |= button(frame, "theme", "", look);
}

void TopBar::more_menu(Frame& frame, const Chapter& chapter, Requests& requests) {
  ButtonLook look;
  look.quiet = true;
  look.icon = Icon::more;
  look.tip = "Speed, seed, files, link, help";
  if (button(frame, "more", "", look)) ImGui::OpenPopup("more menu");
  ImGui::SetNextWindowPos(ImVec2(ImGui::GetItemRectMax().x, ImGui::GetItemRectMax().y + 6),
                          ImGuiCond_Always, ImVec2(1, 0));
  if (!ImGui::BeginPopup("more menu")) return;
  const UrlState& url = frame.url;
  if (!url.suppressed("seed")) {
    label(frame, "Seed");
    seed_field(frame, 230);
  }
  if (!url.suppressed("speed") && chapter.transport(frame).has_speed) {
    label(frame, "Speed");
    speed_menu(frame, requests);
  }
  if (!url.suppressed("files")) {
    label(frame, "Files");
    file_buttons(frame);
  }
  label(frame, "Link, help");
  if (!url.suppressed("share")) {
    share_button(frame);
    ImGui::SameLine(0, 4);
  }
  // Closing the menu when the button goes down would lose the click.
  if (exercises_button(frame)) ImGui::CloseCurrentPopup();
  if (help_button(frame)) ImGui::CloseCurrentPopup();
  ImGui::EndPopup();
}

void TopBar::status(Frame& frame, ImVec2 low, ImVec2 high) {
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const float y = (low.y + high.y) / 2;
  frame.controls.record("status", low.x, low.y, high.x, high.y);
  const app::Snapshot& snapshot = frame.snapshot;
  if (snapshot.busy) {
    std::string words = snapshot.busy_text;
    if (!snapshot.text_load.name.empty()) {
      ButtonLook look;
      look.quiet = true;
      look.icon = Icon::close;
      look.tip = "Cancel the load; the current text stays open";
      const float width = button_width(frame, "", look);
      ImGui::SetCursorScreenPos(ImVec2(high.x - width, y - frame.layout.control_height / 2));
      if (button(frame, "opening.cancel", "", look)) frame.post(app::CancelLoad{});
      high.x -= width + 6;
      words = text_load_words(snapshot.text_load, frame, high.x - low.x);
    }
    const float width = std::min(240.0f, high.x - low.x);
    const float x = high.x - width;
    list.AddRectFilled(ImVec2(x, y + 8), ImVec2(high.x, y + 12), p.inset, 2);
    list.AddRectFilled(ImVec2(x, y + 8),
                       ImVec2(x + width * static_cast<float>(snapshot.busy_fraction), y + 12),
                       p.accent, 2);
    draw_aligned(list, frame.fonts.small, ImVec2(high.x, y - 4), 1, 0.5f, p.muted,
                 truncate(frame.fonts.small, words, high.x - low.x));
    return;
  }
  const std::vector<std::string> versions = status_words(snapshot);
  const auto fits = [&](const std::string& words) {
    return text_size(frame.fonts.small, words).x <= high.x - low.x;
  };
  const auto fitting = std::find_if(versions.begin(), versions.end(), fits);
  const std::string& words = fitting == versions.end() ? versions.back() : *fitting;
  const bool bad = !snapshot.model(snapshot.active).diverged.empty();
  draw_aligned(list, frame.fonts.small, ImVec2(high.x, y), 1, 0.5f, bad ? p.danger : p.muted,
               truncate(frame.fonts.small, words, high.x - low.x));
}

void TopBar::draw(Frame& frame, Chapter& chapter, Requests& requests) {
  const Palette& p = frame.palette;
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 size = ImGui::GetWindowSize();
  list.AddLine(ImVec2(0, size.y - 0.5f), ImVec2(size.x, size.y - 0.5f), p.border);
  const float height = frame.layout.control_height;
  const auto icon_width = [&] { return std::max(height, 31.0f); };

  // The logo: three bars that fall, as a loss does.
  const float row = frame.layout.compact ? 52 : size.y;
  const float mark_x = frame.layout.compact ? 14 : 22, mark_y = row / 2;
  const float bars[] = {18, 11, 6};
  for (int i = 0; i < 3; ++i) {
    const float x = mark_x + 7 * static_cast<float>(i);
    list.AddRectFilled(ImVec2(x, mark_y + 9 - bars[i]), ImVec2(x + 5, mark_y + 9),
                       i == 0 ? p.accent : mix(p.accent, p.surface, 0.25f * static_cast<float>(i)),
                       2);
  }
  draw_aligned(list, frame.fonts.title, ImVec2(mark_x + 28, mark_y), 0, 0.5f, p.text, "Babble");
  const float name_end = mark_x + 28 + text_size(frame.fonts.title, "Babble").x;

  const float y = (row - height) / 2;
  const UrlState& url = frame.url;
  if (frame.layout.compact) {
    const float right = size.x - 12 - 2 * icon_width() - 4;
    if (!url.suppressed("corpus")) {
      ImGui::SetCursorPos(ImVec2(name_end + 14, y));
      corpus_menu(frame, right - 10 - name_end - 14);
    }
    ImGui::SetCursorPos(ImVec2(right, y));
    if (!url.suppressed("theme")) theme_button(frame, requests);
    ImGui::SameLine(0, 4);
    more_menu(frame, chapter, requests);
    ImGui::SetCursorPos(ImVec2(12, row + 2));
    ImGui::Dummy(ImVec2(0, height));
    ImGui::SetCursorPos(ImVec2(12, row + 2));
    if (!url.suppressed("transport")) transport(frame, chapter, true);
    const float used = url.suppressed("transport") ? 4 : ImGui::GetItemRectMax().x;
    status(frame, ImVec2(used + 10, row + 2), ImVec2(size.x - 14, row + 2 + height));
    return;
  }
  const bool wide = size.x >= 1180;
  float x = std::max(name_end + 22, 178.0f + 4);
  const auto placed = [&](std::string_view group, const auto& draw) {
    if (url.suppressed(group)) return;
    ImGui::SetCursorPos(ImVec2(x, y));
    draw();
    x = ImGui::GetItemRectMax().x + 14;
  };
  placed("corpus", [&] { corpus_menu(frame, wide ? 190.0f : 150.0f); });
  placed("transport", [&] { transport(frame, chapter, true); });
  if (wide) {
    placed("seed", [&] {
      const ImVec2 at = ImGui::GetCursorScreenPos();
      draw_aligned(list, frame.fonts.small, ImVec2(at.x, at.y + height / 2), 0, 0.5f, p.muted,
                   "seed");
      ImGui::SetCursorScreenPos(ImVec2(at.x + text_size(frame.fonts.small, "seed").x + 8, at.y));
      seed_field(frame, 116);
    });
    if (chapter.transport(frame).has_speed) placed("speed", [&] { speed_menu(frame, requests); });
  }
  const bool files = wide && !url.suppressed("files"), share = wide && !url.suppressed("share"),
             theme = !url.suppressed("theme"),
             tasks = size.x >= 1320 && !url.suppressed("chapters");
  const float icons = static_cast<float>((files ? 2 : 0) + share + theme + tasks + 1);
  const float right = size.x - 12 - icons * icon_width() - (icons - 1) * 4;
  status(frame, ImVec2(x, 0), ImVec2(right - 10, size.y));
  ImGui::SetCursorPos(ImVec2(right, y));
  if (files) {
    file_buttons(frame);
    ImGui::SameLine(0, 4);
  }
  if (share) {
    share_button(frame);
    ImGui::SameLine(0, 4);
  }
  if (theme) {
    theme_button(frame, requests);
    ImGui::SameLine(0, 4);
  }
  if (wide) {
    if (tasks) exercises_button(frame);  // with less room the dialog of keys has it
    help_button(frame);
  } else {
    more_menu(frame, chapter, requests);
  }
}

}  // namespace babble::ui
