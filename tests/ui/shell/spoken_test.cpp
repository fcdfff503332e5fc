// Texts for screen readers, subscriptions, truncated words, the theme of ImGui.
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/models/registry.h"
#include "drawing.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/base/imgui_all.h"
#include "ui/shell/status.h"
#include "ui/widgets/widgets.h"

namespace babble::test {
namespace {

TEST(Spoken, the_status_says_model_state_step_loss_and_three_samples) {
  app::Snapshot s = fake_snapshot();
  s.active = model_kind("rnn");
  const std::string samples = " Samples: mor., axx., minaymoryles.";
  EXPECT_EQ(ui::spoken_status(s), "RNN, paused, step 2,000, loss 2.050." + samples);
  s.playing = true;
  EXPECT_EQ(ui::spoken_status(s), "RNN, training, step 2,000, loss 2.050." + samples);
  s.models[model_kind("rnn").index()].diverged = "It diverged.";
  s.models[model_kind("rnn").index()].samples.edit().resize(1);
  EXPECT_EQ(ui::spoken_status(s),
            "RNN, training, step 2,000, loss 2.050. It diverged. Samples: mor.");
  s.active = model_kind("neural");
  s.models[1].steps = 0;
  s.models[1].samples = {};
  EXPECT_EQ(ui::spoken_status(s), "Neural bigram, not trained yet.");
  s.active = model_kind("count");
  EXPECT_EQ(ui::spoken_status(s),
            "Count bigram of names.txt: loss 2.455 nats per character on the "
            "training part." +
                samples);
}

TEST(Spoken, every_chapter_describes_its_numbers) {
  app::Snapshot s = fake_snapshot();
  s.counts.counts.edit()[5 * 27 + 7] = 50000;
  Stage stage;
  const auto described = [&](const char* chapter) {
    EXPECT_TRUE(stage.interface().show_chapter(chapter));
    return stage.interface().describe(s);
  };
  const auto says = [&](const char* chapter, const std::vector<std::string>& parts) {
    const std::string words = described(chapter);
    EXPECT_TRUE(words.starts_with("Chapter ")) << words;
    for (const std::string& part : parts)
      EXPECT_NE(words.find(part), std::string::npos) << part << " in: " << words;
    return words;
  };
  says("data", {"names.txt: 228,146 characters in 32,033 lines, 27 different ones.",
                "182,517 characters for training, 22,815 for choosing settings and 22,814"});
  const std::string pairs = says("counting", {"612,141 pairs in names.txt.",
                                              "pairs: e then g, 50,000 times, . then a, "
                                              "5,438 times, ",
                                              " 2.455 on the training part, 2.458 on the dev part, "
                                              "2.460 on the test part.",
                                              " Order 5: NLL 2.1600 on train, 2.3600 on dev, 4.5 % "
                                              "of its contexts unseen, 803,504 bytes."});
  const std::size_t listed = pairs.find("pairs: e then g");
  int times = 0;
  for (std::size_t at = listed; (at = pairs.find(" times", at)) != std::string::npos; ++at) ++times;
  EXPECT_EQ(times, 5);
  says("neural", {"has gone from ", "to 2.4", "in 300 steps.", "knows nothing has 3.296",
                  "the count bigram has 2.455"});
  says("rnn", {"with 64 hidden units", "in 2,000 steps.", "2.050 on the training part"});
  says("batches", {"mini-batches of 32 sequences of 35 tokens"});
  says("compare",
       {"Count bigram, 729 parameters, 0 steps.", "Neural bigram, 729 parameters, 300 steps.",
        "RNN, 729 parameters, 2,000 steps."});
  s = first_snapshot();
  says("rnn", {"The loss curve is empty"});
  says("compare", {"RNN is not trained yet."});
  EXPECT_EQ(described("rnn").find("Loss in nats"), std::string::npos);
  s.counts = {};
  EXPECT_EQ(described("counting").find("most frequent"), std::string::npos);
}

TEST(Subscriptions, the_first_frame_subscribes_once) {
  Stage stage;
  stage.snapshot = first_snapshot();
  stage.frames(1);
  ASSERT_NE(stage.posted<app::Subscribe>(), nullptr);
  EXPECT_FALSE(stage.posted<app::Subscribe>()->matrices);
  EXPECT_EQ(stage.posted<app::Activate>(), nullptr) << "counting is active already";
  stage.intents.clear();
  stage.frames(5);
  EXPECT_TRUE(stage.intents.empty()) << "once";
}

TEST(Subscriptions, each_chapter_subscribes_to_what_it_shows) {
  Stage stage;
  stage.snapshot = fake_snapshot();
  const auto watched = [&](const char* chapter) {
    stage.intents.clear();
    stage.show(chapter);
    const app::Subscribe* watch = stage.posted<app::Subscribe>();
    EXPECT_NE(watch, nullptr) << chapter;
    return watch == nullptr ? std::string()
                            : std::string(watch->matrices ? "m" : "") + (watch->hidden ? "h" : "") +
                                  (watch->ngrams ? "n" : "") + (watch->orders ? "o" : "");
  };
  EXPECT_EQ(watched("data"), "n");
  EXPECT_EQ(watched("neural"), "m");
  EXPECT_EQ(watched("batches"), "");
  EXPECT_EQ(watched("rnn"), "h");
  EXPECT_EQ(watched("compare"), "");
  EXPECT_EQ(watched("counting"), "o");
}

TEST(Subscriptions, an_empty_snapshot_can_be_drawn) {
  for (const float width : {1280.0f, 390.0f}) {
    Stage stage(width, 844);
    for (const std::string& chapter : chapter_ids()) {
      stage.show(chapter);
      EXPECT_TRUE(stage.visible("card.introduction")) << chapter;
      stage.frames(3);
    }
  }
}

TEST(Subscriptions, a_suppressed_card_leaves_no_gap_and_no_controls) {
  Stage stage(1280, 2800);
  stage.snapshot = fake_snapshot();
  stage.snapshot.active = model_kind("rnn");
  stage.show("rnn");
  const auto top = [&](const char* name) {
    const ui::Rectangle* place = stage.interface().controls().find(name);
    return place == nullptr ? -1.0f : place->y;
  };
  const float introduction = top("card.introduction"), loss = top("card.loss");
  const auto from_epochs = [&] {
    return top("setting.batch_size.slider") - top("setting.epochs.slider");
  };
  const float with_hidden_size = from_epochs();
  const auto hide = [&](const std::string& groups) {
    stage.interface().open_link("chapter=rnn&hide=" + groups);
    stage.frames(2);
    ++stage.snapshot.links_opened;
    stage.frames(3);
  };
  hide("introduction,loss,trail");
  EXPECT_EQ(top("card.samples"), introduction);
  EXPECT_EQ(top("card.gradient"), loss);
  for (const char* name : {"card.introduction", "card.loss", "card.trail", "loss.plot", "loss.unit",
                           "loss.help", "trail.menu"})
    EXPECT_FALSE(stage.visible(name)) << name;
  EXPECT_FALSE(Drawing::last_frame().says("Recurrent network"));
  EXPECT_EQ(Drawing::last_frame().find("perplexity")->color, ui::light_palette().faint)
      << "only the table's head";
  hide("setting.hidden_size,samples");
  EXPECT_FALSE(stage.visible("setting.hidden_size"));
  EXPECT_TRUE(stage.visible("setting.batch_size"));
  EXPECT_LT(from_epochs(), with_hidden_size - 20) << "its row is gone as well";
  hide("trouble");
  EXPECT_EQ(top("card.introduction"), introduction);
}

TEST(Words, are_truncated_at_the_last_character_that_fits) {
  Stage stage;
  stage.frames(1);
  const ImFont* font = ImGui::GetIO().Fonts->Fonts[0];
  const auto wide = [&](const std::string& words) { return ui::text_size(font, words).x; };
  const std::string words = "naïve words";
  EXPECT_EQ(ui::truncate(font, words, wide(words)), words);
  EXPECT_EQ(ui::truncate(font, words, wide(words) - 0.1f).substr(0, 5), words.substr(0, 5));
  for (const std::string beginning : {"n", "naï", "naïve ", "naïve wor"}) {
    const float room = wide(beginning + "…") + 0.5f;
    EXPECT_EQ(ui::truncate(font, words, room), beginning + "…");
  }
  EXPECT_EQ(ui::truncate(font, words, 1), "…");
}

TEST(Themes, colour_the_widgets_of_imgui) {
  Stage stage;
  stage.snapshot = first_snapshot();
  const ImGuiCol parts[] = {ImGuiCol_Text,
                            ImGuiCol_TextDisabled,
                            ImGuiCol_WindowBg,
                            ImGuiCol_PopupBg,
                            ImGuiCol_Border,
                            ImGuiCol_FrameBg,
                            ImGuiCol_FrameBgHovered,
                            ImGuiCol_FrameBgActive,
                            ImGuiCol_ScrollbarGrab,
                            ImGuiCol_ScrollbarGrabHovered,
                            ImGuiCol_ScrollbarGrabActive,
                            ImGuiCol_TextSelectedBg,
                            ImGuiCol_Separator,
                            ImGuiCol_ModalWindowDimBg,
                            ImGuiCol_NavHighlight};
  const auto colors = [&](const char* theme) {
    stage.interface().set_theme(theme);
    stage.frames(2);
    std::vector<ui::Color> all;
    for (const ImGuiCol part : parts)
      all.push_back(ImGui::ColorConvertFloat4ToU32(ImGui::GetStyle().Colors[part]));
    return all;
  };
  const auto light = colors("light"), dark = colors("dark");
  const auto brightness = [](ui::Color color) { return static_cast<int>(color >> 8 & 0xFFu); };
  for (std::size_t i = 0; i < std::size(parts); ++i)
    EXPECT_NE(light[i], dark[i]) << ImGui::GetStyleColorName(parts[i]);
  for (const auto& set : {light, dark}) {
    EXPECT_GT(std::abs(brightness(set[0]) - brightness(set[3])), 150) << "text on a menu";
    // A scroll bar has more contrast under the pointer, and most while it is dragged.
    const int ground = brightness(set[2]);
    EXPECT_GT(std::abs(brightness(set[8]) - ground), 20);
    EXPECT_GT(std::abs(brightness(set[9]) - ground), std::abs(brightness(set[8]) - ground));
    EXPECT_GT(std::abs(brightness(set[10]) - ground), std::abs(brightness(set[9]) - ground));
  }
}

}  // namespace
}  // namespace babble::test
