#include "properties/tighten.hpp"

#include "properties/continuous_numbers.hpp"
#include "properties/generators.hpp"
#include "properties/shrink.hpp"
#include "properties/threads.hpp"

#include <nlopt.hpp>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <set>

namespace aimcert {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

using Coordinates = std::vector<double>;

/// The instances around a centre: a coordinate for each continuous number, one for each list of numbers and one for all
/// numbers of one size; 0 is the centre. A size is multiplied by e^t. Any other number moves along s sinh(t), s the size of
/// its list: near 0 by additions, far out by factors. Lists and numbers of one size are multiplied by e^t together.
class Moves {
public:
    explicit Moves(Instance centre) : centre_(std::move(centre)) {
        const auto numbers = continuous_numbers(centre_);
        double largest = 0;
        for (const auto& number : numbers) {
            values_.push_back(*number.value);
            if (number.low < 0) largest = std::max(largest, std::abs(*number.value));
        }
        if (largest == 0) largest = 1;
        for (const auto& number : numbers) {
            double size = 0;
            for (const auto& other : numbers)
                if (other.field == number.field) size = std::max(size, std::abs(*other.value));
            sizes_.push_back(size == 0 ? largest : size);
        }
        std::set<std::vector<std::size_t>> seen;
        const auto add_group = [&](auto belongs) {
            std::vector<std::size_t> group;
            for (std::size_t i = 0; i < numbers.size(); ++i)
                if (values_[i] != 0 && belongs(i)) group.push_back(i);
            if (group.size() > 1 && seen.insert(group).second) groups_.push_back(std::move(group));
        };
        for (std::size_t first = 0; first < numbers.size(); ++first) {
            add_group([&](std::size_t i) { return numbers[i].field == numbers[first].field; });
            add_group([&](std::size_t i) { return std::abs(values_[i]) == std::abs(values_[first]); });
        }
    }

    std::size_t size() const { return values_.size() + groups_.size(); }
    const Instance& centre() const { return centre_; }

    Instance at(const Coordinates& t) const {
        Instance moved = centre_;
        const auto numbers = continuous_numbers(moved);
        for (std::size_t i = 0; i < numbers.size(); ++i)
            if (t[i] != 0) *numbers[i].value = number_at(numbers[i], values_[i], sizes_[i], t[i]);
        for (std::size_t g = 0; g < groups_.size(); ++g)
            if (const double move = t[values_.size() + g]; move != 0)
                for (const std::size_t i : groups_[g]) *numbers[i].value *= std::exp(move);
        for (const auto& number : numbers) *number.value = std::clamp(*number.value, number.low, number.high);
        return moved;
    }

private:
    static double number_at(const ContinuousNumber& number, double value, double size, double t) {
        const bool one_sided = number.low >= 0 || number.high <= 0;
        if (!one_sided) return size * std::sinh(std::asinh(value / size) + t);
        if (value != 0) return value * std::exp(t);
        return (number.low >= 0 ? size : -size) * std::sinh(std::max(t, 0.0));
    }

    Instance centre_;
    std::vector<double> values_, sizes_;
    std::vector<std::vector<std::size_t>> groups_;
};

/// `share` of the way from one instance to another that differs in its continuous numbers; the first where more differs.
Instance between(Instance from, Instance to, double share) {
    const auto numbers = continuous_numbers(from), goals = continuous_numbers(to);
    if (numbers.size() != goals.size()) return from;
    for (std::size_t i = 0; i < numbers.size(); ++i) *numbers[i].value += share * (*goals[i].value - *numbers[i].value);
    return from;
}

/// A rise of the largest ratio of a climb.
struct Rise {
    int evaluations;
    double ratio;
    Instance instance;
};

/// Where a climb starts: an instance with its ratio, and which of the random ones it is or was pushed from.
struct Start {
    int index;
    double ratio;
    Instance instance;
    std::size_t numbers;
    std::string kind;  ///< what is discrete about it
};

/// Whether the hypotheses are met and the ratio is a number.
bool told(const Decision& decision) {
    return (decision.outcome == Decision::Outcome::holds || decision.outcome == Decision::Outcome::violated) &&
           !std::isnan(decision.decided.worst.ratio);
}

bool is_violation(const Claim& claim, const Instance& instance, const Decision& decision, const EvaluationOptions& options) {
    if (decision.outcome != Decision::Outcome::violated) return false;
    if (options.dropped.empty()) return true;
    return confirm(claim, instance, {}).outcome == Decision::Outcome::hypothesis_not_met;
}

/// Climbs from one instance with a fixed number of evaluations.
class Climber {
public:
    Climber(const Claim& claim, const EvaluationOptions& options, const Start& start, int evaluations)
        : claim_(claim), options_(options), limit_(evaluations), confirmations_left_(std::max(20, evaluations / 20)),
          moves_(start.instance), best_(start.instance), ratio_(start.ratio) {}

