#include "properties/search.hpp"

#include "core/scalar/multiprecision.hpp"
#include "properties/threads.hpp"

#include <tbb/parallel_for.h>

#include <atomic>

namespace aimcert {
namespace {

std::uint64_t mix(std::uint64_t x) {  // splitmix64
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

std::uint64_t seed_of(const ClaimInfo& info, std::uint64_t seed) {
    std::uint64_t hash = mix(seed);
    for (const char c : info.id) hash = mix(hash ^ static_cast<unsigned char>(c));
    return hash;
}

/// Sizes grow through the search as RapidCheck's do: small instances first, then again.
int size_of(int index) { return 1 + index % 100; }

rc::Shrinkable<Instance> draw(const rc::Gen<Instance>& instances, std::uint64_t seed, int index) {
    return instances(rc::Random(mix(seed + static_cast<std::uint64_t>(index))), size_of(index));
}

/// What rationals say, and intervals of 100 and 400 digits.
Decision::Outcome outcome_of(const Evaluation& e) {
    // A hypothesis at its very edge, which intervals cannot tell, counts as not met: nothing is claimed then.
    if (e.hypotheses != Truth::yes) return Decision::Outcome::hypothesis_not_met;
    if (e.holds == Truth::no) return Decision::Outcome::violated;
    return e.holds == Truth::yes || e.to_all_digits() ? Decision::Outcome::holds : Decision::Outcome::undecided;
}

/// What coarser arithmetic leaves to them: whatever is not clear, and every violation.
Decision::Outcome clear_outcome_of(const Evaluation& e) {
    if (e.hypotheses == Truth::no) return Decision::Outcome::hypothesis_not_met;
    const bool holds = e.hypotheses == Truth::yes && e.holds == Truth::yes;
    return holds ? Decision::Outcome::holds : Decision::Outcome::undecided;
}

/// Whether the search's own scalar showed a violation that a finer one refutes.
bool is_rounding_only(const Claim& claim, const Decision& decision) {
    return decision.searched.worst.excess_ulps > 0 && decision.outcome == Decision::Outcome::holds &&
           claim.info.relation != Relation::equal;
}

/// The evaluation in rationals that confirms a violation, if there is one.
std::optional<Evaluation> rational_violation(const Claim& claim, const Instance& instance, ScalarKind scalar) {
    if (clear_outcome_of(claim.evaluate(instance, scalar)) != Decision::Outcome::undecided) return std::nullopt;
    auto exact = evaluate_exactly(claim, instance, {});
    return exact && outcome_of(*exact) == Decision::Outcome::violated ? exact : std::nullopt;
}

/// Walks down the shrinks as long as one of them is still a confirmed violation. A reader can follow rationals: an
/// instance that they decide is left for another such only, and one that needs intervals first of all for such.
Finding shrink(const Claim& claim, const rc::Shrinkable<Instance>& start, const SearchOptions& options, int index) {
    constexpr int budget = 200000;  // evaluations
    rc::Shrinkable<Instance> current = start;
    Decision decision = decide(claim, current.value(), options.scalar);
    Evaluation violation = std::move(decision.decided);
    ScalarKind confirmed_in = decision.scalar;
    int steps = 0, spent = 0;
    const auto confirms = [&](const Instance& instance, bool in_rationals) {
        if (in_rationals) {
            auto exact = rational_violation(claim, instance, options.scalar);
            if (!exact) return false;
            violation = std::move(*exact);
            confirmed_in = ScalarKind::rational;
            return true;
        }
        Decision trial = decide(claim, instance, options.scalar);
        if (trial.outcome != Decision::Outcome::violated) return false;
        violation = std::move(trial.decided);
        confirmed_in = trial.scalar;
        return true;
    };
    const auto descend = [&](bool in_rationals) {
        auto candidates = current.shrinks();
        for (auto candidate = candidates.next(); candidate && spent < budget; candidate = candidates.next()) {
            ++spent;
            if (!confirms(candidate->value(), in_rationals)) continue;
            current = *candidate;
            ++steps;
            return true;
        }
        return false;
    };
    while (descend(true) || (confirmed_in != ScalarKind::rational && descend(false))) {}
    return {current.value(), violation, confirmed_in, options.seed, index, steps};
}

/// Counts decisions, and keeps the worst one and the first violation.
struct Tally {
    /// A decision and which of the random instances it is about.
    using Kept = std::optional<std::pair<int, Decision>>;

    SearchResult result;
    Kept worst, first_undecided;
    std::optional<int> first_violation;

    void add(int index, Decision&& decision, ScalarKind searched_in) {
        ++result.instances;
        if (decision.scalar != searched_in) ++result.escalated;
        if (decision.outcome == Decision::Outcome::hypothesis_not_met) {
            ++result.hypotheses_not_met;
            return;
        }
        for (const auto& label : decision.decided.labels) ++result.labels[label];
        if (decision.decided.trivial) ++result.trivial;
        if (decision.decided.to_all_digits()) ++result.to_all_digits;
        if (decision.rounding_only) {
            ++result.rounding_only;
            result.worst_rounding_ulps = std::max(result.worst_rounding_ulps, decision.searched.worst.excess_ulps);
        }
        if (decision.outcome == Decision::Outcome::undecided) {
            ++result.undecided;
            if (!first_undecided) first_undecided.emplace(index, decision);
        }
        if (decision.outcome == Decision::Outcome::violated) {
            ++result.violations;
            if (!first_violation) first_violation = index;
        }
        if (!worst || decision.decided.worst.ratio > result.worst_ratio) {
            result.worst_ratio = decision.decided.worst.ratio;
            worst.emplace(index, std::move(decision));
        }
    }
};

}  // namespace

std::optional<Evaluation> evaluate_exactly(const Claim& claim, const Instance& instance, const EvaluationOptions& options) {
    try {
        return claim.evaluate(instance, ScalarKind::rational, options);
    } catch (const NotRational&) {
        return std::nullopt;
    } catch (const std::overflow_error&) {  // division by zero
        return std::nullopt;
    }
}

Decision confirm(const Claim& claim, const Instance& instance, const EvaluationOptions& options, Evaluation searched) {
    Decision decision;
    decision.searched = std::move(searched);
    const auto settle = [&](ScalarKind scalar, Evaluation&& evaluation) {
        decision.outcome = outcome_of(evaluation);
        decision.decided = std::move(evaluation);
        decision.scalar = scalar;
    };
    if (auto exact = evaluate_exactly(claim, instance, options)) {
        settle(ScalarKind::rational, std::move(*exact));
    } else {
        settle(ScalarKind::interval, claim.evaluate(instance, ScalarKind::interval, options));
        if (decision.outcome == Decision::Outcome::undecided && claim.has_long_intervals)
            settle(ScalarKind::long_interval, claim.evaluate(instance, ScalarKind::long_interval, options));
    }
    decision.rounding_only = is_rounding_only(claim, decision);
    return decision;
}

Decision decide(const Claim& claim, const Instance& instance, ScalarKind scalar, const EvaluationOptions& options) {
    Evaluation searched = claim.evaluate(instance, scalar, options);
    Decision::Outcome outcome = clear_outcome_of(searched);
    if (outcome != Decision::Outcome::undecided) return {outcome, searched, searched, scalar};
    if (claim.info.relation != Relation::equal) {
        Evaluation filter = claim.evaluate(instance, ScalarKind::double_interval, options);
        outcome = clear_outcome_of(filter);
        if (outcome != Decision::Outcome::undecided) {
            Decision decision{outcome, std::move(searched), std::move(filter), ScalarKind::double_interval};
            decision.rounding_only = is_rounding_only(claim, decision);
            return decision;
        }
    }
    return confirm(claim, instance, options, std::move(searched));
}

rc::Shrinkable<Instance> drawn_instance(const Claim& claim, std::uint64_t seed, int index) {
    return draw(claim.instances(), seed_of(claim.info, seed), index);
}

std::uint64_t stream_of(const Claim& claim, std::uint64_t seed, int index) {
    return mix(~seed_of(claim.info, seed) + static_cast<std::uint64_t>(index));
}

SearchResult search(const Claim& claim, const SearchOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    const int cases = options.cases.value_or(claim.info.cases);
    const std::uint64_t seed = seed_of(claim.info, options.seed);
    const auto instances = claim.instances();
    const auto drawn = [&](int index) {
        auto instance = draw(instances, seed, index);
        if (options.scalar != ScalarKind::float32) return instance;
        return rc::shrinkable::map(instance, [](Instance&& i) { return rounded_to_float(std::move(i)); });
    };

    // Evaluated in parallel, tallied in order of the index: the outcome does not depend on the number of threads.
    constexpr int chunk = 1024;
    Tally tally;
    tally.result.info = claim.info;
    Threads threads(options.jobs);
    std::atomic<int> done = 0;
    const auto late = [&](int index) {
        return index >= fewest_instances && options.deadline && std::chrono::steady_clock::now() > *options.deadline;
    };
    for (int first = 0; first < cases && !late(first); first += std::min(chunk, cases - first)) {
        std::vector<std::optional<Decision>> decisions(static_cast<std::size_t>(std::min(chunk, cases - first)));
        threads.execute([&] {
            tbb::parallel_for(std::size_t(0), decisions.size(), [&](std::size_t i) {
                const int index = first + static_cast<int>(i);
                if (late(index)) return;
                decisions[i] = decide(claim, drawn(index).value(), options.scalar);
                const int finished = ++done;
                if (options.progress) options.progress(finished, cases);
            });
        });
        for (std::size_t i = 0; i < decisions.size(); ++i)
            if (decisions[i]) tally.add(first + static_cast<int>(i), std::move(*decisions[i]), options.scalar);
    }

    SearchResult result = std::move(tally.result);
    const int met = result.instances - result.hypotheses_not_met;
    result.verdict = met == 0                  ? Verdict::hypotheses_never_met
                     : result.violations > 0   ? Verdict::falsified
                     : result.undecided > 0    ? Verdict::undecided
                                               : Verdict::not_falsified;
    const auto finding = [&](const Tally::Kept& kept) -> std::optional<Finding> {
        if (!kept) return std::nullopt;
        const auto& [index, decision] = *kept;
        Instance instance = drawn(index).value();
        if (decision.scalar != ScalarKind::double_interval)
            return Finding{std::move(instance), decision.decided, decision.scalar, options.seed, index, 0};
        Decision shown = confirm(claim, instance, {});  // intervals of doubles leave no texts
        return Finding{std::move(instance), std::move(shown.decided), shown.scalar, options.seed, index, 0};
    };
    result.worst = finding(tally.worst);
    result.undecided_instance = finding(tally.first_undecided);
    if (tally.first_violation && options.shrink)
        result.counterexample = shrink(claim, drawn(*tally.first_violation), options, *tally.first_violation);
    result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

}  // namespace aimcert
