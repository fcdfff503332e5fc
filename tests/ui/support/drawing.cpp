#include "drawing.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "core/base/utf8.h"

namespace babble::test {

bool Box::holds(const Box& other, float slack) const {
  return other.left >= left - slack && other.right <= right + slack && other.top >= top - slack &&
         other.bottom <= bottom + slack;
}

bool Box::holds(ImVec2 point) const {
  return point.x >= left && point.x <= right && point.y >= top && point.y <= bottom;
}

float Box::overlap(const Box& other) const {
  return std::min(std::min(right, other.right) - std::max(left, other.left),
                  std::min(bottom, other.bottom) - std::max(top, other.top));
}

Box box_of(const ui::Rectangle& place) {
  return {place.x, place.y, place.x + place.width, place.y + place.height};
}

namespace {

struct InkedGlyph {
  const ImFont* font = nullptr;
  const ImFontGlyph* glyph = nullptr;
};
using AtlasGlyphs =
    std::map<std::pair<float, float>, InkedGlyph>;  // by the upper left corner in the atlas

AtlasGlyphs glyphs_of_atlas() {
  AtlasGlyphs glyphs;
  for (const ImFont* font : ImGui::GetIO().Fonts->Fonts)
    for (const ImFontGlyph& glyph : font->Glyphs)
      if (glyph.Visible) glyphs.try_emplace({glyph.U0, glyph.V0}, InkedGlyph{font, &glyph});
  return glyphs;
}

// Triangles that share vertices: one call of the draw list.
struct Piece {
  std::vector<int> vertices;
  const ImDrawCmd* command = nullptr;
};

std::vector<Piece> parts_of(const ImDrawList& list) {
  std::vector<int> parent(static_cast<std::size_t>(list.VtxBuffer.Size));
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](int i) {
    while (parent[static_cast<std::size_t>(i)] != i) {
      int& above = parent[static_cast<std::size_t>(i)];
      above = parent[static_cast<std::size_t>(above)];
      i = above;
    }
    return i;
  };
  const auto vertex = [&](const ImDrawCmd& command, unsigned i) {
    return static_cast<int>(command.VtxOffset) +
           static_cast<int>(list.IdxBuffer[static_cast<int>(command.IdxOffset + i)]);
  };
  for (const ImDrawCmd& command : list.CmdBuffer)
    for (unsigned i = 0; i + 2 < command.ElemCount; i += 3)
      for (const unsigned other : {i + 1, i + 2})
        parent[static_cast<std::size_t>(root(vertex(command, other)))] = root(vertex(command, i));
  std::vector<Piece> parts;
  std::map<int, std::size_t> part_of;  // by root
  std::vector<bool> seen(parent.size(), false);
  for (const ImDrawCmd& command : list.CmdBuffer) {
    for (unsigned i = 0; i < command.ElemCount; ++i) {
      const int v = vertex(command, i);
      if (seen[static_cast<std::size_t>(v)]) continue;
      seen[static_cast<std::size_t>(v)] = true;
      const auto [at, is_new] = part_of.try_emplace(root(v), parts.size());
      if (is_new) parts.push_back({{}, &command});
      parts[at->second].vertices.push_back(v);
    }
  }
  for (Piece& part : parts) std::sort(part.vertices.begin(), part.vertices.end());
  return parts;
}

DrawnShape shape_of(const ImDrawList& list, const Piece& part) {
  DrawnShape shape;
  const ImVec4& clip = part.command->ClipRect;
  shape.clip = {clip.x, clip.y, clip.z, clip.w};
  shape.picture = part.command->GetTexID() != ImGui::GetIO().Fonts->TexID;
  bool any = false;
  for (const int i : part.vertices) {
    const ImDrawVert& v = list.VtxBuffer[i];
    shape.vertices.push_back(v.pos);
    if (v.col >> 24 == 0) continue;
    if (!any) {
      shape.color = v.col;
      shape.box = {v.pos.x, v.pos.y, v.pos.x, v.pos.y};
    }
    any = true;
    shape.box = {std::min(shape.box.left, v.pos.x), std::min(shape.box.top, v.pos.y),
                 std::max(shape.box.right, v.pos.x), std::max(shape.box.bottom, v.pos.y)};
  }
  return shape;
}

// Joins glyphs to words while each starts where the last one ends.
class Writer {
 public:
  explicit Writer(std::vector<DrawnText>& texts) : texts_(texts) {}
  void add(const InkedGlyph& what, const DrawnShape& shape) {
    const ImFontGlyph& glyph = *what.glyph;
    const float scale = ImGui::GetIO().FontGlobalScale;
    const float origin = shape.vertices[0].x - glyph.X0 * scale;
    const float line = shape.vertices[0].y - glyph.Y0 * scale;
    const float blank = what.font->GetCharAdvance(' ') * scale;
    const int blanks = static_cast<int>(std::lround((origin - end_) / blank));
    const bool follows = open_ && what.font == font_ && shape.color == texts_.back().color &&
                         std::fabs(line - line_) < 0.02f && blanks >= 0 && blanks <= 3 &&
                         std::fabs(origin - end_ - static_cast<float>(blanks) * blank) < 0.05f;
    if (!follows) {
      texts_.push_back(
          {"", shape.box, shape.color, what.font->FontSize * scale, shape.clip, shape.window});
    } else {
      texts_.back().words.append(static_cast<std::size_t>(blanks), ' ');
    }
    DrawnText& text = texts_.back();
    text.words += encode_utf8(static_cast<char32_t>(glyph.Codepoint));
    text.box.left = std::min(text.box.left, shape.box.left);
    text.box.top = std::min(text.box.top, shape.box.top);
    text.box.right = std::max(text.box.right, shape.box.right);
    text.box.bottom = std::max(text.box.bottom, shape.box.bottom);
    open_ = true;
    font_ = what.font;
    line_ = line;
    end_ = origin + glyph.AdvanceX * scale;
  }
  void end() { open_ = false; }

