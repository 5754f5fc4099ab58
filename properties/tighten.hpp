#pragma once

#include "properties/search.hpp"

#include <string_view>

namespace aimcert {

/// How hard adversarial search tries. One round draws random instances and climbs from the worst of them; a round depends
/// on the seed and its number alone.
struct TightenOptions {
    std::uint64_t seed = 1;
    int jobs = 0;            ///< threads; 0: as many as the machine has
    int random = 400;        ///< instances drawn in a round
    int starts = 8;          ///< of which the worst are climbed from
    int evaluations = 3000;  ///< of one climb
    std::vector<std::string> dropped = {};  ///< hypotheses that are not asked for
    std::optional<std::chrono::steady_clock::time_point> deadline = {};  ///< rounds begin until then; without it one does
    std::function<void(int done, int total)> progress = nullptr;  ///< climbs of a round, called from any thread
};

/// The largest ratio after so many evaluations.
struct Climb {
    int evaluations;
    double ratio;
};

/// What adversarial search found about one claim.
struct TightenResult {
    ClaimInfo info;
    std::vector<std::string> dropped;
    int rounds = 0, evaluations = 0;
    std::vector<Climb> climbs;         ///< every rise of the largest ratio
    std::optional<Finding> best;       ///< the largest ratio, its evaluation in rationals or intervals
    std::optional<Finding> violation;  ///< shrunk; with a hypothesis dropped, one that does not meet it
};

/// Maximises the ratio of the sides of a claim (see Comparison) over the continuous numbers of an instance, everything
/// discrete held, from several of the worst random instances: CRS2 where its population fits, then Subplex, which need no
/// derivative. Moves that break a hypothesis are drawn back towards the start. A ratio that rounding could have had a part
/// in counts as what rationals or intervals make of it, and so does the largest in the end. The outcome does not depend on
/// the number of threads. Of an equality, whose ratio is rounding alone, only random instances are looked at.
TightenResult tighten(const Claim& claim, const TightenOptions& options);

/// A short burst after a random search, from its worst instance and others: what it finds enters the worst ratio, the
/// counterexample and the verdict. The number of evaluations follows from that of the random instances and, before a
/// deadline, from the time that is left.
void tighten(SearchResult& found, const Claim& claim, const SearchOptions& options);

/// The names of the hypotheses that a claim asks for, as `dropped` takes them.
std::vector<std::string> hypotheses_of(const Claim& claim);

/// What the largest ratio says of a bound: it is met within 1 %, missed by more than 10 times, or neither; or exceeded.
/// Empty for equalities.
inline constexpr double tight_ratio = 0.99, loose_ratio = 0.1;
std::string_view tightness_of(Relation relation, double ratio);

}  // namespace aimcert
