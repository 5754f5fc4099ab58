#pragma once

// The definition of train<S>; training_<scalar>.cpp instantiate it.

#include "cli/files/files.hpp"
#include "cli/training/constants.hpp"
#include "cli/training/examination.hpp"
#include "cli/training/run_checks.hpp"
#include "cli/training/spectral_norms.hpp"
#include "cli/training/training.hpp"
#include "cli/training/walk.hpp"
#include "core/pipeline/schedule_closed_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace aimcert::cli {
namespace training {

template <class S>
double plain(const S& x) {
    return ScalarTraits<S>::to_double(x);
}

/// What a row keeps until the constants of the run are known.
template <class S>
struct Observation {
    int step;
    StepState<S> state;
    S auxiliary, increment_norm_sq = S(0);
    std::vector<S> layer_saturation, layer_delay, residual_saturation;
    std::optional<Expectation<S>> expectation;
    std::vector<std::pair<S, S>> decomposition;  ///< |W_k^(m) - W~_k^(m)|_F and C_k^(m)
    S accumulated_delay;
};

template <class S>
Observation<S> observe(const Configuration& configuration, const Problem<S>& problem, int step, const State<S>& state,
                       std::optional<std::size_t> outcomes) {
    const Weights<S> weights = state.weights();
    const auto moments = moments_at(problem, weights);
    for (const S& value : {moments.objective, squared_norm(moments.gradient), moments.noise_variance}) {
        if (step == 0 && !is_finite(value))
            reject(configuration, "data.file", fmt::format("samples whose loss and gradients on the first weights are finite in {}", ScalarTraits<S>::name), "overflow");
        check_finite(configuration, step, value);
    }
    Observation<S> row{step, {}, state.delay->auxiliary(), S(0), {}, {}, {}, {}, {}, state.delay->accumulated()};
    row.state = {moments.objective, squared_norm(moments.gradient), moments.noise_variance,
                 S(0), state.delay->squared(), S(0)};
    for (std::size_t m = 0; m < weights.size(); ++m) {
        const Matrix<S>& held = state.arrays ? state.arrays(m, 0) : weights[m];
        row.layer_saturation.push_back(max_abs(held) * problem.inverse_tau);
        row.state.saturation = math::max(row.state.saturation, row.layer_saturation.back());
        if (state.arrays) row.residual_saturation.push_back(max_abs(state.arrays(m, 1)) * problem.inverse_tau);
        row.layer_delay.push_back(state.delay->accumulated(m));
        row.decomposition.emplace_back(norm(weights[m] - state.stale(m)), row.layer_delay[m]);
    }
    if (!outcomes) return row;
    row.expectation = problem.schedule == Schedule::async
                          ? asynchronous_expectation(problem, weights, state.current, state.stale, moments.gradient)
                          : synchronous_expectation(problem, weights, *outcomes);
    row.state.denoised_increment = row.expectation->denoised_increment;
    return row;
}

/// Bound of the rounding error in a comparison of distances of `weights` with their accumulated delay: twice that of
/// squared increments (core/device/fused_update.hpp; the general response sums one after the other: n_in n_out roundings)
/// and of the at most M of them that a sum of delays adds. Squares below the smallest normal number are worth nothing.
template <class S>
S delay_error(const Weights<S>& weights, const S& delay) {
    double entries = 0;
    for (const auto& w : weights) entries = std::max(entries, static_cast<double>(w.size()));
    const double layers = static_cast<double>(weights.size());
    return math::constant<S>(2 * (entries + 24 + layers) * ScalarTraits<S>::unit_roundoff()) * delay +
           math::constant<S>((1 + layers) * std::sqrt(entries)) * math::sqrt(S((std::numeric_limits<S>::min)()));
}

template <class S>
DescentTerms descent_terms(const Problem<S>& problem, const DescentConstants<S>& c, const StepState<S>& k) {
    const S half = problem.learning_rate / S(2);
    const S noise = math::square(problem.learning_rate) * c.smoothness * k.noise_variance;
    const S energy = k.gradient_norm_sq + k.noise_variance;
    if (problem.schedule != Schedule::async)
        return {plain(S(-half * k.gradient_norm_sq)), plain(S(noise / S(problem.micro_batches))), 0,
                plain(S(half * math::square(c.saturation) * energy))};
    return {plain(S(-half * k.gradient_norm_sq)), plain(noise),
            plain(S(math::power(problem.learning_rate, 3) * c.kappa() * k.noise_variance)),
            plain(S(half * (S(1) + c.young) * math::square(k.saturation) * energy))};
}

/// The columns that need the constants, and the comparisons of the descent claims.
template <class S>
void finish_row(const Problem<S>& problem, const Constants<S>& constants, const S& minimum, const Observation<S>& row,
                LedgerRow& out, Checks<S>& checks) {
    const S& alpha = problem.learning_rate;
    const auto& descent = constants.descent;
    const bool async = problem.schedule == Schedule::async;
    const S c = async ? descent.auxiliary_weight(alpha) : S(0);
    const S lyapunov = row.state.objective - minimum + c * row.auxiliary;
    out.lyapunov = plain(lyapunov);
    out.terms = descent_terms(problem, descent, row.state);
    if (!row.expectation) return;
    const auto& expectation = *row.expectation;
    // L_f and r have to cover every W_{k+1} that the expectation is over, not the one alone that was drawn.
    const bool inside = expectation.max_weight <= constants.max_weight;
    if (!async) {
        const S bound = sync_descent_bound(descent.smoothness, alpha, descent.saturation, problem.micro_batches, row.state.objective,
                                           row.state.gradient_norm_sq, row.state.noise_variance);
        out.descent_bound = plain(bound);
        out.expected_lyapunov_next = plain(S(expectation.objective - minimum));
        out.lyapunov_bound = plain(S(bound - minimum));
        checks.compare_inside(inside, "sync_descent", row.step, expectation.objective, bound);
        return;
    }
    const S bound = sufficient_descent_bound(descent, alpha, row.state);
    const S lyapunov_bound = lyapunov_descent_bound(descent, alpha, lyapunov, row.state);
    // E_k A_{k+1} by auxiliary_telescopes.
    const S next = expectation.objective - minimum +
                   c * (row.auxiliary + expectation.weighted_increment - row.state.squared_delay);
    out.descent_bound = plain(bound);
    out.expected_lyapunov_next = plain(next);
    out.lyapunov_bound = plain(lyapunov_bound);
    checks.compare_inside(inside, "sufficient_descent", row.step, expectation.objective, bound);
    checks.compare_inside(inside, "lyapunov_descent", row.step, next, lyapunov_bound);
    checks.compare("gradient_delay_error", row.step, expectation.gradient_delay_error,
                   S(math::square(descent.sensitivity) * row.state.squared_delay));
}

/// r_k <= r_0 + (1-r_0)(1 - (1-rho)^k) with rho = alpha max_m(D_m X_m)/tau: `bounded_iterates`, solved for r_k.
template <class S>
void check_bounded_iterates(const Constants<S>& constants, const S& rho, const S& initial, const S& saturation, int step, Checks<S>& checks) {
    auto& check = checks.at("bounded_iterates");
    check.require(rho <= S(1), "one update may cross the range: alpha max_m(D_m X_m) > tau");
    check.require(constants.descent.saturation <= S(1), "a weight leaves the range");
    if (!check.result().hypotheses_met) return;
    // Not 1 - (1-r_0)(1-rho)^k, which cancels in a range far wider than the weights.
    const S reached = rho < S(1) ? S(-math::expm1(S(math::whole<S>(step) * math::log1p(S(-rho))))) : S(1);
    const S bound = initial + (S(1) - initial) * reached;
    // Weights and increments are at most bound*tau. An update rounds at most nine times, each by at most 2 u bound tau.
    const S error = math::constant<S>(18.0 * (step + 1) * ScalarTraits<S>::unit_roundoff()) * bound;
    checks.compare("bounded_iterates", step, saturation, bound, error);
}

template <class S>
LedgerRow ledger_row(const Observation<S>& row) {
    LedgerRow out;
    out.step = row.step;
    out.loss = plain(row.state.objective);
    out.gradient_norm_sq = plain(row.state.gradient_norm_sq);
    out.noise_variance = plain(row.state.noise_variance);
    out.saturation_degree = plain(row.state.saturation);
    out.accumulated_delay = plain(row.accumulated_delay);
    out.squared_delay = plain(row.state.squared_delay);
    out.auxiliary = plain(row.auxiliary);
    out.increment_norm_sq = plain(row.increment_norm_sq);
    if (row.expectation) out.expected_loss_next = plain(row.expectation->objective);
    for (const S& value : row.layer_saturation) out.layer_saturation.push_back(plain(value));
    for (const S& value : row.residual_saturation) out.residual_saturation.push_back(plain(value));
    for (const S& value : row.layer_delay) out.layer_delay.push_back(plain(value));
    return out;
}

/// Walks to the suspicious steps a second time and looks at them in intervals, within a budget of multiplications that
/// keeps it to seconds.
template <class S>
void settle_suspicious(const Configuration& configuration, const Problem<S>& problem, const Weights<S>& initial, const S& max_weight,
                       Checks<S>& checks) {
    if (checks.suspicious.empty()) return;
    // Steps are stored in 50 digits, which do not hold 100.
    constexpr bool stored_exactly = !std::is_same_v<S, Real100>;
    double budget = stored_exactly ? 2e7 : 0;
    const auto affordable = [&](double cost) { return stored_exactly && (budget -= cost) >= 0; };
    const Examiner examiner(configuration, plain(problem.learning_rate), Real50(max_weight));
    const std::size_t remembered = problem.schedule == Schedule::async ? initial.size() : 1;
    int contractions = 0;  // steps that an apparent violation of bounded_iterates goes back to
    for (const auto& [step, ids] : checks.suspicious)
        if (std::find(ids.begin(), ids.end(), "bounded_iterates") != ids.end()) contractions = step;

    StoredStep stored;
    Truth bounded = Truth::yes;
    const auto settle = [&](int k, const std::vector<std::string>& ids) {
        std::map<std::string, Truth> found{{"bounded_iterates", bounded}};
        if (stored_exactly) found["delay_decomposition"] = examiner.delays_add_up(stored);
        const auto missing = [&](const std::string& id) { return !found.contains(id); };
        if (std::any_of(ids.begin(), ids.end(), missing) && affordable(examiner.cost())) found.merge(examiner.examine(stored));
        for (const auto& id : ids) checks.at(id).settle(k, missing(id) ? Truth::unknown : found.at(id));
    };
    SampleOrder order(configuration.train, problem.samples.size());
    std::vector<std::size_t> samples(static_cast<std::size_t>(problem.micro_batches));
    const auto before = [&](int k, const State<S>& state) {
        const auto next = checks.suspicious.lower_bound(k);
        if (k >= contractions && (next == checks.suspicious.end() || next->first - k >= static_cast<int>(remembered))) return stored.weights.clear();
        auto& weights = stored.weights.emplace_back();
        for (const auto& w : state.weights()) weights.push_back(w.unaryExpr([](const S& x) { return Real50(x); }));
        if (stored.weights.size() > remembered) stored.weights.pop_front();
        if (next != checks.suspicious.end() && next->first == k) settle(k, next->second);
        for (auto& sample : samples) sample = order.next();
        if (k < contractions && bounded == Truth::yes)
            bounded = affordable(examiner.contraction_cost()) ? examiner.contracts(stored, samples) : Truth::unknown;
    };
    const auto& [last, ids] = *checks.suspicious.rbegin();
    walk(configuration, problem, initial, std::min(last + 1, configuration.train.steps), before, [](int, const StepStatistics<S>&) {});
    if (last == configuration.train.steps) settle(last, ids);
}

template <class S>
double share_of_correct_labels(const Problem<S>& problem, const Weights<S>& weights) {
    Signals<S> signals(weights);
    const auto argmax = [](const Vector<S>& v) {
        Eigen::Index best = 0;
        for (Eigen::Index i = 1; i < v.size(); ++i)
            if (v(i) > v(best)) best = i;
        return best;
    };
    int correct = 0;
    for (const auto& sample : problem.samples) {
        forward(problem.architecture, layer_of(weights), sample.input, signals);
        correct += argmax(signals.output()) == argmax(sample.target);
    }
    return correct / static_cast<double>(problem.samples.size());
}

inline long long clock_cycles(const TrainingPlan& plan, int layers) {
    if (plan.schedule == Schedule::async)
        return 2LL * plan.steps + closed_form::async_fill_cycles(layers);
    return static_cast<long long>(plan.steps) * closed_form::cycles(plan.schedule, layers, plan.micro_batches);
}

/// The response with its parameters, without those that are 0.
inline std::string device_in_words(const DeviceParameters& p) {
    std::string words = p.response;
    for (const auto& [name, value] : parameters_of(p.response))
        if (p.*value != 0) words += fmt::format(", {} = {}", name, p.*value);
    return words;
}

}  // namespace training

