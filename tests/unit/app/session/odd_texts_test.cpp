// Odd texts in a session. core/data/odd_texts_test.cpp has those that are refused.
#include "support/odd_texts.h"

#include <gtest/gtest.h>

#include "app/session/session.h"
#include "core/models/registry.h"

namespace babble::app {
namespace {

using babble::testing::odd_texts;
using babble::testing::OddText;

TEST(OddTexts, TrainOrExplainWhyNot) {
  Session session;
  for (const OddText& text : odd_texts()) {
    if (!text.refusal.empty() || text.bytes.size() > 2'000'000) continue;
    SCOPED_TRACE(text.name);
    session.apply(OpenBytes{text.name, text.bytes});
    EXPECT_EQ(session.snapshot()->corpus.name, text.name);
    EXPECT_EQ(static_cast<int>(session.snapshot()->corpus.tokens.size()), text.vocabulary);
    for (const ModelKind kind : {model_kind("count"), model_kind("neural"), model_kind("rnn")}) {
      if (kind == model_kind("rnn") && text.vocabulary > 30'000) continue;  // its steps are slow
      session.apply(Activate{kind});
      if (kind == model_kind("rnn"))
        for (const auto& [key, value] :
             {std::pair("hidden", "2"), std::pair("batch", "1"), std::pair("time_steps", "2")})
          session.apply(Set{key, value});
      session.apply(Step{1});
      for (int i = 0; i < 200 && session.work(20); ++i) {
      }
      const ModelView model = session.snapshot()->model(kind);
      if (text.vocabulary > 5000 && kind != model_kind("rnn"))
        EXPECT_NE(model.unavailable.find("5000"), std::string::npos) << model.unavailable;
      else
        EXPECT_GE(model.steps, 1) << model.unavailable;
    }
  }
}

}  // namespace
}  // namespace babble::app