    void climb(std::uint64_t seed) {
        nlopt::srand(static_cast<unsigned long>(seed));  // of this thread
        const double wide = options_.dropped.empty() ? 2 : 4;
        const int global = limit_ / 2;
        recentre();
        if (20 * static_cast<int>(active_.size() + 1) <= global) search(nlopt::GN_CRS2_LM, wide, wide / 2, global);
        int legs = 4;
        for (const double step : {0.5, 0.1, 0.02, 0.002}) {
            recentre();
            search(nlopt::LN_SBPLX, 6, step, evaluations_ + (limit_ - evaluations_) / legs--);
        }
    }

    int evaluations() const { return evaluations_; }
    const std::vector<Rise>& rises() const { return rises_; }
    const std::optional<Finding>& violation() const { return violation_; }

private:
    static constexpr double infeasible = -1e300;
    /// A smaller rise is none: a ratio is a quotient of sums of up to some 10³ terms, each rounded a few times, 4·10³ u = 5e-13.
    static constexpr double progress = 1e-12;

    bool finished() const {
        const bool found = violation_ && (claim_.info.expected != Verdict::falsified || !options_.dropped.empty());
        return found || ratio_ == infinity || evaluations_ >= limit_;
    }

    /// The ratio of an instance; `infeasible` where it breaks a hypothesis. What would be a rise is confirmed where
    /// rounding might have made it.
    double evaluate(Instance instance) {
        ++evaluations_;
        const Evaluation searched = claim_.evaluate(instance, ScalarKind::float64, options_);
        if (searched.hypotheses != Truth::yes || searched.comparisons == 0) return infeasible;
        double ratio = searched.worst.ratio;
        if (std::isnan(ratio)) return infeasible;
        if (ratio <= ratio_ + progress * std::abs(ratio_)) return ratio;
        if (searched.holds != Truth::yes) {
            if (confirmations_left_-- <= 0) return ratio_;
            const Decision decision = confirm(claim_, instance, options_);
            if (!told(decision)) return infeasible;
            ratio = decision.decided.worst.ratio;
            if (!violation_ && is_violation(claim_, instance, decision, options_))
                violation_ = Finding{instance, decision.decided, decision.scalar, 0, 0, 0, evaluations_};
            if (ratio <= ratio_) return ratio;
        }
        ratio_ = ratio;
        best_ = instance;
        rises_.push_back({evaluations_, ratio, std::move(instance)});
        return ratio;
    }

    Coordinates all_coordinates(const Coordinates& active, double share) const {
        Coordinates t(moves_.size(), 0);
        for (std::size_t i = 0; i < active_.size(); ++i) t[active_[i]] = share * active[i];
        return t;
    }

    /// Takes the best instance for the centre, and those coordinates that can move at all without breaking a hypothesis.
    void recentre() {
        moves_ = Moves(best_);
        active_.clear();
        const bool screened = 20 * static_cast<int>(moves_.size()) <= limit_;
        for (std::size_t c = 0; c < moves_.size() && !finished(); ++c) {
            Coordinates t(moves_.size(), 0);
            bool moves = !screened;
            for (const double step : {0.05, -0.05}) {
                t[c] = step;
                if (screened && evaluate(moves_.at(t)) != infeasible) moves = true;
            }
            if (moves) active_.push_back(c);
        }
    }

