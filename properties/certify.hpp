#pragma once

#include "properties/search.hpp"

#include <array>

namespace aimcert {

/// The arithmetic that settles an instance, cheapest first: every one is asked for what the one before it leaves open.
enum class Level { filter, interval, rational, long_interval };

inline constexpr std::array<std::pair<Level, std::string_view>, 4> level_names{
    {{Level::filter, "filter"}, {Level::interval, "interval"}, {Level::rational, "rational"}, {Level::long_interval, "long_interval"}}};

/// One number a level, in the order of the levels.
using LevelCounts = std::array<int, level_names.size()>;

/// What is known of one instance with certainty, rounding included.
struct Certificate {
    Decision::Outcome outcome = Decision::Outcome::undecided;
    Level level = Level::filter;  ///< the last one that was asked
    std::array<bool, level_names.size()> asked{};
    bool attained = false;        ///< holds, and more digits than the filter's show equal sides where the filter saw no difference
    bool to_all_digits = false;   ///< undecided, but both sides agree to every certified digit and leave the rationals
    bool either_way = false;      ///< the statement holds whether or not a hypothesis does that is too close to tell
    bool hypothesis_open = false; ///< undecided, because hypothesis and statement are: nothing is claimed then
    double seconds = 0;           ///< of processor time
};

/// Certificates of one claim.
struct CertifyResult {
    ClaimInfo info;
    int instances = 0;
    int hypotheses_not_met = 0;      ///< at least one certainly fails
    int certified = 0;               ///< the statement holds and no hypothesis certainly fails
    int either_way = 0;              ///< of these, those with a hypothesis that was not settled because the statement holds without
    int attained = 0;                ///< of these, those with equal sides that the filter left open
    int violated = 0;                ///< hypotheses hold and the statement does not
    int to_all_digits = 0;           ///< both sides equal to every digit of an interval, and irrational
    int undecided = 0;               ///< anything else that the statement leaves open
    int hypotheses_open = 0;         ///< so is the statement, and a hypothesis divides by 0 or has equal irrational sides: nothing is claimed
    LevelCounts settled_by{};        ///< which level certified or refuted
    LevelCounts asked{};             ///< how many instances, hypotheses met or not, each level evaluated
    std::optional<Finding> undecided_instance;  ///< the first
    double double_seconds = 0;       ///< of an evaluation in double, which certifies nothing
    double filter_cost = 0;          ///< of the filter alone, in multiples of that
    double cost = 0;                 ///< of a certificate, all levels together

    int met() const { return certified + violated + to_all_digits + undecided; }
    /// Those with sides that differ, which a filter can settle.
    int unequal() const { return met() - attained - to_all_digits; }
    /// Settled, though the sides differ, by more digits than a double has.
    int slower() const { return certified + violated - attained - settled_by[static_cast<std::size_t>(Level::filter)]; }
    Verdict verdict() const;
    /// What stays undecided contradicts no claim, and a false one may have no violation among fewer instances than it asks for.
    bool as_expected() const {
        if (info.expected == Verdict::falsified) return violated > 0 || instances < info.cases;
        return verdict() == info.expected || (verdict() == Verdict::undecided && info.expected == Verdict::not_falsified);
    }
};

/// Double intervals first; what they leave open goes to intervals of 100 digits, what these leave open to rationals, and
/// what leaves the rationals to intervals of 400 digits, for claims that have them.
/// Equalities skip the intervals, which cannot prove one. A claim is an implication: where the statement holds, a hypothesis
/// that the arithmetic cannot tell makes no difference.
Certificate certify(const Claim& claim, const Instance& instance);

/// Certifies the instances that `search` draws for the same options. All counts depend on seed and claim alone, costs
/// on the machine.
CertifyResult certify(const Claim& claim, const SearchOptions& options);

}  // namespace aimcert
