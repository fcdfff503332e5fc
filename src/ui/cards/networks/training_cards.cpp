#include "ui/cards/networks/training_cards.h"

#include <algorithm>
#include <cmath>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/base/short_tokens.h"
#include "ui/cards/common/model_cards.h"
#include "ui/widgets/export_menu.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {

const app::Curve& LossCard::chosen_curve(const app::ModelView& model, bool by_epoch) {
  const app::Curve& curve = by_epoch ? model.epoch_nll : model.loss_curve;
  if (unit_ == 0) return curve;
  if (converted_revision_ != model.revision || converted_by_epoch_ != by_epoch ||
      converted_size_ != curve.y.size() || converted_revision_ == 0) {
    converted_ = curve;
    for (double& y : converted_.y.edit()) y = std::exp(y);
    converted_revision_ = model.revision;
    converted_by_epoch_ = by_epoch;
    converted_size_ = curve.y.size();
  }
  return converted_;
}

// The loss of single mini-batches is noisy: a running mean, over a window that grows with the
// curve, shows the trend.
void LossCard::smooth(const app::ModelView& model, const app::Curve& curve) {
  const std::uint64_t revision = model.revision * 4 + static_cast<std::uint64_t>(unit_);
  if (smoothed_revision_ == revision && smoothed_.x.size() == curve.x.size()) return;
  smoothed_revision_ = revision;
  smoothed_.x = curve.x;
  const std::size_t count = curve.y.size();
  std::vector<double> means(count);
  std::vector<double> sums(count + 1);
  for (std::size_t i = 0; i < count; ++i) sums[i + 1] = sums[i] + curve.y[i];
  for (std::size_t i = 0; i < count; ++i) {
    // The window is narrow at both ends, so that it does not flatten the steep beginning.
    const std::size_t reach = std::min({count / 60, i / 3, count - 1 - i});
    means[i] = (sums[i + reach + 1] - sums[i - reach]) / static_cast<double>(2 * reach + 1);
  }
  smoothed_.y = std::move(means);
}

// The dev curve in the unit and over the axis of the plot.
void LossCard::show_dev(const app::ModelView& model, bool by_epoch) {
  dev_ = model.dev_curve;
  if (dev_.x.empty()) return;
  if (by_epoch) {
    const auto steps = static_cast<double>(std::max<std::int64_t>(1, model.steps_per_epoch));
    for (double& x : dev_.x.edit()) x /= steps;
  }
  if (unit_ == 1) {
    for (double& y : dev_.y.edit()) y = std::exp(y);
  }
}

