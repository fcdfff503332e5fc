#include "ui/base/short_tokens.h"

#include "core/base/utf8.h"

namespace babble::ui {

std::string short_token(const std::string& token) {
  if (token == "<unk>" || token.starts_with("U+")) return "∅";
  std::size_t two = 0, end = 0;
  for (int i = 0; i < 3 && end < token.size(); ++i) {
    if (i == 2) two = end;
    next_code_point(token, end);
  }
  return end < token.size() ? token.substr(0, two) + "…" : token;
}

const std::vector<std::string>& ShortTokens::of(const app::CorpusView& corpus) {
  if (revision_ == corpus.revision && tokens_.size() == corpus.display.size()) return tokens_;
  revision_ = corpus.revision;
  tokens_ = corpus.display;
  for (std::string& token : tokens_) token = short_token(token);
  return tokens_;
}

}  // namespace babble::ui
