#include "core/export/python_text.h"

#include <gtest/gtest.h>

#include "core/export/pytorch_program.h"
#include "core/models/registry.h"

namespace babble {
namespace {

TEST(PythonText, no_text_ends_its_literal) {
  EXPECT_EQ(python_literal("names.txt"), "\"names.txt\"");
  EXPECT_EQ(python_literal("\"; import os"), "\"\\\"; import os\"");
  EXPECT_EQ(python_literal("a\\\n\r\t"), "\"a\\\\\\n\\x0d\\x09\"");
  EXPECT_EQ(python_literal("é 中 \xE2\x80\xAE \xF0\x9F\x98\x80"), "\"é 中 \\u202e \\U0001f600\"");
  EXPECT_EQ(python_literal("\xFFx"), "\"\\udcffx\"");
}

TEST(PythonText, sentences_and_lists_are_wrapped) {
  EXPECT_EQ(python_list("X = [", {}, ']'), "X = []\n");
  const std::string list = python_list("X = [", std::vector<std::string>(60, "12345"), ']');
  for (std::size_t begin = 0; begin < list.size(); begin = list.find('\n', begin) + 1)
    EXPECT_LE(list.find('\n', begin) - begin, 100u);
  const std::string sentence = python_sentence(std::string(90, 'a') + " " + std::string(90, 'b'));
  EXPECT_EQ(sentence, "# " + std::string(90, 'a') + "\n# " + std::string(90, 'b') + "\n");
}

TEST(PytorchProgram, every_model_has_one_of_lines_without_marks) {
  for (const ModelKind kind : model_kinds()) {
    Settings settings = model_info(kind).defaults;
    settings.split.train = 1;
    settings.split.dev = settings.split.test = 0;
    const auto corpus = std::make_shared<const Corpus>(
        Corpus::from_text("ada\nbob\nanna\nabba\n", settings, "#\n\"names"));
    Trainer trainer(corpus, kind, settings);
    const TrainingState state = trainer.state();
    const auto sections = pytorch_sections(*corpus, state, {}, expected_figures(trainer));
    const std::string text = python_file(sections);
    EXPECT_EQ(text.find(figure_mark), std::string::npos);
    EXPECT_EQ(text.find("$"), std::string::npos) << text;
    EXPECT_NE(text.find("default=\"#\\n\\\"names\""), std::string::npos);
    std::size_t figures = 0;
    for (const ProgramLine& line : program_lines(sections)) figures += line.figure.empty() ? 0 : 1;
    EXPECT_GE(figures, 5u) << model_info(kind).id;
  }
}

}  // namespace
}  // namespace babble
