// The members of every struct of a snapshot that is not plain bytes, for packing (packing.h). A
// structured binding names all members of a struct, so that one which is missing here does not
// compile.
#pragma once

#include "app/protocol/is.h"
#include "app/protocol/snapshot.h"

namespace babble::app {

void members(auto& visit, Is<Settings> auto& settings) {
  auto& [seed, order, estimate, smoothing, epsilon1, epsilon, rate, schedule, optimizer, decay,
         beta1, beta2, l2, bias, init, norm, activation, block, embedding, layers, heads, width,
         hidden, batch, time_steps, batching, detach, clip, epochs, max_tokens, generator, split,
         preprocessing, tokens, min_freq] = settings;
  visit(seed, order, estimate, smoothing, epsilon1, epsilon, rate, schedule, optimizer, decay,
        beta1, beta2, l2, bias, init, norm, activation, block, embedding, layers, heads, width,
        hidden, batch, time_steps, batching, detach, clip, epochs, max_tokens, generator, split,
        preprocessing, tokens, min_freq);
}

void members(auto& visit, Is<Curve> auto& curve) {
  auto& [x, y] = curve;
  visit(x, y);
}

void members(auto& visit, Is<CorpusView> auto& corpus) {
  auto& [name, builtin, kind, prepared_as, words, lines, characters, tokens, display, counts, train,
         dev, test, fingerprint, preview, revision] = corpus;
  visit(name, builtin, kind, prepared_as, words, lines, characters, tokens, display, counts, train,
        dev, test, fingerprint, preview, revision);
}

void members(auto& visit, Is<Sample> auto& sample) {
  auto& [step, text] = sample;
  visit(step, text);
}

void members(auto& visit, Is<WordRow> auto& row) {
  auto& [pair, probability, log_probability] = row;
  visit(pair, probability, log_probability);
}

void members(auto& visit, Is<WordTableView> auto& table) {
  auto& [word, rows, log_likelihood, nll, perplexity, error] = table;
  visit(word, rows, log_likelihood, nll, perplexity, error);
}

void members(auto& visit, Is<ModelView> auto& model) {
  auto& [kind, settings, exists, finished, parameters, steps, tokens, repeatable, epochs,
         steps_per_epoch, loss, nll, evaluated_at, partial, rate, seconds, landmarks, loss_curve,
         dev_curve, epoch_nll, norm, clipped_norm, clipped_share, samples, trail, diverged, notice,
         unavailable, needs_corpus, revision] = model;
  visit(kind, settings, exists, finished, parameters, steps, tokens, repeatable, epochs,
        steps_per_epoch, loss, nll, evaluated_at, partial, rate, seconds, landmarks, loss_curve,
        dev_curve, epoch_nll, norm, clipped_norm, clipped_share, samples, trail, diverged, notice,
        unavailable, needs_corpus, revision);
}

void members(auto& visit, Is<MatrixView> auto& matrix) {
  auto& [rows, columns, values, revision] = matrix;
  visit(rows, columns, values, revision);
}

void members(auto& visit, Is<CountView> auto& view) {
  auto& [size, counts, revision, total] = view;
  visit(size, counts, revision, total);
}

void members(auto& visit, Is<SampleStepView> auto& step) {
  auto& [so_far, row, drawn, chosen, ended, sums, draws, seed, finished] = step;
  visit(so_far, row, drawn, chosen, ended, sums, draws, seed, finished);
}

void members(auto& visit, Is<HiddenStateView::Gate> auto& gate) {
  auto& [name, values] = gate;
  visit(name, values);
}

void members(auto& visit, Is<HiddenStateView::Guess> auto& guess) {
  auto& [token, probability] = guess;
  visit(token, probability);
}

void members(auto& visit, Is<HiddenStateView> auto& hidden) {
  auto& [text, display, states, gates, next, error] = hidden;
  visit(text, display, states, gates, next, error);
}

void members(auto& visit, Is<AttentionView> auto& attention) {
  auto& [text, display, layers, heads, silent, weights, after, error, revision] = attention;
  visit(text, display, layers, heads, silent, weights, after, error, revision);
}

void members(auto& visit, Is<AblationView> auto& ablation) {
  auto& [nll, nll_all, pairs, samples, samples_all] = ablation;
  visit(nll, nll_all, pairs, samples, samples_all);
}

void members(auto& visit, Is<EmbeddingView::Neighbour> auto& neighbour) {
  auto& [token, distance] = neighbour;
  visit(token, distance);
}

void members(auto& visit, Is<EmbeddingView> auto& embedding) {
  auto& [kind, dimensions, display, points, share, neighbours, error, run, revision] = embedding;
  visit(kind, dimensions, display, points, share, neighbours, error, run, revision);
}

void members(auto& visit, Is<ActivationView> auto& activations) {
  auto& [values, centres, shares, saturated, dead] = activations;
  visit(values, centres, shares, saturated, dead);
}

void members(auto& visit, Is<ReachView> auto& reach) {
  auto& [kind, hidden, cell] = reach;
  visit(kind, hidden, cell);
}

void members(auto& visit, Is<WindowView::Example> auto& example) {
  auto& [window, next, loss, embeddings, hidden, probabilities, d_embeddings, d_arguments,
         d_logits] = example;
  visit(window, next, loss, embeddings, hidden, probabilities, d_embeddings, d_arguments, d_logits);
}

void members(auto& visit, Is<CoverageView> auto& coverage) {
  auto& [epochs, covered, begins] = coverage;
  visit(epochs, covered, begins);
}

void members(auto& visit, Is<SecondTextView::Score> auto& score) {
  auto& [kind, nll, scored] = score;
  visit(kind, nll, scored);
}

void members(auto& visit, Is<SecondTextView> auto& second) {
  auto& [text, name, pairs, unknown, scores, error] = second;
  visit(text, name, pairs, unknown, scores, error);
}

void members(auto& visit, Is<WindowView> auto& window) {
  auto& [text, display, examples, error, revision] = window;
  visit(text, display, examples, error, revision);
}

void members(auto& visit, Is<BatchesView> auto& batches) {
  auto& [toy, batch, time_steps, batching, seed, offset, index, row, length, cut, subsequences,
         count, dropped_end, reset, rows, columns, x, y, begins, lengths, text_begin, text, error] =
      batches;
  visit(toy, batch, time_steps, batching, seed, offset, index, row, length, cut, subsequences,
        count, dropped_end, reset, rows, columns, x, y, begins, lengths, text_begin, text, error);
}

void members(auto& visit, Is<SavedRun> auto& run) {
  auto& [id, name, automatic, kind, settings, corpus, fingerprint, parameters, steps, tokens,
         evaluated_at, loss, seconds, nll, partial, loss_curve, samples, diverged, can_restore] =
      run;
  visit(id, name, automatic, kind, settings, corpus, fingerprint, parameters, steps, tokens,
        evaluated_at, loss, seconds, nll, partial, loss_curve, samples, diverged, can_restore);
}

void members(auto& visit, Is<PresetView> auto& preset) {
  auto& [id, title, source, note, needs, available, model] = preset;
  visit(id, title, source, note, needs, available, model);
}

void members(auto& visit, Is<PresetRow> auto& row) {
  auto& [what, expected, obtained, agrees] = row;
  visit(what, expected, obtained, agrees);
}

void members(auto& visit, Is<PresetProgress> auto& preset) {
  auto& [id, rows, complete] = preset;
  visit(id, rows, complete);
}

void members(auto& visit, Is<SweepRun> auto& run) {
  auto& [value, number, parameters, steps, train, dev, failed] = run;
  visit(value, number, parameters, steps, train, dev, failed);
}

void members(auto& visit, Is<SweepView> auto& sweep) {
  auto& [id, kind, setting, values, steps, seconds, planned, running, progress, runs, best] = sweep;
  visit(id, kind, setting, values, steps, seconds, planned, running, progress, runs, best);
}

void members(auto& visit, Is<RaceView> auto& race) {
  auto& [models, seconds, running] = race;
  visit(models, seconds, running);
}

void members(auto& visit, Is<Artifact> auto& artifact) {
  auto& [id, file_name, media_type, bytes] = artifact;
  visit(id, file_name, media_type, bytes);
}

void members(auto& visit, Is<SavedSession::Item> auto& item) {
  auto& [name, bytes] = item;
  visit(name, bytes);
}

void members(auto& visit, Is<SavedSession> auto& session) {
  auto& [id, title, corpus, models] = session;
  visit(id, title, corpus, models);
}

void members(auto& visit, Is<Notice> auto& notice) {
  auto& [id, is_error, text, offers_undo] = notice;
  visit(id, is_error, text, offers_undo);
}

void members(auto& visit, Is<TextLoadView> auto& load) {
  auto& [name, read, bytes] = load;
  visit(name, read, bytes);
}

void members(auto& visit, Is<GramOrdersView> auto& view) {
  auto& [orders, error, context, context_error, counts, probabilities] = view;
  visit(orders, error, context, context_error, counts, probabilities);
}

void members(auto& visit, Is<NgramOrderView::Top> auto& top) {
  auto& [gram, count] = top;
  visit(gram, count);
}

void members(auto& visit, Is<NgramOrderView> auto& order) {
  auto& [total, distinct, alpha, intercept, first, last, ranks, counts, names, top] = order;
  visit(total, distinct, alpha, intercept, first, last, ranks, counts, names, top);
}

void members(auto& visit, Is<LaplaceView> auto& estimate) {
  auto& [token, given, count, of, share, smoothed] = estimate;
  visit(token, given, count, of, share, smoothed);
}

void members(auto& visit, Is<NgramView> auto& ngrams) {
  auto& [words, bytes, all_bytes, orders, asked, estimates, error, revision] = ngrams;
  visit(words, bytes, all_bytes, orders, asked, estimates, error, revision);
}

void members(auto& visit, Is<ExampleView> auto& example) {
  auto& [current, next, step, logits, counts, probabilities, gradient, update, mean, loss, after,
         rate, count, row, pairs] = example;
  visit(current, next, step, logits, counts, probabilities, gradient, update, mean, loss, after,
        rate, count, row, pairs);
}

void members(auto& visit, Is<ProgramView::Line> auto& line) {
  auto& [text, figure, changed] = line;
  visit(text, figure, changed);
}

void members(auto& visit, Is<ProgramView::Section> auto& section) {
  auto& [sentence, lines, first] = section;
  visit(sentence, lines, first);
}

void members(auto& visit, Is<ProgramView> auto& program) {
  auto& [kind, sections, python, notebook, error] = program;
  visit(kind, sections, python, notebook, error);
}

void members(auto& visit, Is<SmoothingView> auto& smoothing) {
  auto& [k, k_train, k_dev, l2, l2_train, l2_dev] = smoothing;
  visit(k, k_train, k_dev, l2, l2_train, l2_dev);
}

void members(auto& visit, Is<SpellingView> auto& spelling) {
  auto& [code, value, seconds] = spelling;
  visit(code, value, seconds);
}

void members(auto& visit, Is<SpellingsView> auto& spellings) {
  auto& [pairs, losses, products] = spellings;
  visit(pairs, losses, products);
}

void members(auto& visit, Is<Snapshot> auto& snapshot) {
  auto& [revision, playing, busy, busy_fraction, busy_text, text_load, active, limit, corpus,
         models, counts, weights, bias, log_probabilities, example, spellings, smoothing,
         sample_step, word, hidden, attention, ablation, embedding, positions, activations, reach,
         window, second_text, orders, ngrams, program, batches, coverage, saved_runs, presets,
         preset, sweep, race, notices, artifact, saved_session, sessions_saved, recent_texts, undo,
         links_opened] = snapshot;
  visit(revision, playing, busy, busy_fraction, busy_text, text_load, active, limit, corpus, models,
        counts, weights, bias, log_probabilities, example, spellings, smoothing, sample_step, word,
        hidden, attention, ablation, embedding, positions, activations, reach, window, second_text,
        orders, ngrams, program, batches, coverage, saved_runs, presets, preset, sweep, race,
        notices, artifact, saved_session, sessions_saved, recent_texts, undo, links_opened);
}

}  // namespace babble::app
