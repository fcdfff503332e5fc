// Plots: positions of points, ticks and landmarks, and the tooltip. The scale is derived from the
// tick labels.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "core/models/registry.h"
#include "drawing.h"
#include "fake_snapshot.h"
#include "stage.h"
#include "ui/base/imgui_all.h"

namespace babble::test {
namespace {

std::optional<double> number_in(std::string words) {
  std::erase(words, ',');
  if (words.starts_with("−")) words = "-" + words.substr(std::string("−").size());
  char* end = nullptr;
  const double value = std::strtod(words.c_str(), &end);
  if (words.empty() || *end != '\0') return std::nullopt;
  return value;
}

/// Maps values of an axis to pixels, from its first and last label.
struct Scale {
  double low = 0, high = 0, low_pixel = 0, high_pixel = 0;
  bool logarithmic = false;
  double at(double value) const {
    const auto t = [&](double v) { return logarithmic ? std::log(v) : v; };
    return low_pixel + (t(value) - t(low)) / (t(high) - t(low)) * (high_pixel - low_pixel);
  }
};

class Plots : public ::testing::Test {
 protected:
  Plots() {
    stage.snapshot = fake_snapshot();
    stage.snapshot.active = model_kind("neural");
    app::ModelView& model = stage.snapshot.models[1];
    model.loss_curve = {{1, 2, 5, 10, 20, 50, 100, 200, 250, 300},
                        {3.9, 3.7, 3.5, 3.2, 3.0, 2.9, 2.8, 2.7, 2.6, 2.5}};
    model.landmarks = {std::log(27), 2.4546};
  }
  void show() {
    stage.show("neural");
    look();
  }
  void look() { d = Drawing::last_frame().within(place()); }
  Box place() { return box_of(*stage.interface().controls().find("loss.plot")); }

  struct Label {
    double value;
    Box box;
  };
  /// Tick labels: left of the grid from the top, or below it from the left.
  std::vector<Label> labels(bool of_x) {
    const float left = grid_left();
    std::vector<Label> found;
    for (const DrawnText& text : d.texts_of(p.muted)) {
      const auto value = number_in(text.words);
      if (value && (text.box.right < left) != of_x) found.push_back({*value, text.box});
    }
    return found;
  }
  /// The left end of the grid lines.
  float grid_left() {
    float left = 1e9f;
    for (const DrawnShape& line : d.shapes_of(p.grid))
      if (line.box.width() > 100) left = std::min(left, line.box.left);
    return left;
  }
  Scale scale(bool of_x, bool logarithmic = false) {
    const std::vector<Label> all = labels(of_x);
    EXPECT_GE(all.size(), 2u);
    const auto pixel = [&](const Label& label) {
      return of_x ? label.box.middle().x : label.box.middle().y;
    };
    if (all.size() < 2) return {};
    return {all.front().value, all.back().value, pixel(all.front()), pixel(all.back()),
            logarithmic};
  }
  /// The points of the curve, in pixels.
  std::vector<ImVec2> curve() {
    for (const DrawnShape& shape : d.shapes_of(p.of(model_kind("neural"))))
      if (shape.vertices.size() >= 8) return shape.points();
    ADD_FAILURE() << "no curve";
    return {};
  }
  void expect_curve_on_its_values(bool log_x, bool log_y) {
    const Scale x = scale(true, log_x), y = scale(false, log_y);
    const app::Curve& values = stage.snapshot.models[1].loss_curve;
    const std::vector<ImVec2> points = curve();
    ASSERT_EQ(points.size(), values.x.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
      EXPECT_NEAR(points[i].x, x.at(values.x[i]), 3) << i;
      EXPECT_NEAR(points[i].y, y.at(values.y[i]), 3) << i;
    }
  }
  void point_at(double x, bool log_x = false) {
    const Box box = place();
    stage.input().mouse_move(static_cast<float>(scale(true, log_x).at(x)), box.middle().y);
    stage.frames(3);
    frame = Drawing::last_frame();
  }

