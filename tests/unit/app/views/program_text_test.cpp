// The program in PyTorch as a part of the snapshot.
#include "support/driven_session.h"

namespace babble::app {
namespace {

using ProgramTextTest = DrivenSession;

TEST_F(ProgramTextTest, FollowsTheSettingsAndMarksWhatChanged) {
  session.apply(Activate{model_kind("rnn")});
  rest();
  EXPECT_EQ(look().program, nullptr) << "nobody asked";
  session.apply(Subscribe{.program = true});
  rest();
  const auto first = look().program;
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->kind, model_kind("rnn"));
  EXPECT_NE(first->python.find("H, B, T = 64, 32, 35"), std::string::npos) << first->python;
  EXPECT_NE(first->notebook.find("\"nbformat\":4"), std::string::npos);
  session.apply(Set{"hidden_size", "48"});
  rest();
  const auto second = look().program;
  ASSERT_NE(second, first);
  std::vector<std::string> changed;
  for (std::size_t i = 1; i + 1 < second->sections.size(); ++i)
    for (const ProgramView::Line& line : second->sections[i].lines)
      if (line.changed) changed.push_back(line.text);
  ASSERT_EQ(changed.size(), 2u);
  EXPECT_EQ(changed[0], "H, B, T = 48, 32, 35");
  EXPECT_NE(changed[1].find(R"(\"hidden_size\":\"48\")"), std::string::npos) << changed[1];
}

}  // namespace
}  // namespace babble::app
