#pragma once

#include "properties/generators.hpp"
#include "reference/real.hpp"
#include "tests/differential/running_error.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace aimcert::differential {

using reference::Real;

using Scalars = ::testing::Types<float, double, Real50, Real100, DoubleInterval, Interval, Rational>;

/// Test names end in the scalar's name.
struct ScalarName {
    template <class S> static std::string GetName(int) { return std::string(ScalarTraits<S>::name); }
};

/// What one side computed, flattened: a matrix W of layer m gives "W[m][i][j]" for every entry, indices from 0.
template <class S>
struct Quantities {
    std::vector<std::string> names;
    std::vector<S> values;

    void add(const std::string& name, const S& value) {
        names.push_back(name);
        values.push_back(value);
    }
    void add(const std::string& name, const Vector<S>& vector) {
        for (Eigen::Index i = 0; i < vector.size(); ++i) add(indexed(name, i), vector(i));
    }
    void add(const std::string& name, const Matrix<S>& matrix) {
        for (Eigen::Index i = 0; i < matrix.rows(); ++i)
            for (Eigen::Index j = 0; j < matrix.cols(); ++j) add(indexed(indexed(name, i), j), S(matrix(i, j)));
    }
    template <class T>
    void add(const std::string& name, const std::vector<T>& list) {
        for (std::size_t i = 0; i < list.size(); ++i) add(indexed(name, i), list[i]);
    }

    static std::string indexed(const std::string& name, auto index) { return name + "[" + std::to_string(index) + "]"; }
};

/// A quantity of the reference: one number, or a range where the core promises no more.
struct Range {
    Real low, high;
};

class ReferenceQuantities {
public:
    std::vector<std::string> names;
    std::vector<Range> values;

    void add(const std::string& name, const Real& value) { add_range(name, value, value); }
    template <class T>
    void add(const std::string& name, const std::vector<T>& list) {
        for (std::size_t i = 0; i < list.size(); ++i) add(Quantities<Real>::indexed(name, i), list[i]);
    }
    void add_range(const std::string& name, const Real& low, const Real& high) {
        names.push_back(name);
        values.push_back({low, high});
    }
};

/// How many times as many roundings a term may go through in float and double as in the program that RunningError runs:
/// there matrix-vector products choose their order (sums of at most 8 terms, the widest layer drawn), rank-one updates
/// are associated differently (7 roundings against 6; their sum of squares errs by at most (n_in + n_out + 16) u ≤ 32 u
/// where RunningError counts 5 roundings), and functions of the library err by 2 units in the last place = 4 u.
inline constexpr long double reordering = 8;

template <class S>
RoundingModel rounding_model() {
    const auto u = static_cast<long double>(ScalarTraits<S>::unit_roundoff());
    if constexpr (std::is_floating_point_v<S>)
        return {reordering * u, std::numeric_limits<S>::denorm_min(), std::numeric_limits<S>::max()};
    // Its functions err by 2^-46 of themselves, sin and cos beyond the first quadrant by 2^-46. Results that are not normal
    // are moved by two of the smallest numbers.
    else if constexpr (std::is_same_v<S, DoubleInterval>)
        return {reordering * 0x1p-46L, 2 * std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max(), 0x1p-46L};
    else
        return {u};
}

/// The reference's own 100 digits, in an order and association of its own.
inline RoundingModel reference_model() {
    return {reordering * static_cast<long double>(reference::unit_roundoff())};
}

/// The numbers between which a scalar places the real number that it stands for, exactly.
template <class S>
Range range_of(const S& x) {
    if constexpr (std::is_floating_point_v<S>) {
        return {Real(x), Real(x)};
    } else if constexpr (ScalarTraits<S>::arithmetic == Arithmetic::interval) {
        return {Real(lower(x)), Real(upper(x))};
    } else if constexpr (std::is_same_v<S, Rational>) {
        Range r;
        mpfr_set_q(r.low.backend().data(), x.backend().data(), MPFR_RNDD);
        mpfr_set_q(r.high.backend().data(), x.backend().data(), MPFR_RNDU);
        return r;
    } else {
        return {Real(x), Real(x)};
    }
}

/// One quantity as both sides have it.
struct Compared {
    std::string name;
    Range core, reference;
    long double core_error, reference_error;  ///< bounds of the rounding errors of both sides
};

/// A number in hexadecimal (100 digits do not fit a hexfloat of C) and in decimal.
inline std::string in_full(const Real& x) {
    char hexadecimal[160];
    mpfr_snprintf(hexadecimal, sizeof hexadecimal, "%Ra", x.backend().data());
    return std::string(hexadecimal) + " = " + x.str(30, std::ios_base::scientific);
}

/// Counts what one test compared and how closely, and fails the test where the two sides do not agree.
class Agreement {
public:
    Agreement(std::string_view scalar, Arithmetic arithmetic) : scalar_(scalar), arithmetic_(arithmetic) {}

    void start(Instance instance, int seed) {
        instance_ = std::move(instance);
        seed_ = seed;
        failed_ = false;
    }

