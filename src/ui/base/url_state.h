// How the views of the chapters are set (logarithmic or not, which row, what to look up ...), for
// the page's address. Every toggle, choice, slider and text field tells its value here by its own
// name, so a new one is in the address without anybody's doing; the rows of the settings table are
// not, they are the session's. Also which groups of controls a lesson hides.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace babble::ui {

class UrlState {
 public:
  using Views = std::vector<std::pair<std::string, std::string>>;

  /// A link wants these views, all others at their defaults. They wait for release(): the link's
  /// text may not be open yet.
  void open(const Views& views);
  void release(double seconds) {
    held_ = false;
    since_ = seconds;
  }

  /// Before a chapter is drawn.
  void begin_chapter(std::string_view id, double seconds);
  /// After it was drawn: views that the link has set and that this chapter does not know.
  std::vector<std::string> take_refused(double seconds);

  /// Each returns true if the link has changed the value. `words`: what the choices are called.
  bool flag(std::string_view control, bool& on);
  bool choice(std::string_view control, const std::vector<std::string_view>& words, int& chosen);
  bool number(std::string_view control, double& value, double low, double high);
  bool number(std::string_view control, int& value, int low, int high);
  /// `changed`: the user has just edited it. A text that the program has put there is no view.
  bool text(std::string_view control, std::string& value, bool changed);

  /// What differs from the defaults, and what waits for its chapter to be opened.
  Views values() const;

  /// Former keys of settings count as the present ones.
  void hide(const std::vector<std::string>& groups);
  const std::vector<std::string>& hidden() const { return hidden_; }
  bool hides(std::string_view group) const;

 private:
  static bool is_view(std::string_view control);
  std::string key_of(std::string_view control) const;
  /// Notes the present value; what the link wants instead, once.
  std::optional<std::string> visit(const std::string& key, const std::string& now);
  void refuse(const std::string& key, const std::string& value, const std::string& takes);

  std::string chapter_;
  std::map<std::string, std::string, std::less<>> defaults_, values_, wanted_;
  std::vector<std::string> refused_, hidden_;
  bool held_ = false;
  double since_ = 0;  // seconds; when the chapter was opened or the link was released
};

/// A group of controls that "hide=" in a link can name, and what it is.
struct Group {
  std::string_view name, words;
};
const std::vector<Group>& groups();
/// One of groups(), or "setting." and a key of the settings table.
bool is_group(std::string_view name);

}  // namespace babble::ui
