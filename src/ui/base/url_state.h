// What the page's address says about the views of the chapters: logarithmic or linear, which row,
// what to score. Every toggle, choice, slider and text field reports its value here under its own
// name, so a new widget is in the address without further code. Rows of the settings table are not:
// they belong to the session. Also the controls that a lesson's link suppresses.
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

  /// Sets these views and resets all others to their defaults. The values are kept back until
  /// release(), because the link's text may still be loading.
  void open(const Views& views);
  void release(double seconds) {
    held_ = false;
    since_ = seconds;
  }

  /// Call before a chapter is drawn.
  void begin_chapter(std::string_view id, double seconds);
  /// Call after it was drawn. Returns a sentence for each invalid view of the link.
  std::vector<std::string> take_refused(double seconds);

  /// Each returns true if the link has changed the value. `words` are the names of the choices.
  bool flag(std::string_view control, bool& on);
  bool choice(std::string_view control, const std::vector<std::string_view>& words, int& chosen);
  bool number(std::string_view control, double& value, double low, double high);
  /// `edited`: the user has just changed it. Text that the program fills in is not recorded.
  bool text(std::string_view control, std::string& value, bool edited);

  /// Views that differ from their defaults, and those that wait for their chapter to be opened.
  Views values() const;

  /// Former keys of settings are replaced by their present ones.
  void suppress(const std::vector<std::string>& names);
  const std::vector<std::string>& suppressed_names() const { return suppressed_; }
  /// True if the link suppresses this control, or the group before its dot: "samples" also
  /// suppresses "samples.rnn".
  bool suppressed(std::string_view name) const;

 private:
  static bool is_view(std::string_view control);
  std::string key_of(std::string_view control) const;
  /// Records the present value. Returns the value that the link sets instead, once.
  std::optional<std::string> visit(const std::string& key, const std::string& now);
  void refuse(const std::string& key, const std::string& value, const std::string& takes);

  std::string chapter_;
  std::map<std::string, std::string, std::less<>> defaults_, values_, wanted_;
  std::vector<std::string> refused_, suppressed_;
  bool held_ = false;
  double since_ = 0;  // seconds; when the chapter was opened or the link was released
};

}  // namespace babble::ui
