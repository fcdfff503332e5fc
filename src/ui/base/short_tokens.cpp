#include "ui/base/short_tokens.h"

#include "core/base/utf8.h"

namespace babble::ui {

std::string short_token(const std::string& token) {
  std::size_t end = 0;
  if (!token.empty()) next_code_point(token, end);
  return end < token.size() ? "∅" : token;
}

const std::vector<std::string>& ShortTokens::of(const app::CorpusView& corpus) {
  if (revision_ == corpus.revision && tokens_.size() == corpus.display.size()) return tokens_;
  revision_ = corpus.revision;
  tokens_ = corpus.display;
  for (std::string& token : tokens_) token = short_token(token);
  return tokens_;
}

}  // namespace babble::ui
