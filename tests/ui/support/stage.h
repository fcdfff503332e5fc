// The interface without a window: ImGui draws into lists that are not shown, and the tests simulate
// pointer and keyboard. Widgets are found by the names that the page's scripts use.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/protocol/intents.h"
#include "app/protocol/snapshot.h"
#include "ui/base/input_queue.h"
#include "ui/shell/interface.h"

struct ImGuiContext;

namespace babble::test {

/// Records what was sent to the graphics card.
class FakeTextures : public ui::Textures {
 public:
  struct Picture {
    int width = 0, height = 0;
    std::vector<ui::Color> pixels;
    std::uint64_t revision = 0;
    int uploads = 0;
  };
  std::uintptr_t update(std::string_view name, int width, int height,
                        std::span<const ui::Color> pixels, std::uint64_t revision) override;
  const Picture& picture(std::string_view name) const { return pictures_.find(name)->second; }
  bool has(std::string_view name) const { return pictures_.contains(name); }

 private:
  std::map<std::string, Picture, std::less<>> pictures_;
};

/// The ids of all chapters in their order.
const std::vector<std::string>& chapter_ids();

/// Several stages can exist. ImGui::GetDrawData belongs to the one that drew the last frame.
class Stage {
 public:
  explicit Stage(float width = 1280, float height = 800, float ratio = 1,
                 ui::GlyphSource glyphs = {}, ui::Capabilities capabilities = {});
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  app::Snapshot snapshot;
  std::vector<app::Intent> intents;  ///< all that were posted and not cleared
  ui::Interface& interface() { return interface_; }
  ui::InputQueue& input() { return input_; }
  FakeTextures& textures() { return textures_; }

  void frames(int count = 1);
  void show(std::string_view chapter);
  /// Turns the wheel over the column that holds it until the control is on the screen. Fails the
  /// test if there is no such control.
  ui::Rectangle find(std::string_view name);
  bool visible(std::string_view name) const { return interface_.controls().find(name) != nullptr; }
  void click(std::string_view name);
  void move_to(std::string_view name, float share_x = 0.5f, float share_y = 0.5f);
  void press_key(int key);
  void type(std::string_view text);
  /// Everything that is on the screen in any scroll position, by name.
  std::set<std::string> all_controls();
  double seconds() const { return seconds_; }
  void pass(double seconds) { seconds_ += seconds; }
  const ui::FontLoader& fonts() const { return font_loader_; }
  /// Text that was drawn in the last frame is not kept; its vertices are counted.
  int vertices() const;

  template <class T>
  const T* posted() const {
    for (auto it = intents.rbegin(); it != intents.rend(); ++it) {
      if (const T* found = std::get_if<T>(&*it)) return found;
    }
    return nullptr;
  }

 private:
  void scroll(float x, float y, float notches);

  void make_fonts();

  float width_, height_, ratio_;
  double seconds_ = 100;
  ui::FontLoader font_loader_;
  FakeTextures textures_;
  ui::Interface interface_;
  ui::InputQueue input_;
  ImGuiContext *outer_, *own_;
};

}  // namespace babble::test
