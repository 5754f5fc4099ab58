// Certificates: what each arithmetic may settle, and that the filter's enclosures hold every side of every claim.

#include "core/scalar/multiprecision.hpp"
#include "properties/certify.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"
#include "properties/registry.hpp"
#include "tests/properties/toy_claim.hpp"

#include <gtest/gtest.h>

namespace aimcert {
namespace {

using Outcome = Decision::Outcome;

struct Pair : Pairs {
    template <class S> static S x(const Instance& i) { return entry<S>(i, 0); }
    template <class S> static S y(const Instance& i) { return entry<S>(i, 1); }
};

/// x <= y, of x >= 0 only.
struct Ordered : Pair {
    static ClaimInfo info() { return toy("ordered"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        if (!checks.require("x >= 0", S(0), S(x<S>(i)))) return;
        checks.at_most("x against y", x<S>(i), y<S>(i));
    }
};

/// x <= x/3 + x/3 + x/3: no interval proves it.
struct Thirds : Pair {
    static ClaimInfo info() { return toy("thirds"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S third = x<S>(i) / S(3);
        checks.at_most("x against its thirds", x<S>(i), third + third + third);
    }
};

/// (1 + 10^-20 x)² <= 1 + 2.1e-20 x, x > 0: beyond the digits of a double.
struct SmallDifference : Pair {
    static ClaimInfo info() { return toy("small_difference"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        if (!checks.require("x > 0", !ScalarTraits<S>::less_equal(x<S>(i), S(0)))) return;
        const S tiny = math::constant<S>(1e-20) * x<S>(i);
        checks.at_most("the square", math::square(S(S(1) + tiny)), S(1) + math::constant<S>(2.1) * tiny);
    }
};

struct Square : Pair {
    static ClaimInfo info() { return toy("square", Relation::equal); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        checks.equal("(x+y)²", math::square(S(x<S>(i) + y<S>(i))),
                     math::square(x<S>(i)) + S(2) * x<S>(i) * y<S>(i) + math::square(y<S>(i)));
    }
};

/// √(x²+2) <= itself.
struct Root : Pair {
    static ClaimInfo info() { return toy("root"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S root = math::sqrt(S(math::square(x<S>(i)) + S(2)));
        checks.at_most("a root against itself", root, root);
    }
};

/// e^x - e^x, blown up to where 100 digits see nothing.
struct Cancelled : Pair {
    static ClaimInfo info() { return toy("cancelled"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S power = math::exp(S(x<S>(i) + S(5)));
        checks.at_most("nothing, blown up", (power - power / S(3) * S(3)) * math::constant<S>(1e60), S(0));
    }
};

/// y <= 1, where the hypothesis x/3 + x/3 + x/3 >= x holds with equality.
struct AtTheEdge : Pair {
    static ClaimInfo info() { return toy("at_the_edge"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S third = x<S>(i) / S(3);
        if (!checks.require("thirds make a whole", x<S>(i), third + third + third)) return;
        checks.at_most("y against 1", y<S>(i), S(1));
    }
};

/// y <= 1, where √(x²+2) <= itself.
struct IrrationalEdge : Pair {
    static ClaimInfo info() { return toy("irrational_edge"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S root = math::sqrt(S(math::square(x<S>(i)) + S(2)));
        if (!checks.require("a root against itself", root, root)) return;
        checks.at_most("y against 1", y<S>(i), S(1));
    }
};

/// Two comparisons, of which the filter can settle neither: x against its thirds, whose sides are equal, and one beyond the
/// digits of a double.
struct ThirdsAndSmallDifference : Pair {
    static ClaimInfo info() { return toy("thirds_and_small_difference"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        SmallDifference::evaluate<S>(i, checks);
        Thirds::evaluate<S>(i, checks);
    }
};

/// The sides of the first are equal, which the filter sees; not those of the other.
struct ZeroAndSmallDifference : Pair {
    static ClaimInfo info() { return toy("zero_and_small_difference"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        checks.at_most("0 against 0", S(0), S(0));
        SmallDifference::evaluate<S>(i, checks);
    }
};

/// Whether its only hypothesis holds, the claim sees nothing to compare.
struct Silent : Pair {
    static ClaimInfo info() { return toy("silent"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S root = math::sqrt(S(math::square(x<S>(i)) + S(2)));
        checks.require("a root against itself", root, root);
    }
};

Certificate certificate(const Claim& claim, double x, double y = 0) { return certify(claim, Instance(VectorsInstance{{{x, y}}})); }

void expect(const Certificate& found, Outcome outcome, Level level) {
    EXPECT_EQ(found.outcome, outcome);
    EXPECT_EQ(name_of(level_names, found.level), name_of(level_names, level));
    EXPECT_TRUE(found.asked[0]);
}

TEST(Certificate, OfTheFilterWhereItsIntervalsAreApart) {
    const Claim claim = make_claim<Ordered>();
    expect(certificate(claim, 1, 2), Outcome::holds, Level::filter);
    expect(certificate(claim, 2, 1), Outcome::violated, Level::filter);
    expect(certificate(claim, -1, -2), Outcome::hypothesis_not_met, Level::filter);
    expect(certificate(claim, 2, 2), Outcome::holds, Level::filter);  // both are doubles
    EXPECT_FALSE(certificate(claim, 1, 2).asked[1]);
}

TEST(Certificate, OfAHundredDigitsWhereDoublesAreTooShort) {
    const auto found = certificate(make_claim<SmallDifference>(), 1.5);
    expect(found, Outcome::holds, Level::interval);
    EXPECT_FALSE(found.asked[2]);
}

TEST(Certificate, OfRationalsWhereTheSidesAreEqual) {
    const auto thirds = certificate(make_claim<Thirds>(), 0.7);
    expect(thirds, Outcome::holds, Level::rational);
    EXPECT_TRUE(thirds.asked[1]);
    const auto square = certificate(make_claim<Square>(), 0.7, 0.1);
    expect(square, Outcome::holds, Level::rational);
    EXPECT_FALSE(square.asked[1]);  // intervals cannot prove an equality
}

TEST(Certificate, SaysWhetherTheSidesAreEqualWhereTheFilterSeesNoDifference) {
    EXPECT_TRUE(certificate(make_claim<Thirds>(), 0.7).attained);
    EXPECT_TRUE(certificate(make_claim<Square>(), 0.7, 0.1).attained);
    EXPECT_TRUE(certificate(make_claim<ThirdsAndSmallDifference>(), 0.7).attained);
    EXPECT_FALSE(certificate(make_claim<SmallDifference>(), 0.7).attained);
    EXPECT_FALSE(certificate(make_claim<ZeroAndSmallDifference>(), 0.7).attained);
    EXPECT_FALSE(certificate(make_claim<Ordered>(), 2, 2).attained);
}

TEST(Certificate, NeedsNoHypothesisWhereTheStatementHolds) {
    const Claim claim = make_claim<AtTheEdge>();
    EXPECT_EQ(claim.evaluate(VectorsInstance{{{0.7, 0}}}, ScalarKind::double_interval).hypotheses, Truth::unknown);
    const auto either_way = certificate(claim, 0.7, 0.5);
    expect(either_way, Outcome::holds, Level::filter);
    EXPECT_TRUE(either_way.either_way);
    const auto irrational = certificate(make_claim<IrrationalEdge>(), 0.7, 0.5);
    expect(irrational, Outcome::holds, Level::filter);
    EXPECT_TRUE(irrational.either_way);
    EXPECT_FALSE(certificate(make_claim<Ordered>(), 1, 2).either_way);
    EXPECT_EQ(certificate(make_claim<Silent>(), 0.7).outcome, Outcome::undecided);
}

TEST(Certificate, OfAHypothesisWhereTheStatementFails) {
    const auto violated = certificate(make_claim<AtTheEdge>(), 0.7, 2);
    expect(violated, Outcome::violated, Level::rational);
    EXPECT_FALSE(violated.either_way);
}

TEST(Certificate, OfFourHundredDigitsWhereAHundredAreTooFew) {
    const auto found = certificate(make_claim<BlownUp<true>>(), 0.7);
    expect(found, Outcome::holds, Level::long_interval);
    EXPECT_TRUE(found.asked[1]);
    EXPECT_FALSE(found.asked[2]);  // e^0.7 is irrational
}

TEST(Certificate, IsNoneWhereNothingProves) {
    const auto root = certificate(make_claim<Root>(), 0.7);
    EXPECT_EQ(root.outcome, Outcome::undecided);
    EXPECT_TRUE(root.to_all_digits);
    const auto cancelled = certificate(make_claim<Cancelled>(), 0.7);
    EXPECT_EQ(cancelled.outcome, Outcome::undecided);
    EXPECT_FALSE(cancelled.to_all_digits);
    EXPECT_FALSE(cancelled.hypothesis_open);
    EXPECT_FALSE(cancelled.asked[3]);
    const auto root_as_hypothesis = certificate(make_claim<IrrationalEdge>(), 0.7, 2);
    EXPECT_EQ(root_as_hypothesis.outcome, Outcome::undecided);
    EXPECT_TRUE(root_as_hypothesis.hypothesis_open);
}

CertifyResult certified_with(const Claim& claim, int jobs) {
    SearchOptions options;
    options.jobs = jobs;
    return certify(claim, options);
}

TEST(Certify, CountsEveryInstanceOnceOnAnyNumberOfThreads) {
    for (const auto& claim : {make_claim<Ordered>(), make_claim<Thirds>(), make_claim<SmallDifference>(), make_claim<Square>(), make_claim<Root>(), make_claim<Cancelled>()}) {
        const auto one = certified_with(claim, 1);
        EXPECT_EQ(one.instances, 400);
        EXPECT_EQ(one.hypotheses_not_met + one.hypotheses_open + one.met(), one.instances);
        EXPECT_EQ(one.settled_by[0] + one.settled_by[1] + one.settled_by[2] + one.settled_by[3], one.certified + one.violated);
        EXPECT_EQ(one.asked[0], one.instances);
        for (const int jobs : {2, 7}) {
            const auto other = certified_with(claim, jobs);
            EXPECT_EQ(other.certified, one.certified);
            EXPECT_EQ(other.either_way, one.either_way);
            EXPECT_EQ(other.attained, one.attained);
            EXPECT_EQ(other.violated, one.violated);
            EXPECT_EQ(other.to_all_digits, one.to_all_digits);
            EXPECT_EQ(other.undecided, one.undecided);
            EXPECT_EQ(other.settled_by, one.settled_by);
            EXPECT_EQ(other.asked, one.asked);
        }
    }
    EXPECT_EQ(certified_with(make_claim<Ordered>(), 2).verdict(), Verdict::falsified);
    EXPECT_EQ(certified_with(make_claim<Thirds>(), 2).verdict(), Verdict::not_falsified);
    EXPECT_EQ(certified_with(make_claim<Cancelled>(), 2).verdict(), Verdict::undecided);
    EXPECT_TRUE(certified_with(make_claim<Cancelled>(), 2).undecided_instance.has_value());
    EXPECT_EQ(certified_with(make_claim<Square>(), 2).settled_by[2] + certified_with(make_claim<Square>(), 2).settled_by[0], 400);
}

TEST(Certify, ExpectsAViolationOfAFalseClaimAmongItsDefaultNumberOfInstances) {
    CertifyResult result;
    result.info.expected = Verdict::falsified;
    result.info.cases = result.instances = result.certified = 100;
    EXPECT_FALSE(result.as_expected());
    result.instances = result.certified = 99;
    EXPECT_TRUE(result.as_expected());
    result.info.expected = Verdict::not_falsified;
    EXPECT_TRUE(result.as_expected());
    result.violated = 1;
    EXPECT_FALSE(result.as_expected());
    result.info.expected = Verdict::falsified;
    EXPECT_TRUE(result.as_expected());
}

TEST(Certify, FindsTheViolationsThatTheSearchConfirms) {
    SearchOptions options;
    options.shrink = false;
    const Claim claim = make_claim<Ordered>();
    EXPECT_EQ(certify(claim, options).violated, search(claim, options).violations);
}

/// The end points of "[a, b]".
std::pair<double, double> ends_of(const std::string& text) {
    char* after = nullptr;
    const double low = std::strtod(text.c_str() + 1, &after);
    return {low, std::strtod(after + 1, nullptr)};
}

/// `value` has 30 digits, of which the last is rounded.
bool encloses(const std::string& interval, const std::string& value) {
    const auto [low, high] = ends_of(interval);
    const Real100 number(value), slack = abs(number) * Real100(1e-29);
    return Real100(low) <= number + slack && number - slack <= Real100(high);
}

class EveryCertificate : public ::testing::TestWithParam<std::size_t> {
protected:
    const Claim& claim() const { return registry()[GetParam()]; }
};

TEST_P(EveryCertificate, HasItsSidesInTheIntervalsOfTheFilter) {
    const EvaluationOptions options{.transcript = true};
    int compared = 0, finite = 0;
    for (int index = 0; index < 60; ++index) {
        const Instance instance = drawn_instance(claim(), 11, index).value();
        const Evaluation filter = claim().evaluate(instance, ScalarKind::double_interval, options);
        const Evaluation exact = claim().evaluate(instance, ScalarKind::real100, options);
        ASSERT_TRUE(filter.hypotheses == Truth::unknown || exact.hypotheses == filter.hypotheses) << exact.failed_hypothesis;
        if (exact.hypotheses != Truth::yes) continue;
        if (filter.compared.size() != exact.compared.size()) {  // whether a part concerns the instance is open
            ASSERT_EQ(filter.holds, Truth::unknown);
            continue;
        }
        for (std::size_t i = 0; i < filter.compared.size(); ++i) {
            const Comparison &found = filter.compared[i], &expected = exact.compared[i];
            ASSERT_EQ(found.what, expected.what);
            ASSERT_TRUE(encloses(found.lhs_text, expected.lhs_text)) << found.what << ": " << found.lhs_text << " misses " << expected.lhs_text;
            ASSERT_TRUE(encloses(found.rhs_text, expected.rhs_text)) << found.what << ": " << found.rhs_text << " misses " << expected.rhs_text;
            ++compared;
            finite += std::isfinite(ends_of(found.lhs_text).first) && std::isfinite(ends_of(found.rhs_text).first) ? 1 : 0;
        }
        ASSERT_EQ(filter.shown.size(), exact.shown.size());
        for (std::size_t i = 0; i < filter.shown.size(); ++i) {
            const auto& [symbol, formula, value] = filter.shown[i];
            if (value.front() != '[') continue;  // a column
            ASSERT_TRUE(encloses(value, exact.shown[i].value)) << symbol << " = " << formula << ": " << value << " misses " << exact.shown[i].value;
        }
    }
    EXPECT_GT(compared, 0);
    EXPECT_GE(2 * finite, compared);
}

TEST_P(EveryCertificate, IsNeverSettledOtherwiseThanByIntervalsOfAHundredDigitsAndRationals) {
    for (int index = 0; index < 60; ++index) {
        const Instance instance = drawn_instance(claim(), 12, index).value();
        const Certificate found = certify(claim(), instance);
        if (found.level != Level::filter) continue;
        const Evaluation interval = claim().evaluate(instance, ScalarKind::interval);
        if (found.outcome == Outcome::hypothesis_not_met) {
            EXPECT_NE(interval.hypotheses, Truth::yes);
            continue;
        }
        if (found.either_way && interval.hypotheses == Truth::no) continue;
        EXPECT_NE(interval.hypotheses, Truth::no);
        EXPECT_NE(interval.holds, found.outcome == Outcome::holds ? Truth::no : Truth::yes);
    }
}

INSTANTIATE_TEST_SUITE_P(Registry, EveryCertificate, ::testing::Range(std::size_t(0), registry().size()), [](const auto& test) {
    const ClaimInfo& claim = registry()[test.param].info;
    return claim.id + "_" + std::string(name_of(form_names, claim.form));
});

}  // namespace
}  // namespace aimcert
