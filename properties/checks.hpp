#pragma once

#include "core/linear_algebra.hpp"
#include "core/scalar/shipped.hpp"
#include "properties/claim.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

namespace aimcert {

/// small < large, of a rounded scalar beyond doubt. Not where a unit in the last place leaves the normal numbers or
/// something overflowed: what is 0 there, or equal, may be anything.
template <class S>
    requires(ScalarTraits<S>::arithmetic == Arithmetic::rounded)
bool clearly_less(const S& small, const S& large, const S& scale = S(0)) {
    using std::isfinite;
    static const S unit = math::constant<S>(ScalarTraits<S>::unit_roundoff()), guard = math::sqrt(unit);
    static const S least = std::numeric_limits<S>::min() / unit;
    const S magnitude = math::max(scale, math::max(math::abs(small), math::abs(large)));
    return isfinite(magnitude) && least <= magnitude && small + guard * magnitude <= large;
}

/// Collects what a claim says on one instance in scalar S: its hypotheses, and its comparisons.
///
/// In a rounded scalar a comparison counts as holding only when the sides are further apart than √u, half of the digits,
/// of the largest number that went into them; anything closer, and every apparent violation, is `unknown` and left to
/// exact or interval arithmetic. So is a hypothesis that fails by less. √u is no tolerance, it only chooses which
/// arithmetic answers.
template <class S>
class Checks {
    using Traits = ScalarTraits<S>;

public:
    Checks() = default;
    explicit Checks(const EvaluationOptions& options) : options_(&options) {}

    /// Hypothesis lhs <= rhs. Returns false when it certainly fails: the claim then says nothing of this instance.
    bool require(std::string_view hypothesis, const S& lhs, const S& rhs) {
        const Truth met = Traits::less_equal(lhs, rhs);
        return require(hypothesis, met == Truth::yes ? met : known_at_most(lhs, rhs));
    }
    bool require(std::string_view hypothesis, bool met) { return require(hypothesis, met ? Truth::yes : Truth::no); }
    bool require(std::string_view hypothesis, Truth met);

    /// What an instance must be for the formulas to have a meaning here: its kind, its size, signs that are divided by.
    /// Nobody can drop it.
    bool applies(std::string_view condition, Truth met) { return meets(condition, met); }
    bool applies(std::string_view condition, bool met) { return meets(condition, met ? Truth::yes : Truth::no); }

    /// Whether a part of the statement speaks of this instance. Where this arithmetic cannot tell, the statement is open.
    bool concerns(Truth condition) {
        if (condition == Truth::unknown) evaluation_.open = true;
        if (condition == Truth::unknown && evaluation_.holds == Truth::yes) evaluation_.holds = Truth::unknown;
        return condition == Truth::yes;
    }
    /// The same where the condition is lhs <= rhs.
    bool concerns(const S& lhs, const S& rhs) { return concerns(known_at_most(lhs, rhs)); }

    /// Whether somebody wants to see numbers: texts for `show` that are put together cost time.
    bool transcribes() const { return options_ != nullptr && options_->transcript; }

    /// A number on the way to the sides, symbol = formula = value; kept for a transcript only.
    void show(std::string_view symbol, std::string_view formula, const S& value);
    /// The same of a column.
    void show(std::string_view symbol, std::string_view formula, const Matrix<S>& column);

    /// lhs <= rhs. `scale`: magnitude of the largest term that was added up in either side (for sides that are
    /// differences of larger numbers).
    void at_most(std::string_view what, const S& lhs, const S& rhs, const S& scale = S(0)) {
        compare(what, Relation::at_most, lhs, rhs, scale);
    }
    /// lhs >= rhs.
    void at_least(std::string_view what, const S& lhs, const S& rhs, const S& scale = S(0)) {
        compare(what, Relation::at_least, lhs, rhs, scale);
    }
    /// lhs = rhs.
    void equal(std::string_view what, const S& lhs, const S& rhs, const S& scale = S(0)) {
        compare(what, Relation::equal, lhs, rhs, scale);
    }

