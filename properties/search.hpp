#pragma once

#include "properties/claim.hpp"

#include <chrono>
#include <map>
#include <optional>

namespace aimcert {

/// So many of the random instances are evaluated whatever the deadline: a verdict needs some.
inline constexpr int fewest_instances = 20;

struct SearchOptions {
    std::uint64_t seed = 1;
    std::optional<int> cases;  ///< instead of each claim's own number
    int jobs = 0;              ///< threads; 0: as many as the machine has
    ScalarKind scalar = ScalarKind::float64;
    bool shrink = true;
    std::optional<std::chrono::steady_clock::time_point> deadline;  ///< stop searching here, after `fewest_instances`
    std::function<void(int done, int total)> progress;              ///< called from any thread
};

/// An instance with the evaluation that made it worth keeping.
struct Finding {
    Instance instance;
    Evaluation evaluation;
    ScalarKind scalar;     ///< the arithmetic that decided
    std::uint64_t seed = 0;
    int index = 0;         ///< which of the random instances it grew from
    int shrinks = 0;       ///< simplification steps since
    int evaluations = 0;   ///< of adversarial search when it came here; 0 where random search did
};

/// What a search found about one claim.
struct SearchResult {
    ClaimInfo info;
    Verdict verdict = Verdict::hypotheses_never_met;
    int instances = 0;  ///< evaluated, hypotheses met or not
    int hypotheses_not_met = 0;
    int trivial = 0;        ///< held because nothing was put at risk (0 <= 0)
    int violations = 0;     ///< confirmed in rational or interval arithmetic
    int rounding_only = 0;  ///< apparent violations that exact arithmetic refutes
    int to_all_digits = 0;  ///< both sides agree to every certified digit
    int undecided = 0;
    int escalated = 0;  ///< decided by intervals or rationals instead of the search's own scalar
    double worst_rounding_ulps = 0;
    double worst_ratio = 0;
    std::optional<Finding> worst, counterexample;
    int adversarial_evaluations = 0;  ///< beside the random instances, to which all counts refer
    std::optional<Finding> undecided_instance;  ///< the first
    std::map<std::string, int> labels;
    double seconds = 0;

    bool as_expected() const { return verdict == info.expected; }
};

/// What one instance says, after rounding has been taken out of the question.
struct Decision {
    enum class Outcome { holds, violated, hypothesis_not_met, undecided } outcome;
    Evaluation searched;  ///< in the scalar of the search
    Evaluation decided;   ///< in the scalar that decided
    ScalarKind scalar;
    bool rounding_only = false;
};

/// Evaluates in `scalar`; whatever that cannot decide goes to intervals of doubles, then to `confirm`. Only that can find
/// a violation.
Decision decide(const Claim& claim, const Instance& instance, ScalarKind scalar, const EvaluationOptions& options = {});

/// Evaluates in rationals, where the claim stays in them, else in intervals of 100 digits and, where the claim has them and
/// those leave it open, of 400. `searched` is what a rounded scalar said.
Decision confirm(const Claim& claim, const Instance& instance, const EvaluationOptions& options, Evaluation searched = {});

/// Evaluates in rationals; nothing where the claim leaves them.
std::optional<Evaluation> evaluate_exactly(const Claim& claim, const Instance& instance, const EvaluationOptions& options);

/// Instance `index` of the random search of a seed: it depends on (seed, claim, index) alone.
rc::Shrinkable<Instance> drawn_instance(const Claim& claim, std::uint64_t seed, int index);
/// A stream of random numbers of (seed, claim, index) that is independent of that instance.
std::uint64_t stream_of(const Claim& claim, std::uint64_t seed, int index);

/// Random search: case i depends on (seed, claim, i) alone, so results do not depend on the number of threads. The
/// violation with the smallest index is shrunk, every step confirmed like the first.
SearchResult search(const Claim& claim, const SearchOptions& options);

}  // namespace aimcert
