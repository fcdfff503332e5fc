// Chapter Compare: several models trained in turns, and what their size has bought.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ui/cards/compare/comparison_card.h"

namespace babble::ui {

class RaceCard {
 public:
  RaceCard();
  void draw(Frame& frame);

 private:
  std::set<ModelKind> chosen_;
  std::string seconds_ = "20";
  bool equal_ = false;
};

/// Dev NLL against the number of parameters, a dot for each row that is shown.
class SizeCard {
 public:
  void draw(Frame& frame, const std::vector<ComparisonRow>& rows, const ComparisonCard& shown);

 private:
  std::vector<std::vector<double>> x_, y_;
};

}  // namespace babble::ui