    /// Classifies the instance for the distribution that `verify` reports.
    void label(std::string_view label) { evaluation_.labels.emplace_back(label); }

    Evaluation finish();

private:
    bool meets(std::string_view hypothesis, Truth met);

    void compare(std::string_view what, Relation relation, const S& lhs, const S& rhs, const S& scale);

    /// An undecided comparison comes before one whose sides agree to every digit, so that it is never hidden by it.
    static int rank(const Comparison& c) {
        if (c.holds == Truth::no) return 3;
        if (c.holds == Truth::unknown) return c.to_all_digits ? 1 : 2;
        return 0;
    }

    static double ratio(Relation relation, double small, double large) {
        if (relation == Relation::equal) {
            const double size = std::max(std::abs(small), std::abs(large));
            return size == 0 ? 0 : std::abs(small - large) / size;
        }
        if (large > 0) return small / large;
        if (small <= large) return large < 0 && small < 0 ? large / small : 0;
        return std::numeric_limits<double>::infinity();
    }

    static Truth decide(Relation relation, const S& lhs, const S& rhs, const S& scale);

    /// lhs <= rhs, as far as this arithmetic can tell.
    static Truth known_at_most(const S& lhs, const S& rhs) {
        if constexpr (Traits::arithmetic == Arithmetic::rounded)
            return clearly_less(lhs, rhs) ? Truth::yes : clearly_less(rhs, lhs) ? Truth::no : Truth::unknown;
        else
            return Traits::less_equal(lhs, rhs);
    }

    /// What cancellation leaves of summands of size 1 that cancel as real numbers: k u with u < 10^-50 of Real50 and k = 10^20,
    /// more roundings than any claim makes. The other scalars of many digits leave less, and a double that is less than this
    /// but not 0 is no remainder of a double of size 1, whose unit is 2^-52. It decides no claim, only how one is reported.
    static constexpr double negligible = 1e-30;

    /// Intervals narrower than 10^-30 of the numbers that went into them, k u with u = 10^-100 of Interval and k = 10^70: rounding
    /// alone is as narrow, so that sides that straddle each other agree to 30 digits.
    static bool narrow(const S& lhs, const S& rhs, const S& scale);

    static std::string end_text(double value) {
        char buffer[64];
        std::snprintf(buffer, sizeof buffer, "%.17g", value);
        return buffer;
    }
    static std::string end_text(const auto& value) { return value.str(25, std::ios_base::scientific); }

    static std::string text(const S& value);

    /// Nobody reads the sides of a filter but in a transcript.
    bool wants_texts() const { return !std::same_as<S, DoubleInterval> || transcribes(); }