void LossCard::draw(Frame& frame, const app::ModelView& model, float height) {
  static constexpr Help loss_help{
      "The loss is the mean surprise about the next character, in nats, on the examples of the "
      "step. "
      "Dashed lines: a model that knows nothing (uniform), and the count bigram with its k. On the "
      "training part no model that sees one character does better than the counts with k = 0; a "
      "larger k raises the line. The dev curve is the loss on the first characters of the dev "
      "part, "
      "which the model does not learn from: where it leaves the training loss, the model "
      "memorizes.",
      "L = −mean log P(next),  perplexity = exp(L)"};
  Card card(frame, "loss", unit_ == 0 ? "Loss" : "Perplexity", &loss_help, height);
  const bool has_epochs = model_info(model.kind).capabilities.epochs;
  const float toggle_width = 42 + text_size(frame.fonts.small, "log x").x;
  card.begin_header((has_epochs ? 138.0f : 0.0f) + 150 + 2 * (toggle_width + 10));
  if (has_epochs) {
    int by = by_epoch_ ? 1 : 0;
    if (segmented(frame, "loss.by", {"step", "epoch"}, by, 130)) by_epoch_ = by == 1;
    ImGui::SameLine(0, 8);
  }
  segmented(frame, "loss.unit", {"nats", "perplexity"}, unit_, 150);
  same_line_if_fits(2 * toggle_width + 10, 10);
  toggle(frame, "loss.log_x", "log x", log_x_);
  ImGui::SameLine(0, 10);
  toggle(frame, "loss.log_y", "log y", log_y_);
  card.end_header();

  const bool by_epoch = has_epochs && by_epoch_;
  const app::Curve& curve = chosen_curve(model, by_epoch);
  const Palette& p = frame.palette;
  const auto shown = [&](double nats) { return unit_ == 0 ? nats : std::exp(nats); };
  PlotSpec spec;
  spec.name = "loss.plot";
  const std::string file = std::string(model_info(model.kind).id) + "-loss";
  spec.file = file;
  show_dev(model, by_epoch);
  const bool has_dev = !dev_.x.empty();
  const float legend = has_dev ? line_height(frame.fonts.small) + 6 : 0;
  spec.height = std::max(card.height_left() - legend, 170.0f);
  spec.x_name = by_epoch ? "epoch" : "step";
  const std::string nats = "nats per " + token_unit(frame.snapshot.corpus);
  spec.y_name = unit_ == 0 ? std::string_view(nats) : "perplexity";
  spec.log_x = log_x_;
  spec.log_y = log_y_;
  const Color color = p.of(model.kind);
  const std::string_view name = unit_ == 0 ? "loss" : "perplexity";
  if ((has_epochs || model.settings.batch_size > 0) && !by_epoch && curve.x.size() > 200) {
    smooth(model, curve);
    spec.series.push_back(
        {name, &curve.x.get(), &curve.y.get(), mix(p.surface, color, 0.35f), 1.2f});
    spec.series.push_back({"running mean", &smoothed_.x.get(), &smoothed_.y.get(), color, 2.2f});
  } else {
    spec.series.push_back({name, &curve.x.get(), &curve.y.get(), color});
  }
  if (has_dev) spec.series.push_back({"dev", &dev_.x.get(), &dev_.y.get(), p.dev, 2});
  spec.landmarks.push_back(
      {unit_ == 0 ? "uniform (ln V)" : "uniform (V)", shown(model.landmarks.uniform), p.uniform});
  const double k = frame.snapshot.model(counted_bigram()).settings.smoothing;
  spec.landmarks.push_back({"count bigram (k = " + significant(k, 4) + ")",
                            shown(model.landmarks.count_bigram), p.count});
  if (unit_ == 1 && !log_y_ && has_epochs) {
    spec.landmarks.push_back({"perfect", 1, p.faint});
  }
  spec.when_empty = by_epoch && !model.loss_curve.x.empty() ? "The first epoch is not complete yet."
                                                            : "Press play: the curve grows here.";
  plot(frame, spec);
  if (!has_dev) return;
  legend_dot(frame, color, by_epoch ? "train, mean of each epoch" : "train, each step");
  ImGui::SameLine(0, 16);
  legend_dot(frame, p.dev, "dev");
}