    /// Core within the derived error of the reference. An interval contains the reference's number first, and then is
    /// no wider than the derived error allows.
    void check(const Compared& c) {
        const Real exact = c.reference_error, rounded = c.core_error + c.reference_error;
        ++comparisons_;
        if (rounded < abs(c.reference.high) / 2 || rounded == 0) ++telling_;
        const bool interval = arithmetic_ == Arithmetic::interval;
        check_distance(c, "the core's value", c.reference.low - c.core.high, interval ? exact : rounded);
        check_distance(c, "the core's value", c.core.low - c.reference.high, interval ? exact : rounded);
        if (interval) check_distance(c, "the interval's width", c.core.high - c.core.low, 2 * Real(c.core_error));
    }

    /// Both sides list the same quantities; rationals stop at the first irrational one.
    void check_names(const std::vector<std::string>& core, const std::vector<std::string>& reference) {
        const bool prefix = arithmetic_ == Arithmetic::exact && core.size() <= reference.size();
        ASSERT_TRUE(prefix || core.size() == reference.size()) << core.size() << " against " << reference.size();
        for (std::size_t i = 0; i < core.size(); ++i) ASSERT_EQ(core[i], reference[i]);
    }

    /// Fails when less than half of the comparisons could have told a wrong sign: those with a tolerance below half of
    /// the reference's number, and exact zeros.
    void finish() const {
        EXPECT_GT(comparisons_, 0) << scalar_;
        EXPECT_GE(2 * telling_, comparisons_) << scalar_ << ": tolerances above the numbers compared";
        ::testing::Test::RecordProperty("comparisons", std::to_string(comparisons_));
        ::testing::Test::RecordProperty("telling", std::to_string(telling_));
        ::testing::Test::RecordProperty("worst_ratio", std::to_string(worst_ratio_) + " " + worst_);
    }

private:
    void check_distance(const Compared& c, std::string_view what, const Real& distance, const Real& allowed) {
        if (isinf(allowed)) return;
        const Real ratio = distance <= 0 ? Real(0) : Real(distance / allowed);
        if (ratio > worst_ratio_) {
            worst_ratio_ = static_cast<double>(ratio);
            worst_ = c.name;
        }
        if (ratio <= 1 || failed_) return;
        failed_ = true;  // one failure tells of the instance
        ADD_FAILURE() << c.name << " in " << scalar_ << ": " << what << " is off by " << ratio.str(5)
                      << " times the derived tolerance " << allowed.str(5)
                      << "\n  core      " << in_full(c.core.low) << (c.core.low == c.core.high ? "" : " .. " + in_full(c.core.high))
                      << "\n  reference " << in_full(c.reference.low)
                      << (c.reference.low == c.reference.high ? "" : " .. " + in_full(c.reference.high))
                      << "\n  seed " << seed_ << ", instance " << to_json(instance_).dump();
    }

    std::string_view scalar_;
    Arithmetic arithmetic_;
    Instance instance_;
    int seed_ = 0;
    bool failed_ = false;
    long comparisons_ = 0, telling_ = 0;
    double worst_ratio_ = 0;
    std::string worst_;
};

/// Error bounds of what `core` computes in an arithmetic.
template <class Subject, class I>
Quantities<RunningError> error_bounds(const I& instance, const RoundingModel& model) {
    RunningError::model = model;
    Quantities<RunningError> bounds;
    Subject::core(instance, bounds);
    return bounds;
}

/// Compares Subject::core in scalar S with Subject::reference on one instance. In rationals whatever stands before the
/// first irrational quantity is compared.
template <class Subject, class S, class I>
void compare(const I& instance, Agreement& agreement) {
    Quantities<S> core;
    if constexpr (std::is_same_v<S, Rational>) {
        try {
            Subject::core(instance, core);
        } catch (const NotRational&) {
        }
    } else {
        Subject::core(instance, core);
    }
    ReferenceQuantities expected;
    Subject::reference(instance, expected);
    agreement.check_names(core.names, expected.names);

    const auto reference_errors = error_bounds<Subject>(instance, reference_model());
    Quantities<RunningError> core_errors;
    if constexpr (!std::is_same_v<S, Rational>) core_errors = error_bounds<Subject>(instance, rounding_model<S>());
    for (std::size_t i = 0; i < std::min(core.values.size(), expected.values.size()); ++i)
        agreement.check({core.names[i], range_of(core.values[i]), expected.values[i],
                         std::is_same_v<S, Rational> ? 0 : core_errors.values[i].error(),
                         reference_errors.values[i].error()});
}

/// Compares Subject::core with Subject::reference in scalar S on `count` instances, drawn with seeds 1..count and growing
/// sizes. Every scalar starts from the same plain data; for float the data is rounded first, for both sides.
///   struct Subject {
///       template <class S> static void core(const I&, Quantities<S>&);
///       static void reference(const I&, ReferenceQuantities&);
///   };
template <class Subject, class S, class I>
void expect_agreement(const rc::Gen<I>& instances, int count) {
    Agreement agreement(ScalarTraits<S>::name, ScalarTraits<S>::arithmetic);
    for (int seed = 1; seed <= count; ++seed) {
        I instance = instances(rc::Random(static_cast<std::uint64_t>(seed)), 100 * seed / count).value();
        if constexpr (std::is_same_v<S, float>) instance = std::get<I>(rounded_to_float(instance));
        agreement.start(instance, seed);
        compare<Subject, S>(instance, agreement);
    }
    agreement.finish();
}

}  // namespace aimcert::differential
