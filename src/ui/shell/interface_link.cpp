// The interface's part of a link: chapter, theme, views, and suppressed controls. The session's
// part, text and settings, is passed on.
#include <algorithm>

#include "app/protocol/link.h"
#include "core/models/registry.h"
#include "ui/shell/interface.h"

namespace babble::ui {
namespace {

constexpr const char* first_chapter = "counting";
constexpr std::size_t most_reported = 4;  // errors of a link in one message
constexpr std::string_view parts_of_the_bar[] = {"chapters", "corpus", "transport", "speed",
                                                 "seed",     "files",  "share",     "theme"};

std::string quoted(std::string_view text) {
  std::string out("\"");
  out += text.substr(0, 40);
  out += '"';
  return out;
}

}  // namespace

void Interface::open_link(std::string_view text) {
  app::Link link = app::parse_link(text);
  if (!show_chapter(link.chapter.empty() ? first_chapter : link.chapter)) {
    std::string all;
    for (const auto& chapter : chapters_)
      all += (all.empty() ? "" : ", ") + std::string(chapter->id());
    link.refused.push_back("There is no chapter " + quoted(link.chapter) + "; there are " + all +
                           ".");
    show_chapter(first_chapter);
  }
  set_theme(link.theme.empty() ? "auto" : link.theme);
  std::erase_if(link.hide, [&](const std::string& name) {
    if (can_suppress(name)) return false;
    link.refused.push_back("No control is called " + quoted(name) +
                           ": press ? for the names that hide= accepts.");
    return true;
  });
  url_.suppress(link.hide);
  std::erase_if(link.views, [&](const auto& view) {
    const std::string chapter = view.first.substr(0, view.first.find('.'));
    for (const auto& known : chapters_)
      if (known->id() == chapter) return false;
    link.refused.push_back("There is no chapter " + quoted(chapter) + " for " + quoted(view.first) +
                           ".");
    return true;
  });
  url_.open(link.views);
  say_refused(link.refused);
  wanted_steps_ = link.steps;
  app::Link session_part;
  session_part.corpus = link.corpus;
  session_part.text_name = link.text_name;
  session_part.settings = link.settings;
  waiting_link_ = app::link_text(session_part);
  entered_ = false;
}

std::vector<std::string_view> Interface::suppressible_names() const {
  std::vector<std::string_view> names(std::begin(parts_of_the_bar), std::end(parts_of_the_bar));
  for (const auto& chapter : chapters_) {
    for (const CardSlot& card : chapter->cards()) {
      if (std::find(names.begin(), names.end(), card.name) == names.end())
        names.push_back(card.name);
    }
  }
  return names;
}

bool Interface::can_suppress(std::string_view name) const {
  if (name.starts_with("setting.")) return find_setting(name.substr(8)) != nullptr;
  const std::vector<std::string_view> names = suppressible_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

void Interface::say_refused(const std::vector<std::string>& sentences) {
  if (sentences.empty()) return;
  std::string words = "Invalid parts of the link were ignored:";
  for (std::size_t i = 0; i < std::min(sentences.size(), most_reported); ++i)
    words += ' ' + sentences[i];
  if (sentences.size() > most_reported)
    words += " " + std::to_string(sentences.size() - most_reported) + " further errors omitted.";
  say(std::move(words), true);
}

void Interface::settle_link(Frame& frame) {
  if (waiting_link_) {  // before the chapter activates its model, which is made with these settings
    frame.post(app::OpenLink{std::move(*waiting_link_)});
    waiting_link_.reset();
    links_expected_ = std::max(links_expected_, frame.snapshot.links_opened) + 1;
  }
  if (links_expected_ == 0 || frame.snapshot.links_opened < links_expected_) return;
  links_expected_ = 0;
  url_.release(frame.seconds);
  if (wanted_steps_ > 0 && model()) steps_due_ = true;
  frame.wake(0);
}

// Waits until the chapter's model is the active one.
void Interface::train_as_linked(Frame& frame) {
  if (!steps_due_) return;
  const std::optional<ModelKind> kind = model();
  if (!kind) {
    steps_due_ = false;
    return;
  }
  if (frame.snapshot.active != *kind) return;
  steps_due_ = false;
  const std::int64_t left = wanted_steps_ - frame.snapshot.model(*kind).steps;
  if (model_info(*kind).capabilities.trained && left > 0)
    frame.post(app::Step{static_cast<int>(left)});
}

std::optional<std::string> Interface::link(const app::Snapshot& snapshot, bool with_steps) const {
  if (waiting_link_ || links_expected_ > 0) return std::nullopt;
  app::Link link = app::link_of(snapshot);
  if (std::string_view(chapter()) != first_chapter) link.chapter = chapter();
  if (theme_ == Theme::light) link.theme = "light";
  if (theme_ == Theme::dark) link.theme = "dark";
  link.views = url_.values();
  link.hide = url_.suppressed_names();
  if (with_steps && model() && model_info(*model()).capabilities.trained) {
    const app::ModelView& shown = snapshot.model(*model());
    if (shown.repeatable) link.steps = shown.steps;
  }
  return app::link_text(link);
}

}  // namespace babble::ui