  const ui::Palette& p = ui::light_palette();
  Stage stage;
  Drawing d;      ///< of the plot
  Drawing frame;  ///< of the whole frame, with tooltips
};

TEST_F(Plots, points_agree_with_the_ticks) {
  show();
  expect_curve_on_its_values(false, false);
  stage.click("loss.log_x");
  look();
  expect_curve_on_its_values(true, false);
  stage.click("loss.log_y");
  look();
  expect_curve_on_its_values(true, true);
}

TEST_F(Plots, tick_labels_stand_at_their_grid_lines) {
  show();
  for (const bool of_x : {false, true}) {
    const Scale s = scale(of_x);
    const std::vector<Label> all_labels = labels(of_x);
    EXPECT_GE(all_labels.size(), 3u);
    for (const Label& label : all_labels) {
      const ImVec2 middle = label.box.middle();
      EXPECT_NEAR(of_x ? middle.x : middle.y, s.at(label.value), 2.5) << label.value;
      int lines = 0;
      for (const DrawnShape& line : d.shapes_of(p.grid)) {
        const bool upright = line.box.height() > line.box.width();
        if (upright != of_x) continue;
        const ImVec2 at = line.box.middle();
        lines += std::fabs(of_x ? at.x - middle.x : at.y - middle.y) < 2.5f;
      }
      EXPECT_EQ(lines, 1) << label.value;
    }
  }
}

TEST_F(Plots, grid_lines_cross_the_whole_plot) {
  show();
  const float left = grid_left();
  for (const DrawnShape& line : d.shapes_of(p.grid)) {
    EXPECT_TRUE(place().holds(line.box)) << line.box.left << ", " << line.box.top;
    if (line.box.height() > line.box.width()) {
      EXPECT_GT(line.box.height(), place().height() - 60);
    } else {
      EXPECT_EQ(line.box.left, left);
      EXPECT_NEAR(line.box.right, place().right - 4, 2);
    }
  }
}

TEST_F(Plots, axis_names_do_not_overlap_labels) {
  show();
  const DrawnText* step = d.find("step");
  ASSERT_NE(step, nullptr);
  EXPECT_NEAR(step->box.right, place().right - 4, 3);
  EXPECT_NEAR(step->box.bottom, place().bottom, 6);
  const DrawnText* nats = d.find("nats per character");
  ASSERT_NE(nats, nullptr);
  EXPECT_NEAR(nats->box.left, place().left, 3);
  EXPECT_NEAR(nats->box.top, place().top, 6);
  for (const Label& label : labels(true)) EXPECT_LT(label.box.right, step->box.left);
}

TEST_F(Plots, landmarks_are_dashed_lines_named_at_the_right) {
  show();
  const Scale y = scale(false);
  const struct {
    const char* words;
    double value;
    ui::Color color;
  } marks[] = {{"uniform (ln V) 3.296", 3.2958, p.uniform},
               {"count bigram (k = 1) 2.455", 2.4546, p.count}};
  for (const auto& mark : marks) {
    const std::vector<DrawnShape> dashes = d.shapes_of(mark.color);
    ASSERT_GT(dashes.size(), 20u) << mark.words;
    for (const DrawnShape& dash : dashes) EXPECT_NEAR(dash.box.middle().y, y.at(mark.value), 2.5);
    EXPECT_NEAR(dashes.front().box.left, grid_left(), 2);
    EXPECT_NEAR(dashes.back().box.right, place().right - 4, 9);
    for (std::size_t i = 1; i < dashes.size(); ++i)
      EXPECT_NEAR(dashes[i].box.left - dashes[i - 1].box.left, 9, 0.5);
    EXPECT_NEAR(dashes[0].box.width(), 5, 1);
    const DrawnText* words = d.find(mark.words);
    ASSERT_NE(words, nullptr) << d.words();
    EXPECT_EQ(words->color, mark.color);
    EXPECT_NEAR(words->box.right, place().right - 10, 4);
    EXPECT_LT(std::fabs(words->box.middle().y - y.at(mark.value)), 16) << "beside its line";
    EXPECT_GT(std::fabs(words->box.middle().y - y.at(mark.value)), 6) << "but not on it";
    EXPECT_TRUE(place().holds(words->box));
  }
  // The name of the lowest landmark stands below its line while the curve is above it.
  EXPECT_GT(d.find(marks[1].words)->box.top, y.at(2.4546));
  EXPECT_LT(d.find(marks[0].words)->box.bottom, y.at(3.2958) + 1);
  stage.snapshot.models[1].loss_curve.y.edit().back() = 2.40;
  ++stage.snapshot.models[1].revision;
  stage.frames(2);
  look();
  EXPECT_LT(d.find(marks[1].words)->box.bottom, scale(false).at(2.4546) + 1);
}

TEST_F(Plots, names_of_close_landmarks_do_not_overlap) {
  stage.snapshot.models[1].landmarks = {2.46, 2.4546};
  show();
  const DrawnText* upper = d.find("uniform (ln V) 2.460");
  const DrawnText* lower = d.find("count bigram (k = 1) 2.455");
  ASSERT_NE(upper, nullptr);
  ASSERT_NE(lower, nullptr);
  EXPECT_LE(upper->box.overlap(lower->box), 2);
}

TEST_F(Plots, names_of_landmarks_leave_the_end_of_the_curve_visible) {
  std::vector<double> x, y;
  for (int i = 1; i <= 300; ++i) {
    x.push_back(i);
    y.push_back(2.47 + 1.4 * std::exp(-i / 30.0));  // ends just above the line
  }
  stage.snapshot.models[1].loss_curve = {x, y};
  show();
  const Scale horizontal = scale(true), vertical = scale(false);
  for (const char* name : {"uniform (ln V) 3.296", "count bigram (k = 1) 2.455"}) {
    const DrawnText* words = d.find(name);
    ASSERT_NE(words, nullptr) << name;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const ImVec2 at(static_cast<float>(horizontal.at(x[i])),
                      static_cast<float>(vertical.at(y[i])));
      EXPECT_FALSE(words->box.holds(at)) << name << " covers step " << x[i];
    }
  }
}

TEST_F(Plots, the_range_includes_the_landmarks_with_padding) {
  stage.snapshot.models[1].landmarks = {5, 1};
  show();
  const Scale y = scale(false);
  const Box box = place();
  EXPECT_GT(y.at(5), box.top + 15);
  EXPECT_LT(y.at(1), box.bottom - 30) << "its name stands below it";
  const DrawnText* name = d.find("count bigram (k = 1) 1.000");
  ASSERT_NE(name, nullptr);
  EXPECT_GT(name->box.top, y.at(1));
  EXPECT_LT(name->box.bottom, labels(true)[0].box.top);
}

TEST_F(Plots, nan_is_a_gap_and_a_single_point_is_a_dot) {
  app::Curve& values = stage.snapshot.models[1].loss_curve;
  values.y.edit()[1] = std::nan("");
  values.y.edit()[4] = std::numeric_limits<double>::infinity();
  show();
  std::vector<std::size_t> sizes;
  for (const DrawnShape& shape : d.shapes_of(p.of(model_kind("neural"))))
    sizes.push_back(shape.vertices.size());
  ASSERT_EQ(sizes.size(), 3u) << "a dot, a line of two points, a line of five";
  EXPECT_EQ(sizes[0], 24u);
  EXPECT_EQ(sizes[1], 8u);
  EXPECT_EQ(sizes[2], 20u);
  const DrawnShape dot = d.shapes_of(p.of(model_kind("neural")))[0];
  EXPECT_NEAR(dot.box.middle().x, scale(true).at(1), 3);
  EXPECT_NEAR(dot.box.width(), 6, 1.5);
}

TEST_F(Plots, points_that_share_a_pixel_are_drawn_once) {
  app::Curve& values = stage.snapshot.models[1].loss_curve;
  values = {};
  for (int i = 0; i <= 2000; ++i) {
    values.x.edit().push_back(100 + i * 1e-3);
    values.y.edit().push_back(3);
  }
  values.x.edit().push_back(2000);
  values.y.edit().push_back(2);
  show();
  EXPECT_LE(curve().size(), 6u);
  EXPECT_GE(curve().size(), 3u);
}

TEST_F(Plots, the_tooltip_shows_all_values_of_the_nearest_step) {
  show();
  point_at(230);
  const std::string words = frame.words();
  EXPECT_NE(words.find("step 250"), std::string::npos) << words;
  EXPECT_NE(words.find("loss  2.6000"), std::string::npos) << words;
  EXPECT_NE(words.find("uniform (ln V)  3.2958"), std::string::npos) << words;
  EXPECT_NE(words.find("count bigram (k = 1)  2.4546"), std::string::npos) << words;
  const Drawing plot = frame.within(place());
  const double x = scale(true).at(250), y = scale(false).at(2.6);
  int dots = 0, lines = 0;
  for (const DrawnShape& shape : plot.shapes) {
    const ImVec2 middle = shape.box.middle();
    dots += shape.color == p.of(model_kind("neural")) && shape.box.width() < 12 &&
            std::fabs(middle.x - x) < 2 && std::fabs(middle.y - y) < 3;
    lines += shape.color == p.faint && shape.box.height() > 100 && std::fabs(middle.x - x) < 2;
  }
  EXPECT_EQ(dots, 1) << "the point is marked";
  EXPECT_EQ(lines, 1) << "and its step is a line";
  point_at(220);
  EXPECT_TRUE(frame.says("step 200"));
  point_at(-5);
  EXPECT_TRUE(frame.says("loss  3.9000"));
  stage.input().mouse_move(place().right - 2, place().middle().y);
  stage.frames(3);
  EXPECT_TRUE(Drawing::last_frame().says("loss  2.5000"));
  stage.input().mouse_move(600, 20);
  stage.frames(3);
  EXPECT_FALSE(Drawing::last_frame().says("loss  2.5000"));
}

TEST_F(Plots, perplexity_is_the_exponential_of_the_loss) {
  show();
  stage.click("loss.unit.1");
  look();
  EXPECT_NE(d.find("perplexity"), nullptr);
  EXPECT_NE(d.find("uniform (V) 27.000"), nullptr) << d.words();
  const Scale x = scale(true), y = scale(false);
  const std::vector<ImVec2> points = curve();
  ASSERT_EQ(points.size(), 10u);
  EXPECT_NEAR(points[0].y, y.at(std::exp(3.9)), 3);
  EXPECT_NEAR(points[9].y, y.at(std::exp(2.5)), 3);
  EXPECT_NEAR(points[9].x, x.at(300), 3);
  // It follows the growing curve.
  app::ModelView& model = stage.snapshot.models[1];
  model.loss_curve.y.edit()[9] = 2.9;
  ++model.revision;
  stage.frames(2);
  look();
  EXPECT_NEAR(curve()[9].y, scale(false).at(std::exp(2.9)), 3);
  stage.click("loss.unit.0");
  look();
  EXPECT_NEAR(curve()[9].y, scale(false).at(2.9), 3);
}

TEST_F(Plots, the_dev_curve_stands_beside_the_loss) {
  app::ModelView& model = stage.snapshot.models[1];
  model.dev_curve = {{1, 10, 100, 300}, {3.8, 3.3, 2.9, 2.7}};
  show();
  const std::vector<DrawnShape> drawn = d.shapes_of(p.dev);
  ASSERT_EQ(drawn.size(), 1u);
  const Scale y = scale(false);
  EXPECT_NEAR(drawn[0].box.top, y.at(3.8), 3);
  EXPECT_NEAR(drawn[0].box.bottom, y.at(2.7), 3);
  EXPECT_NE(Drawing::last_frame().find("dev"), nullptr) << "it is named below the plot";
  stage.click("loss.unit.1");
  look();
  EXPECT_NEAR(d.shapes_of(p.dev)[0].box.top, scale(false).at(std::exp(3.8)), 3);
  stage.click("loss.plot.menu");
  stage.intents.clear();
  stage.click("loss.plot.csv");
  const std::vector<app::Artifact> files = stage.interface().take_requests().files;
  ASSERT_EQ(files.size(), 1u);
  EXPECT_TRUE(files[0].bytes.text().starts_with("step,perplexity,dev,")) << files[0].bytes.text();
}

TEST_F(Plots, by_epoch_the_dev_curve_is_over_epochs) {
  app::ModelView& rnn = stage.snapshot.models[model_kind("rnn").index()];
  rnn.steps_per_epoch = 50;
  rnn.dev_curve = {{50, 1000, 2000}, {3.0, 2.9, 2.8}};
  stage.snapshot.active = model_kind("rnn");
  stage.show("rnn");
  stage.click("loss.by.1");
  look();
  const std::vector<DrawnShape> drawn = d.shapes_of(p.dev);
  ASSERT_EQ(drawn.size(), 1u);
  const Scale x = scale(true);
  EXPECT_NEAR(drawn[0].box.left, x.at(1), 3);
  EXPECT_NEAR(drawn[0].box.right, x.at(40), 3);
}

TEST_F(Plots, an_empty_plot_has_axes_landmarks_and_a_sentence) {
  stage.snapshot.models[1].loss_curve = {};
  show();
  EXPECT_GE(labels(true).size(), 2u);
  EXPECT_GE(labels(false).size(), 2u);
  EXPECT_GT(d.shapes_of(p.uniform).size(), 20u);
  EXPECT_FALSE(stage.visible("loss.plot.menu")) << "there is nothing to save";
  // The sentence has its own box in the middle.
  bool boxed = false;
  for (const DrawnText& text : d.texts) {
    if (std::fabs(text.box.middle().y - place().middle().y) > 12) continue;
    for (const DrawnShape& shape : d.shapes_of(p.inset))
      boxed |= shape.box.holds(text.box) && shape.box.width() < text.box.width() + 30 &&
               shape.box.height() < 40;
  }
  EXPECT_TRUE(boxed);
  point_at(50);
  EXPECT_FALSE(frame.says("loss  ")) << "and nothing to read off";
}

TEST_F(Plots, mini_batch_losses_have_a_running_mean) {
  app::ModelView& model = stage.snapshot.models[1];
  model.settings.batch_size = 32;
  model.loss_curve = {};
  for (int i = 1; i <= 600; ++i) {
    model.loss_curve.x.edit().push_back(i);
    model.loss_curve.y.edit().push_back(3 + (i % 2 == 0 ? 0.5 : -0.5));
  }
  show();
  const std::vector<ImVec2> mean = curve();
  ASSERT_GT(mean.size(), 300u);
  const Scale y = scale(false);
  for (std::size_t i = 60; i + 60 < mean.size(); ++i)
    EXPECT_NEAR(mean[i].y, y.at(3), 0.1 * std::fabs(y.at(2.5) - y.at(3.5))) << i;
  EXPECT_NEAR(mean.front().y, y.at(2.5), 3) << "narrow at the ends";
  EXPECT_NEAR(mean.back().y, y.at(3.5), 3);
  point_at(300);
  EXPECT_TRUE(frame.says("running mean  "));
  EXPECT_TRUE(frame.says("loss  3.5000"));
  // The full batch has no noise to smooth.
  model.settings.batch_size = 0;
  ++model.revision;
  stage.frames(2);
  look();
  stage.input().mouse_move(600, 20);
  stage.frames(2);
  point_at(300);
  EXPECT_FALSE(frame.says("running mean"));
}

TEST_F(Plots, zipf_counts_are_dots_with_fitted_lines) {
  stage.show("data");
  const Box box = box_of(*stage.interface().controls().find("zipf.plot"));
  d = Drawing::last_frame().within(box);
  const app::NgramOrderView& order = stage.snapshot.ngrams->orders[0];
  const ui::Color color = p.sequential_at(0.97);
  const std::vector<DrawnShape> dots = d.shapes_of(color);
  ASSERT_GT(dots.size(), 50u);
  EXPECT_LT(dots.size(), 400u) << "overlapping dots are left out";
  const Scale x = scale(true, true), y = scale(false, true);
  EXPECT_NEAR(dots[0].box.middle().x, x.at(order.ranks[0]), 3);
  EXPECT_NEAR(dots[0].box.middle().y, y.at(order.counts[0]), 3);
  EXPECT_NEAR(dots[3].box.middle().x, x.at(order.ranks[3]), 3);
  EXPECT_NEAR(dots[3].box.middle().y, y.at(order.counts[3]), 3);
  // Straight lines from the first to the last fitted rank.
  int lines = 0;
  for (const DrawnShape& line : d.shapes_of(p.text)) {
    if (line.box.width() < 100) continue;
    EXPECT_NEAR(line.box.left, x.at(10), 3);
    EXPECT_NEAR(line.box.right, x.at(400), 3);
    const double alpha = stage.snapshot.ngrams->orders[static_cast<std::size_t>(lines)].alpha;
    EXPECT_NEAR(line.box.top, y.at(std::exp(9 - alpha * std::log(10))), 4) << lines;
    EXPECT_NEAR(line.box.bottom, y.at(std::exp(9 - alpha * std::log(400))), 4) << lines;
    ++lines;
  }
  EXPECT_EQ(lines, 3);
  stage.input().mouse_move(static_cast<float>(x.at(20)), box.middle().y);
  stage.frames(3);
  const Drawing pointed = Drawing::last_frame();
  EXPECT_TRUE(pointed.says("rank 20"));
  EXPECT_TRUE(pointed.says("single  351  “" + order.names[19] + "”")) << pointed.words();
  EXPECT_FALSE(pointed.says("fit  "));
}

}  // namespace
}  // namespace babble::test
