// Icons, rasterized to text.
#include "ui/base/icons.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "stage.h"
#include "ui/base/imgui_all.h"

namespace babble::test {
namespace {

float side_of(const ImVec2& a, const ImVec2& b, const ImVec2& p) {
  return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

// Alpha at a point, interpolated from the corners of the triangles.
float ink_at(const ImDrawList& list, const ImVec2& p) {
  float clear = 1;
  for (int i = 0; i + 2 < list.IdxBuffer.Size; i += 3) {
    const ImDrawVert& a = list.VtxBuffer[list.IdxBuffer[i]];
    const ImDrawVert& b = list.VtxBuffer[list.IdxBuffer[i + 1]];
    const ImDrawVert& c = list.VtxBuffer[list.IdxBuffer[i + 2]];
    const float whole = side_of(a.pos, b.pos, c.pos);
    if (whole == 0) continue;
    const float u = side_of(b.pos, c.pos, p) / whole, v = side_of(c.pos, a.pos, p) / whole;
    if (u < 0 || v < 0 || u + v > 1) continue;
    const float alpha = (u * static_cast<float>(a.col >> 24) + v * static_cast<float>(b.col >> 24) +
                         (1 - u - v) * static_cast<float>(c.col >> 24)) /
                        255;
    clear *= 1 - alpha;
  }
  return 1 - clear;
}

std::string drawn(const std::vector<ui::Icon>& icons) {
  constexpr int size = 15, pitch = size + 4;
  ImDrawList list(ImGui::GetDrawListSharedData());
  list._ResetForNewFrame();
  list.PushClipRectFullScreen();
  list.PushTextureID(ImGui::GetIO().Fonts->TexID);
  for (std::size_t i = 0; i < icons.size(); ++i) {
    const float x = static_cast<float>(static_cast<int>(i) * pitch) + pitch / 2.0f;
    ui::draw_icon(list, icons[i], ImVec2(x, pitch / 2.0f), size, ui::rgb(0x2468AC));
  }
  for (const ImDrawVert& vertex : list.VtxBuffer)
    EXPECT_EQ(vertex.col & 0xFFFFFFu, ui::rgb(0x2468AC) & 0xFFFFFFu);
  std::string picture;
  for (int y = 1; y < pitch - 1; ++y) {
    std::string line;
    for (int x = 0; x < pitch * static_cast<int>(icons.size()); ++x) {
      const float ink =
          ink_at(list, ImVec2(static_cast<float>(x) + 0.501f, static_cast<float>(y) + 0.502f));
      line += ink > 0.6f ? '#' : ink > 0.25f ? '+' : ' ';
    }
    line.resize(line.find_last_not_of(' ') + 1);
    picture += line + '\n';
  }
  return picture;
}

class Icons : public ::testing::Test {
 protected:
  Icons() { stage.frames(1); }
  Stage stage;
};

TEST_F(Icons, transport) {
  EXPECT_EQ("\n" + drawn({ui::Icon::play, ui::Icon::pause, ui::Icon::step, ui::Icon::reset,
                          ui::Icon::open, ui::Icon::save}),
            R"(
                                                                         +
                                                                       +#+
     +                  ++     ++                  +++         +      +##    #######+
     ##+               ####   ####        #+       ##+        ###    ####    ########+                  ##
     ####              ####   ####        ###      ##+       ##+    #####    ##     ##++++++++          ##
     #####+            ####   ####        ####+    ##+      +#+   ++#####    ##      #########          ##
     #######+          ####   ####        #####+   ##+      ##         ##    ##             ##          ##
     #########+        ####   ####        #######+ ##+     +#+         +#    ##             ##        + ## +
     ###########       ####   ####        ########+##+     +#           #+   ##             ##       ##+##+##
     #########+        ####   ####        #######  ##+     +#           #+   ##             ##        ######
     #######+          ####   ####        #####+   ##+      #+         +#    ##             ##         ####
     #####+            ####   ####        ####+    ##+      ##         ##    ##             ##   ##     ##    ##
     ####              ####   ####        ###      ##+      +#+       +#+    ##             ##   ##           ##
     ##+               ####   ####        #+       ##+       +##     ##+     #################   ##           ##
     +                  ++     ++                  #++        +#######+      #################   ###############
                                                                +###+                            ###############

)");
}

TEST_F(Icons, bar) {
  EXPECT_EQ("\n" + drawn({ui::Icon::sun, ui::Icon::moon, ui::Icon::more, ui::Icon::down,
                          ui::Icon::share, ui::Icon::help}),
            R"(
                           +
         ##             +######+                                                       +###          +#####+
         ##            +####                                                          +#####        ###+++###
    #+        +#      +#++#                                                          +#+   ##      ##      +##
    +#   +    #+     +#+ ##                                                         +#+    ##     ##  +###+  ##
       #####         ##  #+                                                         #+     ##    +#  +##+##+ +#+
      ##+ +##        #+  ##                                   #+     +#                  +##+    ##  +#   #+  ##
      #+   +#       +#   ##              ##+  +#+  +##        ##+   +##          +#   +# ###+    #+       #+  +#
  ## +#     #+  ##  +#   +#+             ###  ###  ###         ##   ##          +#+  +#+###+     #+      ##+  +#
  ##  #+   +#   ##  +#    ##+      ++    ##+  +#+  +##          ## ##          +#+  +#+ ##       #+     +#+   +#
      ##+ +##        #+    ##+   +##                             ###          +#+   #+           ##     #+    ##
       #####         ##     +#######                             +#+          ##     ##          +#+    +    +#+
         +           +#+      +++##+                              +           ##   +###           ##   +#+   ##
    +#        #+      +#+       +#+                                           ##   ###             ##+ +#+ +##
    #+        +#       +##+   +##+                                             ######+              ###+++###
         ##             +#######+                                               ###++                +#####+
         ##                +++
)");
}

TEST_F(Icons, cards) {
  EXPECT_EQ("\n" + drawn({ui::Icon::plus, ui::Icon::minus, ui::Icon::fit, ui::Icon::dice,
                          ui::Icon::close, ui::Icon::check}),
            R"(

                                                              +++++++++
                                          ####    ####      +###########+
         ##                              ##+++    +++##     ##         ##
         ##                              #+          +#    +#       +#+ #+       #+      +#                  #
         ##                              #+          +#    +#       +## #+       +#+    +#+                 ##
         ##                              #+          +#    +#        ++ #+        +#+  +#+                 +#+
         ##                                                +#    +#+    #+         +#++#+                 +#+
    ############       ############                        +#    ###    #+          +##+           #+    +##
    ############       ############                        +#    +#+    #+          +##+           ##+   ##
         ##                                                +# ++        #+         +#++#+           ##+ ##
         ##                              #+          +#    +# ##+       #+        +#+  +#+           ####+
         ##                              #+          +#    +# +#+       #+       +#+    +#+           ##+
         ##                              #+          +#     ##         ##         +      +             +
         ##                              ##+++    +++##     +###########+
                                          ####    ####        +++++++++

)");
}

TEST_F(Icons, none_draws_nothing) {
  const std::string nothing = drawn({ui::Icon::none});
  EXPECT_EQ(nothing.find_first_not_of('\n'), std::string::npos);
}

}  // namespace
}  // namespace babble::test
