// The menus of plots, pictures and samples: what they save, and that a picture is whole.
#include <gtest/gtest.h>

#include <limits>

#include "core/models/registry.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/widgets/export_menu.h"

namespace babble::test {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t from = 0;
  for (std::size_t end = 0; (end = text.find('\n', from)) != std::string::npos; from = end + 1) {
    lines.push_back(text.substr(from, end - from));
  }
  return lines;
}

TEST(Csv, curves_are_put_side_by_side_over_all_their_x) {
  const std::vector<double> x1{1, 2, 4}, y1{0.5, 0.25, 0.125}, x2{2, 3}, y2{7, 8};
  const std::vector<ui::CsvCurve> curves{{"a, b", &x1, &y1}, {"c", &x2, &y2}};
  EXPECT_EQ(ui::csv_of_curves("step", curves),
            "step,\"a, b\",c\n1,0.5,\n2,0.25,7\n3,,8\n4,0.125,\n");
}

TEST(Csv, cells_are_quoted_where_they_have_to_be) {
  EXPECT_EQ(ui::csv_cell("plain"), "plain");
  EXPECT_EQ(ui::csv_cell("a \"b\",\n"), "\"a \"\"b\"\",\n\"");
  EXPECT_EQ(ui::csv_cell(std::numeric_limits<double>::quiet_NaN()), "");
  EXPECT_EQ(ui::csv_cell(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(ui::csv_cell(0.1), "0.1");
}

TEST(Csv, tables_have_the_names_of_rows_and_columns) {
  const std::vector<std::string> rows{"a", ","}, columns{"x", "y", "z"};
  const auto value = [](int row, int column) { return 10.0 * row + column; };
  EXPECT_EQ(ui::csv_of_table(rows, columns, 2, 3, value), ",x,y,z\na,0,1,2\n\",\",10,11,12\n");
  EXPECT_EQ(ui::csv_of_table({}, {}, 1, 2, value), "0,1\n");
}

class Export : public ::testing::Test {
 protected:
  Export() {
    stage.snapshot = fake_snapshot();
    stage.snapshot.active = model_kind("rnn");
    stage.show("rnn");
    stage.interface().take_requests();
  }
  app::Artifact saved() {
    const ui::Requests requests = stage.interface().take_requests();
    EXPECT_EQ(requests.files.size(), 1u);
    return requests.files.empty() ? app::Artifact{} : requests.files[0];
  }
  Stage stage;
};

TEST_F(Export, a_plot_gives_its_curves_and_landmarks_as_csv) {
  stage.click("loss.plot.menu");
  stage.click("loss.plot.csv");
  const app::Artifact file = saved();
  EXPECT_EQ(file.file_name, "babble-rnn-loss.csv");
  EXPECT_EQ(file.media_type, "text/csv");
  const auto lines = lines_of(file.bytes);
  ASSERT_EQ(lines.size(), 1001u);
  EXPECT_EQ(lines[0], "step,loss,running mean,uniform (ln V),count bigram (k = 1)");
  EXPECT_EQ(lines[1].substr(0, 2), "2,");
  EXPECT_NE(lines[1].find(",2.4546"), std::string::npos);
  EXPECT_FALSE(stage.visible("loss.plot.csv")) << "the menu has closed";
}

TEST_F(Export, samples_and_their_history_come_as_text) {
  stage.click("samples.menu");
  EXPECT_FALSE(stage.visible("samples.csv"));
  stage.click("samples.txt");
  const app::Artifact samples = saved();
  EXPECT_EQ(samples.file_name, "babble-samples-rnn.txt");
  ASSERT_EQ(lines_of(samples.bytes).size(), 10u);
  EXPECT_EQ(lines_of(samples.bytes)[0], "mor.");
  stage.click("trail.menu");
  stage.click("trail.txt");
  const app::Artifact trail = saved();
  EXPECT_EQ(lines_of(trail.bytes)[3], "90\tanchshizarie.");
}

TEST_F(Export, hidden_states_come_with_their_characters) {
  stage.click("rnn.hidden.menu");
  stage.click("rnn.hidden.csv");
  const auto lines = lines_of(saved().bytes);
  ASSERT_EQ(lines.size(), 9u);  // a heading and "isabella"
  EXPECT_EQ(lines[0].substr(0, 14), ",unit 1,unit 2");
  EXPECT_EQ(lines[2].substr(0, 2), "s,");
}

// Three columns of cards on the desktop, one on a phone where the plot has to be scrolled to.
TEST_F(Export, a_picture_is_taken_when_the_menu_has_gone) {
  stage.click("gradient.plot.menu");
  const ui::Rectangle item = *stage.interface().controls().find("gradient.plot.png");
  stage.input().mouse_move(item.x + 20, item.y + 10);
  stage.frames(1);
  stage.input().mouse_button(0, true);
  stage.input().mouse_button(0, false);
  ui::Requests requests;
  int frames = 0;
  for (; frames < 12 && requests.pictures.empty(); ++frames) {
    stage.frames(1);
    requests = stage.interface().take_requests();
    if (!requests.pictures.empty()) {
      EXPECT_FALSE(stage.visible("gradient.plot.png"));
    }
  }
  ASSERT_EQ(requests.pictures.size(), 1u);
  EXPECT_GE(frames, 3);
  EXPECT_EQ(requests.pictures[0].file_name, "babble-gradient-norm.png");
  const ui::Rectangle plot = *stage.interface().controls().find("gradient.plot");
  EXPECT_NEAR(requests.pictures[0].place.x, plot.x, 1);
  EXPECT_NEAR(requests.pictures[0].place.y, plot.y, 1);
  EXPECT_NEAR(requests.pictures[0].place.width, plot.width, 1);
  EXPECT_NEAR(requests.pictures[0].place.height, plot.height, 1);
  stage.frames(20);
  EXPECT_TRUE(stage.interface().take_requests().pictures.empty()) << "once only";
}

// A button near the lower edge opens its menu upwards.
TEST(ExportMenu, is_wholly_on_the_screen_wherever_its_button_is) {
  for (float height = 440; height <= 800; height += 40) {
    SCOPED_TRACE(height);
    Stage stage{1280, height};
    stage.snapshot = fake_snapshot();
    stage.snapshot.active = model_kind("rnn");
    stage.show("rnn");
    stage.click("gradient.plot.menu");
    for (const char* name : {"gradient.plot.csv", "gradient.plot.png"}) {
      const ui::Rectangle* item = stage.interface().controls().find(name);
      ASSERT_NE(item, nullptr) << name;
      EXPECT_GT(item->height, 40) << name;
      EXPECT_LE(item->y + item->height, height) << name;
    }
  }
}

TEST(ExportMenu, a_right_click_on_the_picture_opens_it_there) {
  Stage stage;
  stage.snapshot = fake_snapshot();
  stage.snapshot.active = model_kind("rnn");
  stage.show("rnn");
  stage.move_to("loss.plot", 0.4f, 0.5f);
  const ImVec2 at = ImGui::GetIO().MousePos;
  stage.input().mouse_button(1, true);
  stage.input().mouse_button(1, false);
  stage.frames(4);
  ASSERT_TRUE(stage.visible("loss.plot.csv"));
  EXPECT_FALSE(stage.visible("gradient.plot.csv"));
  const ui::Rectangle item = *stage.interface().controls().find("loss.plot.csv");
  EXPECT_NEAR(item.x, at.x, 20);
  EXPECT_NEAR(item.y, at.y, 20);
  stage.click("loss.plot.csv");
  const ui::Requests requests = stage.interface().take_requests();
  ASSERT_EQ(requests.files.size(), 1u);
  EXPECT_FALSE(stage.visible("loss.plot.csv"));
  // Beside every picture it opens nothing.
  stage.move_to("card.introduction");
  stage.input().mouse_button(1, true);
  stage.input().mouse_button(1, false);
  stage.frames(4);
  EXPECT_FALSE(stage.visible("loss.plot.csv"));
}

TEST(ExportOnAPhone, what_is_half_hidden_is_scrolled_into_its_picture) {
  Stage stage(390, 844, 2);
  stage.snapshot = fake_snapshot();
  stage.snapshot.active = model_kind("rnn");
  stage.show("rnn");
  stage.find("gradient.plot.menu");  // wherever it is: the plot below it may be cut off
  for (int i = 0; i < 40 && stage.interface().controls().find("gradient.plot")->height > 100; ++i) {
    stage.input().wheel(0, 0.3f);
    stage.frames(2);
    if (!stage.visible("gradient.plot.menu")) break;
  }
  if (!stage.visible("gradient.plot.menu")) {
    stage.input().wheel(0, -0.6f);
    stage.frames(2);
  }
  stage.click("gradient.plot.menu");
  stage.click("gradient.plot.png");
  ui::Requests requests;
  for (int i = 0; i < 12 && requests.pictures.empty(); ++i) {
    requests = stage.interface().take_requests();
    stage.frames(1);
  }
  ASSERT_EQ(requests.pictures.size(), 1u);
  EXPECT_NEAR(requests.pictures[0].place.height, 230, 70) << "the whole plot";
  EXPECT_GT(requests.pictures[0].place.height, 160);
}

}  // namespace
}  // namespace babble::test