    void search(nlopt::algorithm algorithm, double reach, double step, int until) {
        if (active_.empty() || finished()) return;
        nlopt::opt optimiser(algorithm, static_cast<unsigned>(active_.size()));
        optimiser.set_lower_bounds(-reach);
        optimiser.set_upper_bounds(reach);
        optimiser.set_initial_step(step);
        optimiser.set_xtol_abs(1e-9);  // of logarithms: far below the 1 % of `tight_ratio`; it only ends a climb
        auto objective = [&](const std::vector<double>& active) {
            double ratio = infeasible;
            for (double share = 1; share > 0.1 && ratio == infeasible && !finished(); share /= 2)
                ratio = evaluate(moves_.at(all_coordinates(active, share)));
            if (finished() || evaluations_ >= until) optimiser.force_stop();
            return std::clamp(ratio, infeasible, -infeasible);
        };
        using Objective = decltype(objective);
        optimiser.set_max_objective(
            [](const std::vector<double>& t, std::vector<double>&, void* data) { return (*static_cast<Objective*>(data))(t); },
            &objective);
        std::vector<double> t(active_.size(), 0);
        double reached = 0;
        try {
            optimiser.optimize(t, reached);
        } catch (const nlopt::forced_stop&) {
        } catch (const nlopt::roundoff_limited&) {
        }
    }

    const Claim& claim_;
    const EvaluationOptions& options_;
    const int limit_;
    int evaluations_ = 0, confirmations_left_;
    Moves moves_;
    std::vector<std::size_t> active_;
    Instance best_;
    double ratio_;
    std::vector<Rise> rises_;
    std::optional<Finding> violation_;
};

/// A random instance with some of its numbers moved far.
Instance pushed(Source& source, const Instance& instance) {
    const Moves moves(instance);
    if (moves.size() == 0) return instance;
    Coordinates t(moves.size(), 0);
    const double reach = source.chance(0.5) ? 1 : 6;
    if (source.chance(0.5)) {
        t[static_cast<std::size_t>(source.integer(0, static_cast<int>(moves.size()) - 1))] = source.uniform(-reach, reach);
    } else {
        for (double& move : t)
            if (source.chance(0.3)) move = source.uniform(-reach, reach);
    }
    return moves.at(t);
}

/// Everything that one call of `tighten` shares.
class Search {
public:
    Search(const Claim& claim, const TightenOptions& options)
        : claim_(claim), options_(options), evaluation_{.dropped = options.dropped},
          threads_(options.jobs) {
        result_.info = claim.info;
        result_.dropped = options.dropped;
    }

    /// Instances of the round and, with a hypothesis dropped, several pushed from each.
    void look_at_random_instances(std::vector<Start>& starts) {
        const int versions = options_.dropped.empty() ? 1 : 5, count = options_.random * versions;
        const int first = result_.rounds * options_.random;
        std::vector<std::optional<std::pair<Start, Decision>>> seen(static_cast<std::size_t>(count));
        for_all(count, [&](std::size_t at) {
            const int index = first + static_cast<int>(at) / versions, version = static_cast<int>(at) % versions;
            Instance instance = drawn_instance(claim_, options_.seed, index).value();
            if (version > 0) {
                Source source(rc::Random(stream_of(claim_, options_.seed, count * result_.rounds + static_cast<int>(at))));
                instance = pushed(source, instance);
            }
            seen[at] = looked_at(index, std::move(instance));
        });
        for (auto& one : seen) {
            ++result_.evaluations;
            if (!one) continue;
            auto& [start, decision] = *one;
            if (!result_.violation && is_violation(claim_, start.instance, decision, evaluation_))
                result_.violation = Finding{start.instance, decision.decided, decision.scalar, options_.seed, start.index, 0, 0};
            rise(result_.evaluations, start.ratio, start.instance, start.index);
            starts.push_back(std::move(start));
        }
    }

