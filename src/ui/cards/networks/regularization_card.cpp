#include "ui/cards/networks/regularization_card.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/models/registry.h"
#include "ui/base/format.h"
#include "ui/widgets/plot.h"
#include "ui/widgets/widgets.h"

namespace babble::ui {
namespace {

// The curve at x, interpolated on a logarithmic axis.
double height_at(const std::vector<double>& x, const std::vector<double>& y, double wanted) {
  if (x.empty()) return std::nan("");
  const auto above = std::lower_bound(x.begin(), x.end(), wanted);
  if (above == x.begin()) return y.front();
  if (above == x.end()) return y.back();
  const auto i = static_cast<std::size_t>(above - x.begin());
  const double share = std::log(wanted / x[i - 1]) / std::log(x[i] / x[i - 1]);
  return y[i - 1] + share * (y[i] - y[i - 1]);
}

}  // namespace

void RegularizationCard::draw(Frame& frame) {
  static constexpr Help help{
      "The NLL on the training part (thick) and the dev part (thin), for every k and for every λ. "
      "For "
      "λ it is the NLL at the end of training, computed directly. Both curves begin at the counts "
      "and end at the uniform distribution: adding the same count everywhere and pulling all "
      "weights to zero are two ways to trust the text less.",
      "k → ∞: (N + k)/Σ(N + k) → 1/V;   λ → ∞: W → 0, softmax(0) = 1/V"};
  const Card card(frame, "penalty", "λ does to W what k does to N", &help);
  const app::Snapshot& s = frame.snapshot;
  const Palette& p = frame.palette;
  const Color neural_color = p.of(trained_bigram());
  const Settings& counted = s.model(counted_bigram()).settings;
  const Settings& neural = s.model(trained_bigram()).settings;
  panel_.draw_row(frame, *find_setting("smoothing"), counted);
  panel_.draw_row(frame, *find_setting("l2"), neural);
  const app::SmoothingView* view = s.smoothing.get();
  if (view == nullptr) {
    note(frame, s.corpus.tokens.size() > 256
                    ? "The curves are shown for vocabularies of up to 256 tokens."
                    : "Computing the curves…");
    return;
  }
  legend_dot(frame, p.count, "counts, by k");
  ImGui::SameLine(0, 14);
  legend_dot(frame, neural_color, "network, by λ");
  k_x_ = {std::max(counted.smoothing, view->k.front())};
  k_y_ = {height_at(view->k, view->k_train, k_x_[0])};
  l2_x_ = {std::max(neural.l2, view->l2.front())};
  l2_y_ = {height_at(view->l2, view->l2_train, l2_x_[0])};
  PlotSpec spec;
  spec.name = "penalty.plot";
  spec.file = "smoothing-and-penalty";
  spec.height = 220;
  spec.x_name = "k, λ";
  spec.y_name = "NLL, nats";
  spec.log_x = true;
  spec.whole_x = false;
  spec.series.push_back({"k, train", &view->k, &view->k_train, p.count, 2.4f});
  spec.series.push_back({"k, dev", &view->k, &view->k_dev, p.count, 1.0f});
  spec.series.push_back({"λ, train", &view->l2, &view->l2_train, neural_color, 2.4f});
  spec.series.push_back({"λ, dev", &view->l2, &view->l2_dev, neural_color, 1.0f});
  for (const auto& [x, y, color] :
       {std::tuple(&k_x_, &k_y_, p.count), std::tuple(&l2_x_, &l2_y_, neural_color)}) {
    Series here{"here", x, y, color, 5.0f, false};
    here.dots = true;
    spec.series.push_back(here);
  }
  spec.landmarks.push_back(
      {"uniform", std::log(static_cast<double>(s.corpus.tokens.size())), p.uniform});
  plot(frame, spec);
}

void BatchCard::draw(Frame& frame) {
  static constexpr Help help{
      "All pairs at once: every step follows the exact gradient. Mini-batches: each step uses B "
      "random pairs, so its gradient is exact only on average, and the loss is noisy.",
      "∂L/∂Wᵢⱼ = (nᵢ · softmax(Wᵢ)ⱼ − Nᵢⱼ) / M + 2λ Wᵢⱼ / V²"};
  const Card card(frame, "batching", "Full batch or mini-batches", &help);
  const app::Snapshot& s = frame.snapshot;
  const Settings& settings = s.model(trained_bigram()).settings;
  int chosen = settings.batch_size > 0 ? 1 : 0;
  if (segmented(frame, "neural.batching", {"all pairs at once", "mini-batches of 32"}, chosen,
                std::min(card.width(), 300.0f))) {
    frame.post(app::Set{"batch_size", chosen == 1 ? "32" : "0"});
  }
  const std::string size = grouped(static_cast<std::int64_t>(s.corpus.tokens.size()));
  if (settings.batch_size == 0) {
    note(
        frame,
        "The lecture multiplies " + grouped(s.counts.total) +
            " one-hot rows by W. But equal pairs have equal gradients, so it is enough to know how "
            "often each occurs, and that is N. The same gradient then takes only " +
            size + "² exponentials.");
  } else {
    note(frame,
         "Each step draws " + grouped(settings.batch_size) +
             " pairs, selects their rows of W, and follows the mean of their gradients. This "
             "makes no use of the table N: it is how larger networks are trained.");
  }
}

}  // namespace babble::ui