    const EvaluationOptions* options_ = nullptr;
    Evaluation evaluation_;
    S worst_lhs_{0}, worst_rhs_{0};
};

template <class S>
bool Checks<S>::require(std::string_view hypothesis, Truth met) {
    if (options_ != nullptr) {
        auto& asked = evaluation_.hypotheses_asked;
        if (options_->transcript && std::find(asked.begin(), asked.end(), hypothesis) == asked.end())
            asked.emplace_back(hypothesis);
        const auto& dropped = options_->dropped;
        if (std::find(dropped.begin(), dropped.end(), hypothesis) != dropped.end()) return true;
    }
    return meets(hypothesis, met);
}

template <class S>
void Checks<S>::show(std::string_view symbol, std::string_view formula, const S& value) {
    if (!transcribes()) return;
    evaluation_.shown.push_back({std::string(symbol), std::string(formula), text(value)});
}

template <class S>
void Checks<S>::show(std::string_view symbol, std::string_view formula, const Matrix<S>& column) {
    if (!transcribes()) return;
    std::string list;
    for (Eigen::Index i = 0; i < column.rows(); ++i) list += (i == 0 ? "" : ", ") + text(column(i, 0));
    evaluation_.shown.push_back({std::string(symbol), std::string(formula), column.rows() == 1 ? list : "(" + list + ")"});
}

template <class S>
Evaluation Checks<S>::finish() {
    if (evaluation_.comparisons > 0 && wants_texts()) {
        evaluation_.worst.lhs_text = text(worst_lhs_);
        evaluation_.worst.rhs_text = text(worst_rhs_);
    }
    return std::move(evaluation_);
}

template <class S>
bool Checks<S>::meets(std::string_view hypothesis, Truth met) {
    if (met != Truth::yes && evaluation_.hypotheses != Truth::no) {
        evaluation_.hypotheses = met;
        evaluation_.failed_hypothesis = hypothesis;
    }
    return met != Truth::no;
}

template <class S>
void Checks<S>::compare(std::string_view what, Relation relation, const S& lhs, const S& rhs, const S& scale) {
    ++evaluation_.comparisons;
    Comparison comparison;
    comparison.lhs = Traits::to_double(lhs);
    comparison.rhs = Traits::to_double(rhs);
    const double small = relation == Relation::at_least ? comparison.rhs : comparison.lhs;
    const double large = relation == Relation::at_least ? comparison.lhs : comparison.rhs;
    // Both sides vanish beside the terms that cancelled in them: nothing is at risk, and their ratio says nothing.
    const bool vanishing = std::max(std::abs(small), std::abs(large)) <= negligible * std::abs(Traits::to_double(scale));
    if ((comparison.lhs != 0 && !vanishing) || relation == Relation::equal) evaluation_.trivial = false;
    comparison.ratio = vanishing ? 0 : ratio(relation, small, large);
    comparison.holds = decide(relation, lhs, rhs, scale);
    if (comparison.holds == Truth::unknown && narrow(lhs, rhs, scale)) {
        comparison.to_all_digits = true;
        comparison.ratio = relation == Relation::equal || vanishing ? 0 : 1;
    }
    const bool worse = evaluation_.comparisons == 1 || rank(comparison) > rank(evaluation_.worst) ||
                       (rank(comparison) == rank(evaluation_.worst) && comparison.ratio > evaluation_.worst.ratio);
    if (comparison.holds == Truth::no) evaluation_.holds = Truth::no;
    if (comparison.holds == Truth::unknown && evaluation_.holds == Truth::yes) evaluation_.holds = Truth::unknown;
    if constexpr (Traits::arithmetic != Arithmetic::rounded) {
        const int number = evaluation_.comparisons - 1;
        if (comparison.holds == Truth::unknown)
            evaluation_.undecided.push_back(number);
        else if (!std::same_as<S, DoubleInterval> && decide(Relation::equal, lhs, rhs, scale) == Truth::yes)
            evaluation_.equal_sides.push_back(number);
    }
    if (transcribes()) {
        evaluation_.compared.push_back(comparison);
        evaluation_.compared.back().what = what;
        evaluation_.compared.back().lhs_text = text(lhs);
        evaluation_.compared.back().rhs_text = text(rhs);
    }
    if (!worse) return;
    comparison.what = what;
    if constexpr (Traits::arithmetic == Arithmetic::rounded) {
        const double excess = relation == Relation::equal ? std::abs(comparison.lhs - comparison.rhs) : small - large;
        const double ulp = 2 * Traits::unit_roundoff() *
                           std::max({std::abs(comparison.lhs), std::abs(comparison.rhs), Traits::to_double(scale)});
        comparison.excess_ulps = excess > 0 && ulp > 0 ? excess / ulp : 0;
    }
    evaluation_.worst = std::move(comparison);
    worst_lhs_ = lhs;
    worst_rhs_ = rhs;
}

template <class S>
Truth Checks<S>::decide(Relation relation, const S& lhs, const S& rhs, const S& scale) {
    if constexpr (Traits::arithmetic == Arithmetic::rounded) {
        if (relation == Relation::equal) return Truth::unknown;
        const S& small = relation == Relation::at_least ? rhs : lhs;
        const S& large = relation == Relation::at_least ? lhs : rhs;
        return clearly_less(small, large, scale) ? Truth::yes : Truth::unknown;
    } else if (relation == Relation::equal) {
        const Truth below = Traits::less_equal(lhs, rhs), above = Traits::less_equal(rhs, lhs);
        if (below == Truth::no || above == Truth::no) return Truth::no;
        return below == Truth::yes && above == Truth::yes ? Truth::yes : Truth::unknown;
    } else {
        return relation == Relation::at_least ? Traits::less_equal(rhs, lhs) : Traits::less_equal(lhs, rhs);
    }
}

template <class S>
bool Checks<S>::narrow(const S& lhs, const S& rhs, const S& scale) {
    if constexpr (Traits::arithmetic != Arithmetic::interval) {
        return false;
    } else {
        const S magnitude = math::max(scale, math::max(math::abs(lhs), math::abs(rhs)));
        const auto agrees = [&](const S& side) {
            const auto wide = width(side);
            using std::isfinite;
            return isfinite(wide) && 1e30 * static_cast<double>(wide) <= Traits::to_double(magnitude);
        };
        return agrees(lhs) && agrees(rhs);
    }
}

template <class S>
std::string Checks<S>::text(const S& value) {
    if constexpr (std::is_floating_point_v<S>) {
        return end_text(static_cast<double>(value));
    } else if constexpr (Traits::arithmetic == Arithmetic::exact) {
        return value.str();
    } else if constexpr (Traits::arithmetic == Arithmetic::interval) {
        return "[" + end_text(lower(value)) + ", " + end_text(upper(value)) + "]";
    } else {
        return value.str(30, std::ios_base::fmtflags{});
    }
}

#define AIMCERT_CHECKS_INSTANCES(EXTERN, S) EXTERN template class Checks<S>;
AIMCERT_EXTERN_INSTANCES(AIMCERT_CHECKS_INSTANCES)

template <class C>
concept HasLongIntervals = requires { requires C::has_long_intervals; };

/// Builds a claim from a struct `C` with
///   using Instance = ...;                              one of the instance families
///   static ClaimInfo info();
///   static rc::Gen<Instance> instances();
///   template <class S> static void evaluate(const Instance&, Checks<S>&);
///   static constexpr bool has_long_intervals = true;   where 100 digits leave instances open; every scalar costs compile time
/// The scalars of a claim are listed here once.
template <class C>
Claim make_claim() {
    Claim claim;
    claim.info = C::info();
    claim.has_long_intervals = HasLongIntervals<C>;
    claim.instances = [] {
        return rc::gen::map(C::instances(), [](typename C::Instance&& instance) { return Instance(std::move(instance)); });
    };
    claim.run = [](const Instance& instance, ScalarKind scalar, const EvaluationOptions& options) {
        const auto& data = std::get<typename C::Instance>(instance);
        const auto run = [&]<class S>(S) {
            Checks<S> checks(options);
            C::template evaluate<S>(data, checks);
            return checks.finish();
        };
        switch (scalar) {
#ifndef AIMCERT_INLINE_CORE  // mutants need only the scalar that searches and the one that confirms
            case ScalarKind::float32: return run(float());
            case ScalarKind::real50: return run(Real50());
            case ScalarKind::real100: return run(Real100());
            case ScalarKind::double_interval: return run(DoubleInterval());
            case ScalarKind::long_interval:
                if constexpr (HasLongIntervals<C>) return run(LongInterval());
                [[fallthrough]];
#else
            case ScalarKind::double_interval:
            case ScalarKind::long_interval:
#endif
            case ScalarKind::interval: return run(Interval());
            case ScalarKind::rational: return run(Rational());
            default: return run(double());
        }
    };
    return claim;
}

}  // namespace aimcert