    void climb(const std::vector<Start>& starts) {
        std::vector<std::optional<Climber>> climbers;
        for (const auto& start : starts) climbers.emplace_back(std::in_place, claim_, evaluation_, start, options_.evaluations);
        std::atomic<int> done = 0;
        const int round = result_.rounds;
        for_all(static_cast<int>(starts.size()), [&](std::size_t at) {
            climbers[at]->climb(stream_of(claim_, options_.seed, -1 - static_cast<int>(at) - 64 * round));
            if (options_.progress) options_.progress(++done, static_cast<int>(starts.size()));
        });
        for (std::size_t at = 0; at < starts.size(); ++at) {
            for (const auto& up : climbers[at]->rises())
                rise(result_.evaluations + up.evaluations, up.ratio, up.instance, starts[at].index);
            if (!result_.violation && climbers[at]->violation()) {
                result_.violation = climbers[at]->violation();
                result_.violation->evaluations += result_.evaluations;
                result_.violation->seed = options_.seed;
                result_.violation->index = starts[at].index;
            }
            result_.evaluations += climbers[at]->evaluations();
        }
    }

    /// One round, from the worst of its random instances and from `more`.
    void round(std::vector<Start> more = {}) {
        std::vector<Start> starts = std::move(more);
        look_at_random_instances(starts);
        if (claim_.info.relation != Relation::equal && !found()) climb(worst_of(std::move(starts)));
        ++result_.rounds;
    }

    std::optional<std::pair<Start, Decision>> looked_at(int index, Instance instance) const {
        Decision decision = decide(claim_, instance, ScalarKind::float64, evaluation_);
        if (!told(decision)) return std::nullopt;
        std::string kind;
        for (const auto& label : decision.decided.labels) kind += label + '\n';
        const std::size_t numbers = continuous_numbers(instance).size();
        return std::pair{Start{index, decision.decided.worst.ratio, std::move(instance), numbers, std::move(kind)}, std::move(decision)};
    }

    /// A violation of what is expected to hold, or with a hypothesis dropped, ends the search.
    bool found() const { return result_.violation && (!options_.dropped.empty() || claim_.info.expected != Verdict::falsified); }

    TightenResult finish(bool shrinking = true) {
        confirm_best();
        if (result_.violation && shrinking) {
            const auto unmet = [&](const Instance& candidate) {
                return options_.dropped.empty() ||
                       confirm(claim_, candidate, {}).outcome == Decision::Outcome::hypothesis_not_met;
            };
            result_.violation = shrink(claim_, *result_.violation, evaluation_, unmet);
        }
        return std::move(result_);
    }

private:
    template <class Work>
    void for_all(int count, Work work) {
        threads_.execute([&] { tbb::parallel_for(std::size_t(0), static_cast<std::size_t>(count), work, tbb::simple_partitioner()); });
    }

    void rise(int evaluations, double ratio, const Instance& instance, int index) {
        if (!result_.climbs.empty() && ratio <= result_.climbs.back().ratio) return;
        result_.climbs.push_back({evaluations, ratio});
        rises_.push_back({evaluations, ratio, instance});
        indices_.push_back(index);
    }

    /// Half of the starts are the worst of different kinds, a quarter has few numbers, the rest are the worst that are left.
    std::vector<Start> worst_of(std::vector<Start> starts) const {
        std::stable_sort(starts.begin(), starts.end(), [](const Start& a, const Start& b) { return a.ratio > b.ratio; });
        std::vector<Start> chosen;
        const auto choose = [&](std::size_t until, auto wanted) {
            for (auto start = starts.begin(); start != starts.end() && chosen.size() < until;) {
                if (!wanted(*start)) {
                    ++start;
                    continue;
                }
                chosen.push_back(std::move(*start));
                start = starts.erase(start);
            }
        };
        const auto count = static_cast<std::size_t>(options_.starts);
        std::set<std::string> kinds;
        choose((count + 1) / 2, [&](const Start& start) { return kinds.insert(start.kind).second; });
        choose((3 * count + 3) / 4, [](const Start& start) { return start.numbers <= 12; });
        choose(count, [](const Start&) { return true; });
        return chosen;
    }

