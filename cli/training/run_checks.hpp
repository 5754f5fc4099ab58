#pragma once

#include "cli/training/run_result.hpp"
#include "core/scalar/scalar.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace aimcert::cli::training {

/// One claim over the rows.
template <class S>
class Check {
public:
    Check(std::string id, std::string failed_hypothesis) {
        result_.id = std::move(id);
        result_.failed_hypothesis = std::move(failed_hypothesis);
    }

    /// lhs <= rhs at a step; true when the scalar finds it violated by more than its own error, and a closer look has to
    /// `settle` it. A violation that is rounding alone enters the largest ratio as 1.
    bool compare(int step, const S& lhs, const S& rhs, const S& error = S(0)) {
        ++result_.checked;
        const double ratio = lhs <= S(0) ? 0 : rhs > S(0) ? ScalarTraits<S>::to_double(S(lhs / rhs)) : std::numeric_limits<double>::infinity();
        if (lhs <= rhs) {
            record(step, ratio);
        } else if (lhs <= rhs + error) {
            settle_as_rounding(step);
        } else {
            double& apparent = apparent_[step];
            apparent = std::max(apparent, ratio);
            return true;
        }
        return false;
    }

    /// What a closer look says of an apparent violation.
    void settle(int step, Truth holds) {
        if (holds == Truth::yes) settle_as_rounding(step);
        if (holds == Truth::unknown) ++result_.undecided;
        if (holds != Truth::no) return;
        record(step, apparent_.at(step));
        ++result_.violations;
        if (!result_.first_violated_step || step < *result_.first_violated_step) result_.first_violated_step = step;
    }

    /// A step whose possible updates leave the box that the constants are for.
    void skip_outside_box() {
        ++result_.checked;
        ++result_.outside_box;
    }

    void require(bool condition, const std::string& otherwise) {
        if (!condition && result_.failed_hypothesis.empty()) result_.failed_hypothesis = otherwise;
    }

    ClaimCheck result() const {
        ClaimCheck result = result_;
        if (result.failed_hypothesis.empty() && result.checked > 0 && result.outside_box == result.checked)
            result.failed_hypothesis = "in every row some update that could have been drawn leaves the box of the run";
        result.hypotheses_met = result.failed_hypothesis.empty();
        return result;
    }

private:
    void settle_as_rounding(int step) {
        ++result_.rounding_only;
        record(step, 1);
    }
    void record(int step, double ratio) {
        if (ratio <= result_.largest_ratio) return;
        result_.largest_ratio = ratio;
        result_.worst_step = step;
    }

    ClaimCheck result_;
    std::map<int, double> apparent_;  ///< ratios of apparent violations by step
};

/// All claims of a run with the apparent violations that are to be looked at more closely.
template <class S>
struct Checks {
    std::map<std::string, Check<S>> of;
    std::map<int, std::vector<std::string>> suspicious;  ///< claims by step

    Check<S>& at(const std::string& id, const std::string& failed_hypothesis = "") {
        return of.try_emplace(id, id, failed_hypothesis).first->second;
    }
    void compare(const std::string& id, int step, const S& lhs, const S& rhs, const S& error = S(0)) {
        if (at(id).compare(step, lhs, rhs, error)) suspicious[step].push_back(id);
    }
    /// The same where the constants hold; else the step is skipped.
    void compare_inside(bool box, const std::string& id, int step, const S& lhs, const S& rhs) {
        if (box) compare(id, step, lhs, rhs);
        else at(id).skip_outside_box();
    }
};

}  // namespace aimcert::cli::training