void gradient_card(Frame& frame, const app::ModelView& model, float height) {
  static constexpr Help help{
      "First: the norm of the gradient of all parameters together, before and after clipping. "
      "Where "
      "it is above θ, the gradient is scaled down to norm θ. Without clipping one such step can "
      "make the weights huge. Second: how far back the gradient reaches. L is the loss of one "
      "character, H the hidden state some characters before it. Where the curve falls, what was "
      "read so long ago hardly changes a weight; a straight line is a constant factor a step. The "
      "means over 32 sequences of the training part, for each recurrent model that is trained. "
      "The LSTM has a second path, its cell C.",
      "g ← min(1, θ/‖g‖) · g;  ∂L/∂Hₜ = ∂L/∂Hₜ₊₁ · ∂Hₜ₊₁/∂Hₜ"};
  Card card(frame, "gradient", "Gradient norm", &help, height);
  const Palette& p = frame.palette;
  const double theta = model.settings.max_grad_norm;
  if (model.steps > 0) {
    const std::string words =
        theta > 0 ? fixed(100 * model.clipped_share, 1) + " % of steps clipped" : "clipping is off";
    card.begin_header(text_size(frame.fonts.small, words).x);
    inline_label(frame, words, p.muted, frame.fonts.small);
    card.end_header();
  }
  PlotSpec spec;
  spec.name = "gradient.plot";
  spec.file = "gradient-norm";
  const bool wide = card.width() >= 560;
  const float line = line_height(frame.fonts.small) + 6, space = 14;
  const float room = card.height_left() - line;
  spec.width = wide ? (card.width() - space) / 2 : card.width();
  spec.height = std::max(wide ? room : (room - space) / 2, 120.0f);
  spec.x_name = "step";
  spec.y_name = "norm of the gradient, log scale";
  spec.log_y = true;
  spec.series.push_back(
      {"before clipping", &model.gradient_norm.x.get(), &model.gradient_norm.y.get(), p.dev, 1.5f});
  spec.series.push_back(
      {"after clipping", &model.clipped_norm.x.get(), &model.clipped_norm.y.get(), p.train, 1.5f});
  if (theta > 0) spec.landmarks.push_back({"θ", theta, p.uniform});
  spec.when_empty = "Appears while training.";
  plot(frame, spec);
  if (wide) ImGui::SameLine(0, space);
  ImGui::BeginGroup();
  PlotSpec reach;
  reach.name = "reach.plot";
  reach.file = "gradient-reach";
  reach.width = spec.width;
  reach.height = spec.height;
  reach.x_name = "time steps back from the loss";
  reach.y_name = "‖∂L/∂Hₜ‖, log scale";
  reach.log_y = true;
  reach.digits = 3;
  reach.when_empty = "Appears while training.";
  for (const app::ReachView& one : frame.snapshot.reach) {
    const std::string_view name = model_info(one.kind).title;
    const float thickness = one.kind == model.kind ? 2.4f : 1.5f;
    reach.series.push_back(
        {name, &one.hidden.x.get(), &one.hidden.y.get(), p.of(one.kind), thickness});
    if (one.cell.x.empty()) continue;
    reach.series.push_back({"its cell C", &one.cell.x.get(), &one.cell.y.get(),
                            mix(p.surface, p.of(one.kind), 0.5f), thickness});
  }
  plot(frame, reach);
  for (std::size_t i = 0; i < reach.series.size(); ++i) {
    if (i > 0) same_line_if_fits(90, 16);
    legend_dot(frame, reach.series[i].color, reach.series[i].name);
  }
  ImGui::EndGroup();
}

std::string describe_reach(const app::Snapshot& snapshot, ModelKind kind) {
  for (const app::ReachView& one : snapshot.reach) {
    const std::vector<double>& norms = one.hidden.y;
    if (one.kind != kind || norms.size() < 2) continue;
    const std::size_t back = std::min<std::size_t>(norms.size() - 1, 10);
    return " The gradient of the loss by the hidden state has the norm " +
           significant(norms[0], 2) + " at the character of the loss and " +
           significant(norms[back], 2) + ' ' +
           plural(static_cast<std::int64_t>(back), "character", "characters") + " before it.";
  }
  return {};
}

namespace {

// By the mean speed of the run, because the momentary speed is noisy.
std::string time_left(const app::ModelView& model) {
  if (model.finished) return "done";
  if (model.settings.epochs <= 0) return "no end set (epochs: 0)";
  if (model.seconds_trained < 0.5 || model.steps <= 0) return "–";
  const double all =
      static_cast<double>(model.settings.epochs) * static_cast<double>(model.steps_per_epoch);
  return "about " + duration(std::max(
                        0.0, model.seconds_trained * (all / static_cast<double>(model.steps) - 1)));
}

}  // namespace

