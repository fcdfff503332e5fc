// The part of a snapshot that one picture needs: when it is out of date, and how to compute it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "app/protocol/intents.h"
#include "app/protocol/snapshot.h"
#include "app/views/refresh_schedule.h"
#include "core/data/corpus.h"
#include "core/models/model.h"
#include "core/models/registry.h"
#include "core/training/evaluation.h"

namespace babble::app {

/// One model of the session as views see it.
struct OpenModel {
  ModelKind kind;
  const Model* model;            ///< null where there is none
  std::string_view unavailable;  ///< why there is none
  const Vocabulary* vocabulary;  ///< null without a model
  CorpusKind corpus_kind;
  const Settings* settings;
  bool trainable;      ///< its corpus is the open one
  std::uint64_t run;   ///< changes whenever the parameters change other than by a training step
  std::int64_t steps;  ///< run and steps together identify the parameters
};

/// What a view may read.
struct ViewContext {
  const Subscribe& subscription;
  const Corpus& corpus;
  std::string_view text;          ///< the bytes of the open text
  Evaluator& evaluator;           ///< of corpus
  std::vector<OpenModel> models;  ///< by ModelKind
  ModelKind active;
  bool training;
  const Clock& clock;

  const OpenModel& model(ModelKind kind) const { return models[kind.index()]; }
  /// The same of the models with a capability.
  const OpenModel* find(bool Capabilities::*capability) const {
    return find(
        [=](const OpenModel& open) { return model_info(open.kind).capabilities.*capability; });
  }
  /// Of the models that exist and have what a picture needs: the active one if it is among them,
  /// else the first; null if there is none.
  template <class Condition>
  const OpenModel* find(const Condition& has) const {
    const OpenModel* found = nullptr;
    for (const OpenModel& open : models)
      if (open.model != nullptr && has(open) && (found == nullptr || open.kind == active))
        found = &open;
    return found;
  }
};

class View {
 public:
  /// What the part was computed from, besides the requests made to the view.
  struct Stamp {
    std::array<std::uint64_t, 4> values{};
    std::int64_t steps = 0;  ///< of the model
    bool operator==(const Stamp&) const = default;
  };

  View() = default;
  virtual ~View() = default;
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  /// Whether the part is wanted and what it depends on has changed.
  bool stale(const ViewContext& context) const;
  /// Quick views are refreshed whenever a snapshot is made, slow ones by Session::work.
  virtual bool quick() const { return true; }
  /// Whether a stale view may be refreshed now. False only while training, for a view that is
  /// behind by some steps and was refreshed a moment ago.
  bool due(const ViewContext& context) const;
  /// Computes the part. A slow view works until about `end` (seconds) and may stay stale. If it
  /// throws, the view is not stale until something changes.
  void refresh(const ViewContext& context, double end, Snapshot& snapshot);
  /// Another corpus is open: the part is stale.
  void clear(Snapshot& snapshot);

 protected:
  /// `interval`: seconds between two refreshes while training; 0: with every snapshot.
  explicit View(double interval) : interval_(interval), schedule_(interval, 9) {}

  virtual bool wanted(const ViewContext&) const { return true; }
  virtual Stamp stamp(const ViewContext& context) const = 0;
  /// Returns false if there is more to do.
  virtual bool fill(const ViewContext& context, double end, Snapshot& snapshot) = 0;
  /// The request has changed: the part is stale.
  void invalidate() { seen_.reset(); }
  /// Removes what belongs to the former corpus.
  virtual void reset(Snapshot&) {}

 private:
  double interval_ = 0;
  RefreshSchedule schedule_{0, 9};
  std::optional<Stamp> seen_;  // the part's stamp
};

}  // namespace babble::app
