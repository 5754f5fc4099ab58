#pragma once

#include "properties/search.hpp"

#include <array>

namespace aimcert {

/// The arithmetic that settles an instance, cheapest first: every one is asked for what the one before it leaves open.
enum class Level { filter, interval, rational };

inline constexpr std::array<std::pair<Level, std::string_view>, 3> level_names{
    {{Level::filter, "filter"}, {Level::interval, "interval"}, {Level::rational, "rational"}}};

/// What is known of one instance with certainty, rounding included.
struct Certificate {
    Decision::Outcome outcome = Decision::Outcome::undecided;
    Level level = Level::filter;  ///< the last one that was asked
    std::array<bool, 3> asked{};
    bool attained = false;        ///< holds, and more digits than the filter's show the sides to be equal
    bool to_all_digits = false;   ///< undecided, but both sides agree to every certified digit and leave the rationals
    bool hypothesis_close = false; ///< the filter could not tell whether a hypothesis holds: most often it does with equality
    bool hypothesis_open = false; ///< undecided, because a hypothesis is: nothing is claimed then
    double seconds = 0;           ///< of processor time
};

/// Certificates of one claim.
struct CertifyResult {
    ClaimInfo info;
    int instances = 0;
    int hypotheses_not_met = 0;      ///< at least one certainly fails
    int certified = 0;               ///< hypotheses and statement hold
    int attained = 0;                ///< of these, those left open by the filter whose sides are equal
    int hypothesis_close = 0;        ///< certified or violated with different sides, and a hypothesis open to the filter
    int violated = 0;                ///< hypotheses hold and the statement does not
    int to_all_digits = 0;           ///< both sides equal to every digit of an interval, and irrational
    int undecided = 0;               ///< anything else that the statement leaves open
    int hypotheses_open = 0;         ///< a hypothesis divides by 0 or holds with equality of irrational sides: nothing is claimed
    std::array<int, 3> settled_by{}; ///< which level certified or refuted
    std::array<int, 3> asked{};      ///< how many instances, hypotheses met or not, each level evaluated
    std::optional<Finding> undecided_instance;  ///< the first
    double double_seconds = 0;       ///< of an evaluation in double, which certifies nothing
    double filter_cost = 0;          ///< of the filter alone, in multiples of that
    double cost = 0;                 ///< of a certificate, all levels together

    int met() const { return certified + violated + to_all_digits + undecided; }
    /// Those with sides that differ, which a filter can settle.
    int unequal() const { return met() - attained - to_all_digits; }
    Verdict verdict() const;
    /// What stays undecided contradicts no claim.
    bool as_expected() const {
        return verdict() == info.expected || (verdict() == Verdict::undecided && info.expected == Verdict::not_falsified);
    }
};

/// Double intervals first; what they leave open goes to intervals of 100 digits, and what these leave open to rationals.
/// Equalities skip the intervals, which cannot prove one.
Certificate certify(const Claim& claim, const Instance& instance);

/// Certifies the instances that `search` draws for the same options. All counts depend on seed and claim alone, costs
/// on the machine.
CertifyResult certify(const Claim& claim, const SearchOptions& options);

}  // namespace aimcert
