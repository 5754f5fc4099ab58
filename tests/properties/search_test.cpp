#include "properties/checks.hpp"
#include "properties/generators.hpp"
#include "properties/search.hpp"
#include "tests/properties/toy_claim.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace aimcert {
namespace {

/// False for x > 1.
struct FalseClaim : Pairs {
    static ClaimInfo info() { return toy("false_claim"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        checks.at_most("x against 1", entry<S>(i, 0), S(1));
        if (i.vectors[0].size() > 1) checks.label("pair");
    }
};

/// True over the reals, off by rounding: (x + 1/3) - x = 1/3.
struct RoundingClaim : Pairs {
    static ClaimInfo info() { return toy("rounding_claim"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S x = entry<S>(i, 0), third = math::ratio<S>(1, 3);
        checks.at_most("(x + 1/3) - x against 1/3", (x + third) - x, third, S(4));
    }
};

/// √(x² + 2) <= √(x² + 2): hardly ever rational, undecidable in intervals but equal to all digits.
struct EqualToAllDigits : Pairs {
    static ClaimInfo info() { return toy("equal_to_all_digits"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S root = math::sqrt(S(math::square(entry<S>(i, 0)) + S(2)));
        checks.at_most("a root against itself", root, root);
    }
};

/// Intervals cannot tell: the enclosure of (e^x - e^x) 10^60 is wide.
struct UndecidedClaim : Pairs {
    static ClaimInfo info() { return toy("undecided_claim"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S root = math::exp(S(entry<S>(i, 0) + S(5)));
        checks.at_most("nothing, blown up", (root - root / S(3) * S(3)) * math::constant<S>(1e60), S(0));
    }
};

/// UndecidedClaim beside a comparison of two sides that agree to every digit.
struct HiddenUndecidedClaim : Pairs {
    static ClaimInfo info() { return toy("hidden_undecided_claim"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        EqualToAllDigits::evaluate(i, checks);
        UndecidedClaim::evaluate(i, checks);
        EqualToAllDigits::evaluate(i, checks);
    }
};

/// Enclosures without an end: e^(e^1000 + x²) - itself.
struct OverflowingClaim : Pairs {
    static ClaimInfo info() { return toy("overflowing_claim"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S huge = math::exp(math::exp(S(math::square(entry<S>(i, 0)) + S(1000))));
        checks.at_most("nothing, out of reach", huge - huge, S(0));
    }
};

struct NeverMet : Pairs {
    static ClaimInfo info() { return toy("never_met"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        if (!checks.require("x >= 5", S(5), entry<S>(i, 0))) return;
        checks.at_most("x against 0", entry<S>(i, 0), S(0));
    }
};

struct Identity : Pairs {
    static ClaimInfo info() { return toy("identity", Relation::equal); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S x = entry<S>(i, 0), y = entry<S>(i, 1);
        checks.equal("(x+y)² against x² + 2xy + y²", math::square(S(x + y)),
                     math::square(x) + S(2) * x * y + math::square(y));
    }
};

/// False for x ≠ 0, which 2^99 absorbs: (2^99 + x²) - 2^99 <= 0.
struct AbsorbedViolation : Pairs {
    static ClaimInfo info() { return toy("absorbed_violation"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S large = math::constant<S>(0x1p99);
        checks.at_most("(2^99 + x²) - 2^99 against 0", S((large + math::square(entry<S>(i, 0))) - large), S(0), large);
        if (i.vectors[0][0] != 0) checks.label("false");
    }
};

/// False, with sides out of the range of doubles: 2s <= s, s = (1 + x²) 4^exponent.
template <int exponent>
struct ViolationOutOfRange : Pairs {
    static ClaimInfo info() { return toy("violation_out_of_range"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S side = (S(1) + math::square(entry<S>(i, 0))) * math::power(math::constant<S>(std::ldexp(1.0, exponent)), 2);
        checks.at_most("twice a number against it", S(side + side), side);
    }
};

/// True, with a hypothesis that only rounding lets fail: (y + 1/3) - 1/3 <= y.
struct HypothesisOnItsEdge : Pairs {
    static ClaimInfo info() { return toy("hypothesis_on_its_edge"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        const S y = entry<S>(i, 0), third = math::ratio<S>(1, 3);
        if (!checks.require("(y + 1/3) - 1/3 <= y", S((y + third) - third), y)) return;
        checks.at_most("y against y + 1", y, S(y + S(1)));
    }
};

/// A part of the statement that nobody can place, beside sides that agree to every digit.
struct HiddenOpenPart : Pairs {
    static ClaimInfo info() { return toy("hidden_open_part"); }
    template <class S> static void evaluate(const Instance& i, Checks<S>& checks) {
        EqualToAllDigits::evaluate(i, checks);
        const S root = math::sqrt(S(math::square(entry<S>(i, 0)) + S(2)));
        if (!checks.concerns(math::square(root), S(root * root))) return;
        checks.at_most("0 against 1", S(0), S(1));
    }
};

SearchResult search_with(const Claim& claim, int jobs = 2, ScalarKind scalar = ScalarKind::float64) {
    SearchOptions options;
    options.jobs = jobs;
    options.scalar = scalar;
    return search(claim, options);
}

void expect_same(const SearchResult& a, const SearchResult& b) {
    EXPECT_EQ(a.verdict, b.verdict);
    EXPECT_EQ(a.instances, b.instances);
    EXPECT_EQ(a.violations, b.violations);
    EXPECT_EQ(a.rounding_only, b.rounding_only);
    EXPECT_EQ(a.escalated, b.escalated);
    EXPECT_EQ(a.trivial, b.trivial);
    EXPECT_EQ(a.labels, b.labels);
    EXPECT_EQ(a.worst_ratio, b.worst_ratio);
    EXPECT_EQ(a.worst_rounding_ulps, b.worst_rounding_ulps);
    ASSERT_EQ(a.worst.has_value(), b.worst.has_value());
    if (a.worst) {
        EXPECT_EQ(a.worst->instance, b.worst->instance);
        EXPECT_EQ(a.worst->index, b.worst->index);
    }
    ASSERT_EQ(a.counterexample.has_value(), b.counterexample.has_value());
    if (a.counterexample) {
        EXPECT_EQ(a.counterexample->instance, b.counterexample->instance);
        EXPECT_EQ(a.counterexample->index, b.counterexample->index);
    }
}

TEST(Search, DoesNotDependOnTheNumberOfThreads) {
    for (const auto& claim : {make_claim<FalseClaim>(), make_claim<RoundingClaim>(), make_claim<Identity>(),
                              make_claim<UndecidedClaim>(), make_claim<NeverMet>()}) {
        const auto one = search_with(claim, 1);
        expect_same(one, search_with(claim, 2));
        expect_same(one, search_with(claim, 0));
    }
}

TEST(Search, DependsOnTheSeed) {
    SearchOptions options;
    const auto claim = make_claim<FalseClaim>();
    const auto first = search(claim, options);
    options.seed = 2;
    EXPECT_NE(first.worst->instance, search(claim, options).worst->instance);
}

TEST(Search, FalsifiesAFalseClaimAndShrinksToItsSmallestCounterexample) {
    const auto result = search_with(make_claim<FalseClaim>());
    EXPECT_EQ(result.verdict, Verdict::falsified);
    EXPECT_FALSE(result.as_expected());
    EXPECT_EQ(result.instances, 400);
    // x is uniform on [-4, 4] but for a third of edges: x > 1 in more than a fifth of the cases.
    EXPECT_GT(result.violations, 80);
    ASSERT_TRUE(result.counterexample.has_value());
    const auto& found = *result.counterexample;
    // Two entries become one, and the simplest number above 1 is 2.
    EXPECT_EQ(found.instance, Instance(VectorsInstance{{{2}}}));
    EXPECT_EQ(found.scalar, ScalarKind::rational);
    EXPECT_EQ(found.evaluation.holds, Truth::no);
    EXPECT_EQ(found.evaluation.worst.lhs_text, "2");
    EXPECT_GT(found.shrinks, 0);
    EXPECT_EQ(found.seed, 1u);
    EXPECT_EQ(result.labels.at("pair"), 400);
}

TEST(Search, DoesNotCountWhatIsOnlyRounding) {
    for (const auto scalar : {ScalarKind::float64, ScalarKind::float32}) {
        const auto result = search_with(make_claim<RoundingClaim>(), 2, scalar);
        EXPECT_EQ(result.verdict, Verdict::not_falsified);
        EXPECT_EQ(result.violations, 0);
        EXPECT_GT(result.rounding_only, 40);
        EXPECT_GT(result.worst_rounding_ulps, 0);
        // x + 1/3 < 8 is rounded by at most 4u, the difference, near 1/3, by at most u/4; an ulp of the scale 4 is 8u.
        EXPECT_LE(result.worst_rounding_ulps, 4.25 / 8);
        EXPECT_FALSE(result.counterexample.has_value());
        EXPECT_TRUE(result.as_expected());
    }
}

TEST(Search, EscalatesEqualitiesToRationals) {
    const auto result = search_with(make_claim<Identity>());
    EXPECT_EQ(result.verdict, Verdict::not_falsified);
    EXPECT_EQ(result.escalated, result.instances);
    EXPECT_EQ(result.worst_ratio, 0);
    EXPECT_EQ(result.worst->scalar, ScalarKind::rational);
    EXPECT_EQ(result.rounding_only, 0);
}

TEST(Search, SaysWhenBothSidesAgreeToAllDigits) {
    const auto result = search_with(make_claim<EqualToAllDigits>());
    EXPECT_EQ(result.verdict, Verdict::not_falsified);
    EXPECT_GT(result.to_all_digits, 300);
    EXPECT_EQ(result.undecided, 0);
}

TEST(Search, SaysWhenIntervalsCannotTell) {
    const auto result = search_with(make_claim<UndecidedClaim>());
    EXPECT_EQ(result.verdict, Verdict::undecided);
    EXPECT_EQ(result.violations, 0);
    EXPECT_GT(result.undecided, 0);
    EXPECT_FALSE(result.counterexample.has_value());
}

TEST(Search, AsksForFourHundredDigitsWhereAHundredCannotTell) {
    const auto holds = search_with(make_claim<BlownUp<true>>());
    EXPECT_EQ(holds.verdict, Verdict::not_falsified);
    EXPECT_EQ(holds.undecided, 0);
    const auto violated = search_with(make_claim<BlownUp<false>>());
    EXPECT_EQ(violated.verdict, Verdict::falsified);
    EXPECT_EQ(violated.undecided, 0);
    ASSERT_TRUE(violated.counterexample.has_value());
    EXPECT_EQ(violated.counterexample->evaluation.worst.what, "nothing, blown up");
    EXPECT_EQ(confirm(make_claim<BlownUp<false>>(), VectorsInstance{{{0.7, 0}}}, {}).scalar, ScalarKind::long_interval);
}

TEST(Search, HidesNothingUndecidedBehindSidesThatAgree) {
    const auto result = search_with(make_claim<HiddenUndecidedClaim>());
    EXPECT_EQ(result.verdict, Verdict::undecided);
    EXPECT_GE(result.undecided, search_with(make_claim<UndecidedClaim>()).undecided);
    ASSERT_TRUE(result.undecided_instance.has_value());
    EXPECT_EQ(result.undecided_instance->evaluation.worst.what, "nothing, blown up");
}

TEST(Search, FindsWhatAbsorptionHides) {
    for (const auto scalar : {ScalarKind::float64, ScalarKind::float32}) {
        const auto result = search_with(make_claim<AbsorbedViolation>(), 2, scalar);
        EXPECT_EQ(result.verdict, Verdict::falsified);
        EXPECT_EQ(result.violations, result.labels.at("false"));
    }
}

TEST(Search, FindsWhatOverflowAndUnderflowHide) {
    for (const auto scalar : {ScalarKind::float64, ScalarKind::float32})
        for (const auto& claim : {make_claim<ViolationOutOfRange<600>>(), make_claim<ViolationOutOfRange<-600>>()})
            EXPECT_EQ(search_with(claim, 2, scalar).violations, 400);
}

TEST(Search, LosesNoInstanceToTheRoundingOfAHypothesis) {
    const auto claim = make_claim<HypothesisOnItsEdge>();
    int failed = 0;
    for (int index = 0; index < 400; ++index)
        if (claim.evaluate(drawn_instance(claim, 1, index).value(), ScalarKind::float64).hypotheses != Truth::yes) ++failed;
    EXPECT_GT(failed, 0);
    EXPECT_EQ(search_with(claim).hypotheses_not_met, 0);
}

TEST(Search, HidesNoOpenPartBehindSidesThatAgree) {
    const auto result = search_with(make_claim<HiddenOpenPart>());
    EXPECT_EQ(result.verdict, Verdict::undecided);
    EXPECT_GT(result.undecided, 300);
    EXPECT_EQ(result.to_all_digits, 0);
}

TEST(Search, TakesNoEndlessEnclosureForAgreement) {
    const auto result = search_with(make_claim<OverflowingClaim>());
    EXPECT_EQ(result.verdict, Verdict::undecided);
    EXPECT_EQ(result.undecided, result.instances);
    EXPECT_EQ(result.to_all_digits, 0);
}

TEST(Search, SaysWhenNoInstanceMeetsTheHypotheses) {
    const auto result = search_with(make_claim<NeverMet>());
    EXPECT_EQ(result.verdict, Verdict::hypotheses_never_met);
    EXPECT_EQ(result.hypotheses_not_met, 400);
    EXPECT_FALSE(result.worst.has_value());
    EXPECT_FALSE(result.as_expected());
}

TEST(Search, IsAsExpectedWhenAClaimThatMustFailFails) {
    auto claim = make_claim<FalseClaim>();
    claim.info.expected = Verdict::falsified;
    EXPECT_TRUE(search_with(claim).as_expected());
}

TEST(Search, RunsTheFirstInstancesEvenOnceItsTimeIsUp) {
    SearchOptions few;
    few.cases = fewest_instances;
    for (const int jobs : {1, 2}) {
        SearchOptions late;
        late.jobs = jobs;
        late.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
        const auto result = search(make_claim<FalseClaim>(), late);
        EXPECT_EQ(result.instances, fewest_instances);
        expect_same(result, search(make_claim<FalseClaim>(), few));
    }
}

/// 20 ms an instance.
struct SlowClaim : Pairs {
    static ClaimInfo info() { return toy("slow_claim"); }
    template <class S> static void evaluate(const Instance&, Checks<S>& checks) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        checks.at_most("0 against 1", S(0), S(1));
    }
};

TEST(Search, KeepsWhatItFoundWithinItsTime) {
    SearchOptions options;
    options.jobs = 1;
    options.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(600);
    const auto result = search(make_claim<SlowClaim>(), options);
    EXPECT_GE(result.instances, fewest_instances);
    EXPECT_LE(result.instances, 600 / 20 + 1);  // the last may have begun just before the end
    EXPECT_EQ(result.verdict, Verdict::not_falsified);
    EXPECT_EQ(result.trivial, result.instances);
}

TEST(Search, ReportsItsProgressOnceAnInstance) {
    SearchOptions options;
    options.cases = 50;
    std::atomic<int> calls = 0, last = 0;
    options.progress = [&](int done, int total) {
        ++calls;
        if (done > last) last = done;
        EXPECT_EQ(total, 50);
    };
    EXPECT_EQ(search(make_claim<Identity>(), options).instances, 50);
    EXPECT_EQ(calls, 50);
    EXPECT_EQ(last, 50);
}

TEST(Search, WithoutShrinkingHasNoCounterexample) {
    SearchOptions options;
    options.shrink = false;
    const auto result = search(make_claim<FalseClaim>(), options);
    EXPECT_EQ(result.verdict, Verdict::falsified);
    EXPECT_FALSE(result.counterexample.has_value());
}

TEST(Search, InFloatsUsesInstancesThatFloatsHold) {
    const auto result = search_with(make_claim<FalseClaim>(), 2, ScalarKind::float32);
    EXPECT_EQ(rounded_to_float(result.worst->instance), result.worst->instance);
    EXPECT_EQ(rounded_to_float(result.counterexample->instance), result.counterexample->instance);
}

TEST(Decide, TakesRationalsBeforeIntervals) {
    const Instance square = VectorsInstance{{{2, 0}}};
    // √(2² + 2) is irrational, so intervals decide.
    EXPECT_EQ(decide(make_claim<EqualToAllDigits>(), square, ScalarKind::float64).scalar, ScalarKind::interval);
    EXPECT_EQ(decide(make_claim<Identity>(), square, ScalarKind::float64).scalar, ScalarKind::rational);
    const auto decision = decide(make_claim<FalseClaim>(), square, ScalarKind::float64);
    EXPECT_EQ(decision.outcome, Decision::Outcome::violated);
    EXPECT_EQ(decision.scalar, ScalarKind::rational);
    EXPECT_EQ(decide(make_claim<FalseClaim>(), VectorsInstance{{{0.5}}}, ScalarKind::float64).scalar, ScalarKind::float64);
}

}  // namespace
}  // namespace aimcert
