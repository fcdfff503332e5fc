#include "stage.h"

#include <gtest/gtest.h>

#include "ui/base/fonts.h"
#include "ui/base/imgui_all.h"
#include "ui/chapters/registry.h"

namespace babble::test {

const std::vector<std::string>& chapter_ids() {
  static const std::vector<std::string> ids = [] {
    std::vector<std::string> list;
    for (const auto& chapter : ui::make_chapters()) list.push_back(chapter->id());
    return list;
  }();
  return ids;
}

std::uintptr_t FakeTextures::update(std::string_view name, int width, int height,
                                    std::span<const ui::Color> pixels, std::uint64_t revision) {
  Picture& picture = pictures_[std::string(name)];
  if (picture.uploads == 0 || picture.revision != revision) {
    picture.width = width;
    picture.height = height;
    picture.pixels.assign(pixels.begin(), pixels.end());
    picture.revision = revision;
    ++picture.uploads;
  }
  return 7;
}

namespace {
constexpr int largest_texture = 2048;  // pixels; the least that WebGL 2 allows
}

Stage::Stage(float width, float height, float ratio, ui::GlyphSource glyphs,
             ui::Capabilities capabilities)
    : width_(width),
      height_(height),
      ratio_(ratio),
      font_loader_(std::move(glyphs), [this] { return seconds_; }),
      interface_(textures_, capabilities),
      outer_(ImGui::GetCurrentContext()),
      own_(ImGui::CreateContext()) {
  ImGui::SetCurrentContext(own_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.DisplaySize = ImVec2(width, height);
  io.DeltaTime = 1.0f / 60;
  io.FontGlobalScale = 1 / ratio;
  ui::map_keys(io);
  make_fonts();
}

Stage::~Stage() {
  ImGui::DestroyContext(own_);
  ImGui::SetCurrentContext(outer_);
}

void Stage::make_fonts() {
  interface_.set_fonts(
      font_loader_.load(*ImGui::GetIO().Fonts, ratio_, interface_.glyphs(), largest_texture));
}

void Stage::frames(int count) {
  ImGui::SetCurrentContext(own_);
  ImGuiIO& io = ImGui::GetIO();
  for (int i = 0; i < count; ++i) {
    seconds_ += 1.0 / 60;
    input_.feed(io, seconds_);
    float dx = 0, dy = 0;
    input_.take_scroll(dx, dy);
    if (dy != 0) interface_.drag_scroll(dx, dy);
    float zoom = 1;
    if (input_.take_pinch(zoom, dx, dy)) interface_.pinch(zoom, dx, dy);
    interface_.set_touch(input_.is_touch());
    if (font_loader_.prepare(interface_.glyphs())) make_fonts();
    ImGui::NewFrame();
    interface_.draw(snapshot, intents, seconds_);
    ImGui::Render();
  }
}

void Stage::show(std::string_view chapter) {
  ASSERT_TRUE(interface_.show_chapter(chapter));
  frames(3);
}

void Stage::scroll(float x, float y, float notches) {
  input_.mouse_move(x, y);
  frames(1);
  input_.wheel(0, notches);
  frames(2);
}

ui::Rectangle Stage::find(std::string_view name) {
  for (const float x : {width_ - 30, width_ * 0.3f}) {
    if (visible(name)) break;
    for (int i = 0; i < 40; ++i) scroll(x, height_ * 0.6f, 5);  // back to the top
    for (int i = 0; i < 80 && !visible(name); ++i) scroll(x, height_ * 0.6f, -1);
    scroll(x, height_ * 0.6f, -1);  // wholly into view
  }
  const ui::Rectangle* place = interface_.controls().find(name);
  EXPECT_NE(place, nullptr) << name << " is nowhere on the screen";
  return place == nullptr ? ui::Rectangle{} : *place;
}

void Stage::move_to(std::string_view name, float share_x, float share_y) {
  const ui::Rectangle place = find(name);
  input_.mouse_move(place.x + share_x * place.width, place.y + share_y * place.height);
  frames(2);
}

void Stage::click(std::string_view name) {
  move_to(name);
  input_.mouse_button(0, true);
  input_.mouse_button(0, false);
  frames(4);
}

void Stage::press_key(int key) {
  input_.key(key, true);
  input_.key(key, false);
  frames(3);
}

void Stage::type(std::string_view text) {
  input_.text(text);
  frames(3);
}

std::set<std::string> Stage::all_controls() {
  std::set<std::string> names;
  const auto collect = [&] {
    for (const auto& [name, place] : interface_.controls().all()) names.insert(name);
  };
  for (const float x : {width_ - 30, width_ * 0.3f}) {
    for (int i = 0; i < 40; ++i) scroll(x, height_ * 0.6f, 5);
    for (int i = 0; i < 60; ++i) {
      collect();
      scroll(x, height_ * 0.6f, -1.5f);
    }
    collect();
  }
  return names;
}

int Stage::vertices() const { return ImGui::GetDrawData()->TotalVtxCount; }

}  // namespace babble::test