    /// The last rise that stands in exact or interval arithmetic. One that meets a hypothesis by rounding alone is drawn
    /// back a little towards the one before it.
    void confirm_best() {
        while (!rises_.empty() && !result_.best) {
            const Rise& up = rises_.back();
            const double before = rises_.size() > 1 ? rises_[rises_.size() - 2].ratio : -infinity;
            for (const double share : {0.0, 0x1p-40, 0x1p-20, 0x1p-10}) {
                if (share > 0 && rises_.size() < 2) break;
                const Instance instance = share == 0 ? up.instance : between(up.instance, rises_[rises_.size() - 2].instance, share);
                const Decision decision = confirm(claim_, instance, evaluation_);
                if (!told(decision) || !(decision.decided.worst.ratio >= before)) continue;
                result_.best = Finding{instance, decision.decided, decision.scalar, options_.seed, indices_.back(), 0, up.evaluations};
                result_.climbs.back().ratio = decision.decided.worst.ratio;
                return;
            }
            rises_.pop_back();
            indices_.pop_back();
            result_.climbs.pop_back();
        }
    }

    const Claim& claim_;
    const TightenOptions& options_;
    const EvaluationOptions evaluation_;
    Threads threads_;
    TightenResult result_;
    std::vector<Rise> rises_;
    std::vector<int> indices_;
};

}  // namespace

TightenResult tighten(const Claim& claim, const TightenOptions& options) {
    Search search(claim, options);
    const auto late = [&] { return !options.deadline || std::chrono::steady_clock::now() >= *options.deadline; };
    do search.round();
    while (!late() && !search.found());
    return search.finish();
}

void tighten(SearchResult& found, const Claim& claim, const SearchOptions& options) {
    if (claim.info.relation == Relation::equal || !found.worst || options.scalar != ScalarKind::float64) return;
    const int cases = options.cases.value_or(claim.info.cases);
    TightenOptions effort{.seed = options.seed, .jobs = options.jobs};
    effort.random = std::min(cases, effort.random);
    effort.evaluations = std::min(4 * cases, effort.evaluations);
    if (options.deadline) {  // what fits at the pace of the random search
        const std::chrono::duration<double> left = *options.deadline - std::chrono::steady_clock::now();
        const double fitting = left.count() * found.instances / found.seconds;
        if (!(fitting > effort.random)) return;
        effort.evaluations = static_cast<int>(std::min((fitting - effort.random) / effort.starts, 1.0 * effort.evaluations));
    }
    Search search(claim, effort);
    std::vector<Start> starts;
    if (auto worst = search.looked_at(found.worst->index, found.worst->instance)) starts.push_back(std::move(worst->first));
    search.round(std::move(starts));
    TightenResult result = search.finish(options.shrink && !found.counterexample);
    found.adversarial_evaluations = result.evaluations;
    if (result.best && result.best->evaluation.worst.ratio > found.worst_ratio) {
        found.worst_ratio = result.best->evaluation.worst.ratio;
        found.worst = std::move(result.best);
    }
    if (!result.violation) return;
    found.verdict = Verdict::falsified;
    if (options.shrink && !found.counterexample) {
        ++found.violations;
        found.counterexample = std::move(result.violation);
    }
}

std::vector<std::string> hypotheses_of(const Claim& claim) {
    std::vector<std::string> names;
    for (int index = 0; index < 200; ++index) {
        const Evaluation evaluation =
            claim.evaluate(drawn_instance(claim, 1, index).value(), ScalarKind::float64, {.transcript = true});
        for (const auto& name : evaluation.hypotheses_asked)
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
}

std::string_view tightness_of(Relation relation, double ratio) {
    if (relation == Relation::equal) return "";
    return ratio > 1 ? "exceeded" : ratio >= tight_ratio ? "tight" : ratio < loose_ratio ? "loose" : "between";
}

}  // namespace aimcert