template <class S>
RunResult train(const Configuration& configuration, double learning_rate, const std::function<void(int)>& progress) {
    using namespace training;
    const auto& plan = configuration.train;
    const auto& ledger = configuration.ledger;
    check_numbers<S>(configuration, learning_rate);
    const auto response = *make_response<S>(configuration.device);
    const Problem<S> problem{configuration.network.architecture, converted<S>(configuration.samples), response,
                             math::constant<S>(learning_rate), inverse_range(response), plan.schedule,
                             plan.schedule == Schedule::async ? 1 : plan.micro_batches};
    const auto initial = converted<S>(configuration.network.weights);
    const int layers = static_cast<int>(initial.size());
    const bool async = plan.schedule == Schedule::async, theory = configuration.has_descent_theory();

    RunResult result;
    result.configuration = configuration.file;
    result.scalar = ScalarTraits<S>::name;
    result.schedule = schedule_name(plan.schedule);
    result.algorithm = name_of(algorithm_names, plan.algorithm);
    result.device = device_in_words(configuration.device);
    result.tau = configuration.saturation_range();
    result.learning_rate = learning_rate;
    result.automatic_rate = !plan.learning_rate.has_value();
    result.young = plan.young;
    result.minimum = ledger.minimum;
    result.steps = plan.steps;
    result.micro_batches = problem.micro_batches;
    result.every = ledger.every;
    result.expectation = ledger.expectation;
    result.has_theory = theory;
    if (async && plan.micro_batches != 1)
        result.notes.push_back("train.micro_batches has no effect: the asynchronous schedule updates after every micro-batch");

    if (configuration.has_residual() && ledger.expectation)
        result.notes.push_back("expectation columns are empty: they are defined for analog_sgd and digital_sgd");
    if (configuration.has_residual() && plan.algorithm != Algorithm::tiki_taka)
        result.notes.push_back("weights.json holds what the network uses, W + gamma P");
    const auto outcomes = !ledger.expectation || configuration.has_residual() ? std::nullopt
                          : async             ? std::optional(problem.samples.size())
                                              : mini_batches(problem.samples.size(), problem.micro_batches);
    if (ledger.expectation && !configuration.has_residual() && !outcomes)
        result.notes.push_back(fmt::format("expectation columns are empty: {} samples to the power of {} micro-batches are more than {} mini-batches",
                                           problem.samples.size(), problem.micro_batches, most_mini_batches));

    if (theory) check_constants(configuration, problem, initial);
    std::vector<Observation<S>> rows;
    SpectralNorms<S> spectral(initial.size());
    S max_weight = max_abs(initial);
    const Trained<S> run = walk(
        configuration, problem, initial, plan.steps,
        [&](int k, const State<S>& state) {
            spectral.add(state.current);
            if (k % ledger.every == 0) rows.push_back(observe(configuration, problem, k, state, outcomes));
        },
        [&](int k, const StepStatistics<S>& statistics) {
            max_weight = math::max(max_weight, statistics.max_weight);
            if (k % ledger.every == 0) rows.back().increment_norm_sq = statistics.increment_norm_sq;
            progress(k + 1);
        });
    const Weights<S>& trained = run.weights;
    spectral.add(layer_of(trained));

    const auto last = moments_at(problem, trained);
    check_finite(configuration, plan.steps, last.objective);
    const auto constants = constants_of_box(problem.architecture, problem.samples, initial, max_weight, problem.inverse_tau,
                                            math::constant<S>(plan.young));
    result.constants = table_of(constants, problem.learning_rate);
    result.posteriori = table_of(constants_on<double>(problem.architecture, configuration.samples, spectral.bounds(), plain(max_weight),
                                                      plain(problem.inverse_tau), plan.young),
                                 learning_rate);
    if (const auto constant = overflowing(result.constants); theory && constant)
        reject(configuration, "train.learning_rate", "a rate that keeps the weights in a box whose constants are finite", "overflow of " + *constant);

    Checks<S> checks;
    const S& r = constants.descent.saturation;
    const S first_saturation = saturation_degree(initial, problem.inverse_tau);
    const S rho = largest_update(constants.signals, problem.learning_rate) * problem.inverse_tau;
    if (theory) {
        result.rates.box = fmt::format("|W| <= {:.6g}, the run's largest |weight|", plain(max_weight));
        const S rule = descent_rule(plan.schedule, constants.descent);
        const auto finite = [](const S& x) { return std::isfinite(plain(x)) ? std::optional(plain(x)) : std::nullopt; };
        result.rates.descent = finite(rule);
        if (!configuration.is_digital() && first_saturation < r && r < S(1))
            result.rates.bounded_iterates = finite(bounded_iterates_learning_rate(
                constants.signals, S(S(1) / problem.inverse_tau), first_saturation, r, plan.steps));
        const bool admissible = problem.learning_rate <= rule;
        const std::string too_large = "the learning rate exceeds the descent rule";
        if (outcomes && async) {
            checks.at("lyapunov_descent").require(admissible, too_large);
        } else if (outcomes) {
            checks.at("sync_descent").require(admissible, too_large);
        }
    } else {
        result.notes.push_back("lyapunov and the bounds are empty: the descent claims speak of SGD on response \"ald\" with w0 = 0");
    }

    for (const auto& row : rows) {
        LedgerRow& out = result.rows.emplace_back(ledger_row(row));
        if (theory) finish_row(problem, constants, math::constant<S>(ledger.minimum), row, out, checks);
        for (const auto& value : {out.lyapunov, out.expected_loss_next, out.descent_bound, out.expected_lyapunov_next, out.lyapunov_bound})
            if (value) check_finite(configuration, row.step, *value);
        if (theory && !configuration.is_digital() && row.step > 0)
            check_bounded_iterates(constants, rho, first_saturation, row.state.saturation, row.step, checks);
        if (async)
            for (const auto& [distance, delay] : row.decomposition)
                checks.compare("delay_decomposition", row.step, distance, delay, delay_error(initial, delay));
    }
    const S final_saturation = saturation_degree(run.held, problem.inverse_tau);
    if (theory && !configuration.is_digital())
        check_bounded_iterates(constants, rho, first_saturation, final_saturation, plan.steps, checks);
    settle_suspicious(configuration, problem, initial, max_weight, checks);
    for (const auto& [id, check] : checks.of) result.claims.push_back(check.result());

    result.initial_loss = result.rows.front().loss;
    result.final_loss = plain(last.objective);
    result.final_gradient_norm_sq = plain(squared_norm(last.gradient));
    result.initial_saturation = plain(first_saturation);
    result.final_saturation = plain(final_saturation);
    for (const auto& w : run.held) result.final_layer_saturation.push_back(plain(S(max_abs(w) * problem.inverse_tau)));
    for (const auto& p : run.residual) result.final_residual_saturation.push_back(plain(S(max_abs(p) * problem.inverse_tau)));
    if (configuration.labelled) result.accuracy = share_of_correct_labels(problem, trained);
    result.updates = plan.steps;
    result.samples_seen = static_cast<long long>(plan.steps) * problem.micro_batches;
    result.clock_cycles = clock_cycles(plan, layers);
    result.trained = {problem.architecture, in_double(trained)};
    return result;
}

}  // namespace aimcert::cli