 private:
  std::vector<DrawnText>& texts_;
  bool open_ = false;
  const ImFont* font_ = nullptr;
  float line_ = 0, end_ = 0;
};

bool visible(const Box& box, const Box& clip) {
  return box.right > clip.left && box.left < clip.right && box.bottom > clip.top &&
         box.top < clip.bottom;
}

}  // namespace

std::vector<ImVec2> DrawnShape::points() const {
  std::vector<ImVec2> points;
  for (std::size_t i = 0; i + 3 < vertices.size(); i += 4) {
    ImVec2 sum(0, 0);
    for (std::size_t j = i; j < i + 4; ++j)
      sum = ImVec2(sum.x + vertices[j].x, sum.y + vertices[j].y);
    points.emplace_back(sum.x / 4, sum.y / 4);
  }
  return points;
}

Drawing Drawing::last_frame() {
  Drawing drawing;
  const AtlasGlyphs glyphs = glyphs_of_atlas();
  const ImDrawData& data = *ImGui::GetDrawData();
  for (int l = 0; l < data.CmdListsCount; ++l) {
    const ImDrawList& list = *data.CmdLists[l];
    Writer writer(drawing.texts);
    for (const Piece& part : parts_of(list)) {
      DrawnShape shape = shape_of(list, part);
      shape.window = list._OwnerName == nullptr ? "" : list._OwnerName;
      const ImDrawVert& first = list.VtxBuffer[part.vertices[0]];
      const auto glyph = glyphs.find({first.uv.x, first.uv.y});
      if (!shape.picture && part.vertices.size() == 4 && glyph != glyphs.end()) {
        writer.add(glyph->second, shape);
        continue;
      }
      writer.end();
      if (visible(shape.box, shape.clip)) drawing.shapes.push_back(std::move(shape));
    }
  }
  std::erase_if(drawing.texts, [](const DrawnText& t) { return !visible(t.box, t.clip); });
  return drawing;
}

Drawing Drawing::within(const Box& place) const {
  Drawing inside;
  for (const DrawnText& text : texts)
    if (place.holds(text.box.middle())) inside.texts.push_back(text);
  for (const DrawnShape& shape : shapes)
    if (place.holds(shape.box.middle())) inside.shapes.push_back(shape);
  return inside;
}

Drawing Drawing::in_window(std::string_view front) const {
  Drawing inside;
  for (const DrawnText& text : texts)
    if (text.window.starts_with(front)) inside.texts.push_back(text);
  for (const DrawnShape& shape : shapes)
    if (shape.window.starts_with(front)) inside.shapes.push_back(shape);
  return inside;
}

const DrawnText* Drawing::find(std::string_view words) const {
  const auto found = std::find_if(texts.begin(), texts.end(),
                                  [&](const DrawnText& text) { return text.words == words; });
  return found == texts.end() ? nullptr : &*found;
}

std::string Drawing::words() const {
  std::string all;
  for (const DrawnText& text : texts) all += (all.empty() ? "" : " ") + text.words;
  return all;
}

std::vector<std::string> Drawing::lines() const {
  std::vector<DrawnText> sorted;
  for (const DrawnText& text : texts)
    if (text.words != "?") sorted.push_back(text);
  std::stable_sort(sorted.begin(), sorted.end(), [](const DrawnText& a, const DrawnText& b) {
    return a.box.middle().y < b.box.middle().y;
  });
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i + 1;
    while (end < sorted.size() &&
           sorted[end].box.middle().y - sorted[end - 1].box.middle().y < 5.5f)
      ++end;
    std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(i),
              sorted.begin() + static_cast<std::ptrdiff_t>(end),
              [](const DrawnText& a, const DrawnText& b) { return a.box.left < b.box.left; });
    std::string line;
    for (; i < end; ++i) line += (line.empty() ? "" : " | ") + sorted[i].words;
    lines.push_back(line);
  }
  return lines;
}

std::vector<DrawnShape> Drawing::shapes_of(ui::Color color) const {
  std::vector<DrawnShape> found;
  for (const DrawnShape& shape : shapes)
    if (shape.color == color) found.push_back(shape);
  return found;
}

std::vector<DrawnText> Drawing::texts_of(ui::Color color) const {
  std::vector<DrawnText> found;
  for (const DrawnText& text : texts)
    if (text.color == color) found.push_back(text);
  return found;
}

}  // namespace babble::test