void progress_card(Frame& frame, const app::ModelView& model) {
  static constexpr Help help{
      "The run so far. The NLL is measured on the training part, from which the model learns, on "
      "the "
      "dev part, and on the test part when you ask for it."};
  const Card card(frame, "progress", "Progress", &help);
  key_value(frame, "step", grouped(model.steps));
  if (model.steps_per_epoch > 0) {
    std::string epochs = grouped(model.epochs);
    if (model.settings.epochs > 0) epochs += " of " + grouped(model.settings.epochs);
    key_value(frame, "epochs, " + plural(model.steps_per_epoch, "step", "steps") + " each", epochs);
  }
  key_value(frame, "parameters", grouped(model.parameters));
  // A full-batch step works on V² cells and not on the text, so characters a second mean nothing.
  if (model_info(model.kind).capabilities.full_batch) {
    const double milliseconds = 1000 * model.seconds_trained / static_cast<double>(model.steps);
    key_value(frame, "one step takes",
              model.steps > 0 ? significant(milliseconds, 2) + " ms" : std::string("–"));
  } else {
    key_value(frame, frame.snapshot.corpus.words ? "words a second" : "characters a second",
              model.tokens_per_second > 0 ? short_count(model.tokens_per_second) : "–");
    key_value(frame, "time trained", duration(model.seconds_trained));
  }
  if (model.steps_per_epoch > 0) key_value(frame, "time to the end", time_left(model));
  if (!model.notice.empty()) note(frame, model.notice);
  gap(4);
  quality_table(frame, model, true);
}

void trail_card(Frame& frame, const app::ModelView& model) {
  if (model.sample_trail.size() < 2) return;
  static constexpr Help help{
      "Samples from several moments, with the step at which they were drawn. Read downwards: noise "
      "becomes syllables, and syllables become words."};
  Card card(frame, "trail", "How it learned to talk", &help);
  const std::vector<app::Sample>& trail = model.sample_trail;
  header_menu(frame, card, {"trail", "samples-by-step", {}, {}, [&trail] {
                              std::string words;
                              for (const app::Sample& sample : trail)
                                words += std::to_string(sample.step) + '\t' + sample.text + '\n';
                              return words;
                            }});
  constexpr std::size_t most = 8;
  const std::size_t shown = std::min(most, trail.size());
  float step_width = 0;
  for (const app::Sample& sample : trail) {
    step_width = std::max(step_width, text_size(frame.fonts.mono_small, grouped(sample.step)).x);
  }
  for (std::size_t i = 0; i < shown; ++i) {
    const double share = shown == 1 ? 1 : static_cast<double>(i) / static_cast<double>(shown - 1);
    const auto index =
        static_cast<std::size_t>(std::lround(share * static_cast<double>(trail.size() - 1)));
    const app::Sample& sample = trail[index];
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_aligned(*ImGui::GetWindowDrawList(), frame.fonts.mono_small,
                 ImVec2(at.x + step_width, at.y + 1), 1, 0, frame.palette.faint,
                 grouped(sample.step));
    const float left = at.x + step_width + 12;
    if (frame.snapshot.corpus.kind == "text") {
      ImGui::SetCursorScreenPos(ImVec2(left, at.y));
      wrapped_text(frame, sample.text, frame.palette.text, frame.fonts.mono_small);
      continue;
    }
    const float column = (at.x + card.width() - left) / 3;
    std::string_view rest = sample.text;
    for (int place = 0; place < 3 && !rest.empty(); ++place) {
      const std::size_t end = std::min(rest.find('\t'), rest.size());
      draw_text(*ImGui::GetWindowDrawList(), frame.fonts.mono_small,
                ImVec2(left + column * static_cast<float>(place), at.y), frame.palette.text,
                truncate(frame.fonts.mono_small, rest.substr(0, end), column - 8));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    ImGui::Dummy(ImVec2(card.width(), line_height(frame.fonts.mono_small)));
  }
}

std::string describe_training(const app::ModelView& model) {
  const std::string curve = model.steps == 0 || model.loss_curve.y.empty()
                                ? " The loss curve is empty: the model is not trained yet."
                                : " The loss curve has gone from " +
                                      fixed(model.loss_curve.y.front(), 3) + " to " +
                                      fixed(model.loss_curve.y.back(), 3) + " in " +
                                      plural(model.steps, "step", "steps") + ".";
  return curve + describe_quality(model) + " A model that knows nothing has " +
         fixed(model.landmarks.uniform, 3) + "; the count bigram has " +
         fixed(model.landmarks.count_bigram, 3) + ".";
}

}  // namespace babble::ui
