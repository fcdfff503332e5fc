// How large things may be. Every refusal because of size comes from here, and the tests try
// each limit and one past it.
#pragma once

#include <cstdint>

namespace babble::limits {

/// Tokens are stored in 16 bits (TokenId); the largest id is this minus one.
constexpr int max_vocabulary = 65535;

/// The bigram models hold V×V tables: 5,000² counts of 8 bytes are 200 MB.
constexpr int max_bigram_vocabulary = 5000;

/// Bytes of a text. While it is read, running text takes up to 4 times as much memory: the file, a
/// copy of it where it has to be changed (1), and 2 bytes a token; afterwards the file and 2 bytes
/// a token stay. Lines that are shuffled add 8 bytes a line, so names of 7 letters take 5 times
/// and lines of a single letter 8 times the file.
constexpr std::uint64_t max_corpus_bytes = 256ull << 20;

/// Distinct words or characters that n-grams can be counted over: three ids share 64 bits.
constexpr std::uint64_t max_ngram_tokens = 1ull << 21;

constexpr int max_hidden_size = 4096;
constexpr int max_batch = 65536;
constexpr int max_time_steps = 4096;
/// Threads that training is shared out to.
constexpr int max_threads = 64;

}  // namespace babble::limits
